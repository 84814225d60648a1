import asyncio


async def main():
    loop = asyncio.get_running_loop()
    await loop.create_server(asyncio.Future, "127.0.0.1", 80)


asyncio.run(main())
