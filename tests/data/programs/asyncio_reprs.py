import asyncio


def shown(thing):
    """Without the folder of the program, which differs."""
    text = repr(thing)
    while " at /" in text:
        start = text.index(" at /") + 4
        end = text.index(".py:", start)
        text = text[:start] + text[text.rindex("/", start, end) + 1:]
    return text


async def inner():
    await asyncio.sleep(10)


async def worker(n):
    if n == 1:
        raise ValueError("one")
    if n == 2:
        await inner()
    await asyncio.sleep(0)
    return [n] * n


def done(task):
    print("done:", task.get_name())


async def main():
    print(shown(asyncio.current_task()).split(" cb=")[0])
    tasks = [asyncio.create_task(worker(n), name=f"worker {n}") for n in range(4)]
    print(shown(tasks[0]))
    tasks[0].add_done_callback(done)
    print(shown(tasks[0]))
    await asyncio.sleep(0)
    print(shown(tasks[2]))
    print(shown(tasks[3]))
    tasks[2].cancel()
    print(shown(tasks[2]).split(" coro=")[0])
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print(results)
    for task in tasks:
        print(shown(task))
    print(tasks[1].exception().args, tasks[2].cancelled(), tasks[3].result())
    future = asyncio.get_running_loop().create_future()
    print(future)
    future.add_done_callback(print)
    print(future)
    future.add_done_callback(done)
    future.add_done_callback(str)
    print(shown(future))
    future.remove_done_callback(print)
    future.remove_done_callback(done)
    future.set_exception(KeyError("key"))
    print(future, repr(future.exception()))
    handle = asyncio.get_running_loop().call_later(10, print, "x", 1)
    print(repr(handle).split(" when=")[0], repr(handle).split(" ")[-1])
    handle.cancel()
    print(repr(handle).split(" when=")[0])
    print(shown(asyncio.get_running_loop().call_soon(done, tasks[0])).split("(")[0])
    print(type(tasks[0]), type(future), type(asyncio.Lock()))


asyncio.run(main())
