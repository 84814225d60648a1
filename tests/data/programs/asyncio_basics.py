import asyncio
import time


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)
    return what.upper()


async def main():
    start = time.perf_counter()
    await say_after(0.05, "hello")
    await say_after(0.05, "world")
    alone = time.perf_counter() - start

    start = time.perf_counter()
    one = asyncio.create_task(say_after(0.04, "second"))
    two = asyncio.create_task(say_after(0.01, "first"), name="quick")
    print(one.get_name().startswith("Task-"), two.get_name(), one.done())
    print(await one, await two, one.done(), two.result())
    together = time.perf_counter() - start
    print("together is faster:", together < alone)

    results = await asyncio.gather(*(say_after(0.01 * n, f"g{n}") for n in (3, 1, 2)))
    print(results)
    print(await asyncio.gather(), await asyncio.sleep(0, "slept"), await asyncio.sleep(-1))
    print(asyncio.current_task().get_name(), len(asyncio.all_tasks()))
    print(asyncio.iscoroutinefunction(main), asyncio.iscoroutinefunction(print))
    coroutine = say_after(0, "never")
    print(asyncio.iscoroutine(coroutine), asyncio.isfuture(coroutine))
    coroutine.close()
    return 42


print(asyncio.run(main()))


async def order():
    async def worker(name, rounds):
        for n in range(rounds):
            print(name, n, end="; ")
            await asyncio.sleep(0)
        return name
    tasks = [asyncio.create_task(worker(name, 3)) for name in "abc"]
    print("made", end="; ")
    for task in tasks:
        await task
    print()

asyncio.run(order())

for wrong in (asyncio.get_running_loop, lambda: asyncio.create_task(None)):
    try:
        wrong()
    except RuntimeError as e:
        print("RuntimeError:", e)


async def nested():
    try:
        asyncio.run(None)
    except RuntimeError as e:
        print("RuntimeError:", e)
    try:
        await asyncio.wait([])
    except ValueError as e:
        print("ValueError:", e)
    try:
        asyncio.create_task(print)
    except TypeError as e:
        print("TypeError:", str(e).startswith("a coroutine was expected, got <built-in function print>"))

asyncio.run(nested())
