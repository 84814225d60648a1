"""Waiting with asyncio, counting in native code."""
import asyncio
from native import word_count_detached as wc

LINE = 1000 * "a " + "\n"
FETCHERS = 4


async def fetch(name):
    await asyncio.sleep(0.06)
    return 5000 * LINE


async def main():
    pages = await asyncio.gather(*map(fetch, "ABCD"))
    counts = [asyncio.to_thread(wc, page, "a")
              for page in pages]
    print(sum(await asyncio.gather(*counts)))


asyncio.run(main())
