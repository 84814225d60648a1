"""An asynchronous kitchen: tasks, gather, timeouts, queues, semaphores, async generators, cancellation, task groups."""
import asyncio
import contextlib


async def cook(name, seconds, kitchen):
    async with kitchen:
        await asyncio.sleep(seconds)
        return f"{name} ready"


async def numbers(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i * i


@contextlib.asynccontextmanager
async def opened(name):
    print("open", name)
    try:
        yield name.upper()
    finally:
        print("close", name)


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0.001)
        return self.n


async def producer(queue, n):
    for i in range(n):
        await queue.put(i)
        await asyncio.sleep(0.001)
    await queue.put(None)


async def consumer(queue):
    total = 0
    while (item := await queue.get()) is not None:
        total += item
    return total


async def failing(delay):
    await asyncio.sleep(delay)
    raise ValueError(f"failed after {delay}")


async def main():
    kitchen = asyncio.Semaphore(2)
    print(await asyncio.gather(*(cook(n, s, kitchen) for n, s in [("soup", 0.02), ("egg", 0.01), ("tea", 0.005)])))
    print([x async for x in numbers(4) if x % 2 == 0], {x: x async for x in Countdown(2)})
    async with opened("door") as door:
        print("inside", door)
    queue = asyncio.Queue(maxsize=2)
    _, total = await asyncio.gather(producer(queue, 5), consumer(queue))
    print("total", total)
    try:
        async with asyncio.timeout(0.005):
            await asyncio.sleep(1)
    except TimeoutError as error:
        print("timed out", repr(error))
    results = await asyncio.gather(failing(0.001), cook("rice", 0.002, kitchen), return_exceptions=True)
    print(results)
    task = asyncio.create_task(asyncio.sleep(10), name="sleeper")
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        print("cancelled", error.args, task.cancelled(), task.get_name())
    try:
        async with asyncio.TaskGroup() as group:
            fine = group.create_task(cook("cake", 0.001, kitchen))
            group.create_task(failing(0.002))
            slow = group.create_task(cook("stew", 5, kitchen))
    except* ValueError as errors:
        print("group:", errors.exceptions, fine.result(), slow.cancelled())
    event, lock = asyncio.Event(), asyncio.Lock()

    async def waiter(n):
        await event.wait()
        async with lock:
            print("waiter", n, lock.locked())

    waiters = [asyncio.create_task(waiter(n)) for n in range(3)]
    await asyncio.sleep(0.001)
    event.set()
    done, pending = await asyncio.wait(waiters)
    print(len(done), len(pending))
    for next_done in asyncio.as_completed([cook("b", 0.02, kitchen), cook("a", 0.001, kitchen)]):
        print(await next_done)
    print(await asyncio.to_thread(sum, range(10)), await asyncio.wait_for(cook("pie", 0.001, kitchen), 1))


asyncio.run(main())
