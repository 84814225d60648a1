import asyncio


def state(thing):
    text = repr(thing)
    return text.split(" object at ")[0] + text[text.rindex(" ["):]


async def counter_without_lock():
    value = 0

    async def increment():
        nonlocal value
        seen = value
        await asyncio.sleep(0)
        value = seen + 1

    await asyncio.gather(*(increment() for _ in range(100)))
    return value


async def counter_with_lock():
    value = 0
    lock = asyncio.Lock()

    async def increment():
        nonlocal value
        async with lock:
            seen = value
            await asyncio.sleep(0)
            value = seen + 1

    await asyncio.gather(*(increment() for _ in range(100)))
    return value


async def locks():
    lock = asyncio.Lock()
    print(state(lock), lock.locked())
    async with lock as nothing:
        print(state(lock), lock.locked(), nothing)
        waiter = asyncio.create_task(lock.acquire())
        await asyncio.sleep(0)
        print(state(lock))
    print(await waiter, state(lock))
    lock.release()
    try:
        lock.release()
    except RuntimeError as e:
        print("RuntimeError:", e)


async def events():
    event = asyncio.Event()
    seen = []

    async def waiter(n):
        await event.wait()
        seen.append(n)

    tasks = [asyncio.create_task(waiter(n)) for n in range(3)]
    await asyncio.sleep(0)
    print(state(event), event.is_set())
    event.set()
    print(state(event), await event.wait(), seen)
    await asyncio.gather(*tasks)
    event.clear()
    print(seen, state(event))


async def conditions():
    condition = asyncio.Condition()
    items = []

    async def consumer(name):
        async with condition:
            await condition.wait_for(lambda: items)
            print(name, "takes", items.pop(0))

    tasks = [asyncio.create_task(consumer(name)) for name in ("ann", "bob", "cid")]
    await asyncio.sleep(0)
    print(state(condition))
    async with condition:
        items.append("x")
        condition.notify()
    await asyncio.sleep(0.001)
    async with condition:
        items.extend("yz")
        condition.notify_all()
    await asyncio.gather(*tasks)
    for wrong in (condition.wait(),):
        try:
            await wrong
        except RuntimeError as e:
            print("RuntimeError:", e)
    try:
        condition.notify()
    except RuntimeError as e:
        print("RuntimeError:", e)


async def semaphores():
    semaphore = asyncio.Semaphore(2)
    active = most = 0

    async def limited(n):
        nonlocal active, most
        async with semaphore:
            active += 1
            most = max(most, active)
            await asyncio.sleep(0.001)
            active -= 1

    tasks = [asyncio.create_task(limited(n)) for n in range(6)]
    await asyncio.sleep(0)
    print(state(semaphore), semaphore.locked())
    await asyncio.gather(*tasks)
    print(most, state(semaphore))
    bounded = asyncio.BoundedSemaphore(1)
    await bounded.acquire()
    bounded.release()
    try:
        bounded.release()
    except ValueError as e:
        print("ValueError:", e)
    try:
        asyncio.Semaphore(-1)
    except ValueError as e:
        print("ValueError:", e)


async def barriers():
    barrier = asyncio.Barrier(3)
    order = []

    async def phase(name, delay):
        await asyncio.sleep(delay)
        order.append(f"{name} arrives")
        index = await barrier.wait()
        order.append(f"{name} leaves")
        return index

    print(state(barrier), barrier.parties, barrier.n_waiting, barrier.broken)
    print(sorted(await asyncio.gather(phase("a", 0.03), phase("b", 0.001), phase("c", 0.015))))
    print(order[:3], sorted(order[3:]))
    waiting = asyncio.create_task(barrier.wait())
    await asyncio.sleep(0)
    print(state(barrier))
    await barrier.abort()
    try:
        await waiting
    except asyncio.BrokenBarrierError as e:
        print(type(e).__name__, e, state(barrier))


async def main():
    print(await counter_without_lock(), await counter_with_lock())
    for scenario in (locks, events, conditions, semaphores, barriers):
        print("--", scenario.__name__)
        await scenario()


asyncio.run(main())
