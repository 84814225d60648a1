"""The event loop's rules: what runs in which pass, where tasks switch, what blocks everybody."""

import asyncio
import threading
import time


async def passes():
    """A callback that is scheduled in a pass runs in the next one, behind what was ready before."""
    loop = asyncio.get_running_loop()
    order = []

    def first():
        order.append("first")
        loop.call_soon(order.append, "scheduled by first")

    loop.call_soon(first)
    loop.call_soon(order.append, "second")
    await asyncio.sleep(0)
    order.append("-- the task's turn")
    await asyncio.sleep(0)
    print(*order, sep="\n")


async def no_switch_without_waiting():
    """An await that need not wait gives nobody else a turn."""
    order = []

    async def ready(name):
        order.append(name)

    async def talk(name):
        for n in range(3):
            await ready(f"{name}{n}")

    await asyncio.gather(talk("a"), talk("b"))
    print(*order)


class Counter:
    def __init__(self):
        self.value = 0

    async def add_at_once(self, times):
        for _ in range(times):
            self.value += 1

    async def add_with_a_pause(self, times):
        for _ in range(times):
            seen = self.value
            await asyncio.sleep(0)
            self.value = seen + 1


async def counters():
    for name in ("add_at_once", "add_with_a_pause"):
        counter = Counter()
        await asyncio.gather(*(getattr(counter, name)(100) for _ in range(4)))
        print(name, counter.value)


async def blocking():
    """A call that blocks keeps all tasks waiting; in a thread it does not."""
    async def ticker(log):
        for n in range(3):
            await asyncio.sleep(0.02)
            log.append(n)

    for block in (False, True):
        log = []
        ticks = asyncio.create_task(ticker(log))
        await asyncio.sleep(0)
        if block:
            time.sleep(0.1)
        else:
            await asyncio.to_thread(time.sleep, 0.1)
        print("blocked" if block else "in a thread", "ticks meanwhile:", len(log))
        await ticks
    print("threads:", sorted(t.name.rsplit("_", 1)[0] for t in threading.enumerate()))


async def timers():
    """Timers that are due run in the order of their times, before what was scheduled in that pass."""
    loop = asyncio.get_running_loop()
    order = []
    loop.call_later(0.02, order.append, "late")
    loop.call_later(0.01, order.append, "early")
    loop.call_soon(order.append, "soon")
    await asyncio.sleep(0.04)
    print(*order)


for rule in (passes, no_switch_without_waiting, counters, blocking, timers):
    print(f"{rule.__name__}:")
    asyncio.run(rule())
