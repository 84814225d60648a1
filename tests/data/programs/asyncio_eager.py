import asyncio

order = []


async def quick(n):
    order.append(f"quick {n}")
    return n


async def slow(n):
    order.append(f"slow {n} begins")
    await asyncio.sleep(0)
    order.append(f"slow {n} ends")
    return n


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(quick(1))
    order.append("made")
    print(task.done(), await task, order)
    loop.set_task_factory(asyncio.eager_task_factory)
    order.clear()
    task = asyncio.create_task(quick(2))
    order.append("made")
    print(task.done(), task.result(), order)
    order.clear()
    task = asyncio.create_task(slow(3), name="slow one")
    order.append("made")
    print(task.done(), task.get_name())
    print(await task, order)
    order.clear()
    print(await asyncio.gather(quick(4), slow(5), quick(6)), order)
    async with asyncio.TaskGroup() as group:
        a = group.create_task(quick(7))
        b = group.create_task(slow(8))
    print(a.result(), b.result())
    print(loop.get_task_factory() is asyncio.eager_task_factory)


asyncio.run(main())
