import asyncio


async def slow(n, log):
    try:
        await asyncio.sleep(n)
        return "slow result"
    except asyncio.CancelledError:
        log.append("slow was cancelled")
        raise


async def main():
    log = []
    try:
        await asyncio.wait_for(slow(1, log), timeout=0.03)
    except asyncio.TimeoutError as e:
        print("TimeoutError", repr(e), log, asyncio.TimeoutError is TimeoutError)
    print(await asyncio.wait_for(slow(0.01, log), timeout=1))
    print(await asyncio.wait_for(slow(0, log), timeout=None))
    try:
        await asyncio.wait_for(slow(1, log), timeout=0)
    except TimeoutError:
        print("at once")

    try:
        async with asyncio.timeout(0.01) as deadline:
            await asyncio.sleep(1)
    except TimeoutError as e:
        print("left by", type(e).__name__, deadline.expired(), deadline)
    async with asyncio.timeout(1) as deadline:
        await asyncio.sleep(0)
    print(deadline.expired(), deadline)

    async with asyncio.timeout(None) as deadline:
        print(deadline.when(), deadline)
        deadline.reschedule(asyncio.get_running_loop().time() + 10)
        await asyncio.sleep(0.001)
    try:
        async with asyncio.timeout(0.01):
            try:
                await asyncio.sleep(1)
            finally:
                print("cleaning up")
    except TimeoutError:
        print("outer")
    try:
        async with asyncio.timeout(0.3) as outer:
            try:
                async with asyncio.timeout(0.01) as inner:
                    await asyncio.sleep(1)
            except TimeoutError:
                print("inner", inner.expired(), outer.expired())
            await asyncio.sleep(1)
    except TimeoutError:
        print("outer", inner.expired(), outer.expired())
    try:
        deadline.reschedule(5)
    except RuntimeError as e:
        print("RuntimeError:", e)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout_at(loop.time() + 0.01):
            await loop.create_future()
    except TimeoutError:
        print("a future that nobody sets")

    tasks = [asyncio.create_task(asyncio.sleep(d, d)) for d in (0.5, 0.05, 0.25)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), [t.result() for t in done])
    done, pending = await asyncio.wait(tasks, timeout=0.001)
    print(len(done), len(pending))
    done, pending = await asyncio.wait(tasks)
    print(sorted(t.result() for t in done), pending)
    for finished in asyncio.as_completed([asyncio.sleep(d, d) for d in (0.5, 0.05, 0.25)]):
        print("completed", await finished)
    try:
        for finished in asyncio.as_completed([asyncio.sleep(1, 1)], timeout=0.01):
            await finished
    except TimeoutError:
        print("as_completed timed out")


asyncio.run(main())
