import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(2, loop.stop)
    await asyncio.sleep(1)


asyncio.run(main())
