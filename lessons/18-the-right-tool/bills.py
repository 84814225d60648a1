import asyncio


async def add_up():
    n = 0
    for i in range(2_000_000):
        n += 1


async def main():
    await asyncio.gather(
        add_up(), add_up())


asyncio.run(main())
