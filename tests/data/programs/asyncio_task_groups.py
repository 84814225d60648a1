"""Task groups: all succeed, one fails, several fail, and what a failure does to the block itself."""
import asyncio


async def job(name, delay, fail=None):
    try:
        await asyncio.sleep(delay)
        if fail is not None:
            raise fail
        print(name, "done")
        return name
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def all_fine():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job(f"job-{n}", 0.01 * n)) for n in (2, 1, 3)]
        print(group)
    print([task.result() for task in tasks], group)


async def one_fails():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job("quick", 0.01))
            group.create_task(job("bad", 0.02, ValueError("bad job")))
            group.create_task(job("slow", 1))
    except* ValueError as caught:
        print(type(caught).__name__, caught.message, caught.exceptions)


async def several_fail():
    async def also_fails():
        try:
            await asyncio.sleep(1)
        finally:
            raise KeyError("while cleaning up")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job("first", 0.01, ValueError("first")))
            group.create_task(also_fails())
    except ExceptionGroup as caught:
        print(caught, [repr(e) for e in caught.exceptions])


async def block_fails():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job("bystander", 1))
            await asyncio.sleep(0)
            raise RuntimeError("in the block")
    except* RuntimeError as caught:
        print(caught.exceptions)


async def block_is_interrupted():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job("breaks", 0.01, OSError("disk")))
            await asyncio.sleep(1)
            print("not reached")
    except* OSError as caught:
        print("the block was left:", caught.exceptions[0])


async def nested():
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(job("outer", 1))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(job("inner", 0.01, TypeError("deep")))
    except* TypeError as caught:
        print(repr(caught))


async def misuse():
    group = asyncio.TaskGroup()
    coroutine = job("never", 0)
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        print("RuntimeError:", error)
    coroutine.close()
    async with group:
        pass
    coroutine = job("late", 0)
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        print("RuntimeError:", error)
    coroutine.close()
    async with asyncio.TaskGroup() as group:
        async def spawn(depth):
            if depth:
                group.create_task(spawn(depth - 1))
            print("depth", depth)
        group.create_task(spawn(2))


for scenario in (all_fine, one_fails, several_fail, block_fails, block_is_interrupted, nested, misuse):
    print("--", scenario.__name__)
    asyncio.run(scenario())
