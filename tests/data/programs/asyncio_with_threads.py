"""Threads and an event loop in one program: blocking calls in a pool, a loop in a thread of its own,
and calls handed to it from outside."""
import asyncio
import concurrent.futures
import contextvars
import threading
import time

user = contextvars.ContextVar("user", default="nobody")


def blocking(n):
    """Would stop the loop if it were called there."""
    time.sleep(0.15)
    return n, threading.current_thread().name.split("_")[0]


async def in_the_pool():
    loop = asyncio.get_running_loop()
    ticks = 0

    async def ticker():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.002)
            ticks += 1

    task = asyncio.create_task(ticker())
    results = await asyncio.gather(*(loop.run_in_executor(None, blocking, n) for n in range(3)))
    print(results)
    with concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="own") as pool:
        print(await loop.run_in_executor(pool, blocking, 9))
    print("the loop went on ticking:", ticks > 3)
    task.cancel()
    user.set("ada")
    print(await asyncio.to_thread(lambda greeting: f"{greeting} {user.get()}", "hello"))
    try:
        await asyncio.to_thread(int, "not a number")
    except ValueError as error:
        print("ValueError:", error)


def loop_in_a_thread():
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    def run():
        asyncio.set_event_loop(loop)
        loop.call_soon(ready.set)
        loop.run_forever()
        loop.close()

    thread = threading.Thread(target=run, name="loop")
    thread.start()
    ready.wait()
    print(loop.is_running(), loop.is_closed())

    async def add(a, b):
        await asyncio.sleep(0.01)
        return a + b, threading.current_thread().name

    future = asyncio.run_coroutine_threadsafe(add(2, 3), loop)
    print(type(future).__module__, future.result(timeout=5))

    async def fail():
        raise KeyError("from the loop")

    future = asyncio.run_coroutine_threadsafe(fail(), loop)
    print(repr(future.exception()))

    async def for_ever():
        await asyncio.sleep(1000)

    future = asyncio.run_coroutine_threadsafe(for_ever(), loop)
    try:
        future.result(timeout=0.01)
    except TimeoutError:
        print("took too long:", future.cancel())

    seen = []
    done = threading.Event()
    for n in range(3):
        loop.call_soon_threadsafe(seen.append, n)
    loop.call_soon_threadsafe(done.set)
    done.wait()
    print(seen)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    print(loop.is_running(), loop.is_closed())


async def woken_by_a_thread():
    """A thread sets an asyncio event the right way."""
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    timer = threading.Timer(0.01, loop.call_soon_threadsafe, args=(event.set,))
    timer.start()
    print("woken:", await event.wait())
    timer.join()


asyncio.run(in_the_pool())
loop_in_a_thread()
asyncio.run(woken_by_a_thread())
try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print("RuntimeError:", error)
