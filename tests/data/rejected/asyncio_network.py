import asyncio


async def main():
    print("before")
    reader, writer = await asyncio.open_connection("example.org", 80)


asyncio.run(main())
