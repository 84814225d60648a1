import asyncio
from asyncio import create_subprocess_exec


async def main():
    process = await create_subprocess_exec("ls")
    await process.wait()


asyncio.run(main())
