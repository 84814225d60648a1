import asyncio
import time

late = []
now = time.perf_counter


async def t():
    for _ in range(20):
        due = now() + 0.002
        await asyncio.sleep(0.002)
        late.append(now() - due)


async def c():
    n = 26_500_000
    while n > 0:
        n -= 1


async def main():
    await asyncio.gather(t(), c())


asyncio.run(main())
