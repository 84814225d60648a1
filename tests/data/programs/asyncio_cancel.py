"""Cancelling: where the exception arrives, who may catch it, and what is left afterwards."""
import asyncio


async def worker(name, log):
    try:
        log.append(f"{name} starts")
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        log.append(f"{name} cancelled {error.args}")
        raise
    finally:
        log.append(f"{name} cleans up")


async def stubborn():
    for attempt in range(2):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("stubborn refuses", attempt)
    return "finished anyway"


async def main():
    log = []
    task = asyncio.create_task(worker("A", log))
    await asyncio.sleep(0)
    print(task.cancel("enough"), task.cancelling(), task.cancelled(), task.done())
    try:
        await task
    except asyncio.CancelledError as error:
        print("awaited", repr(error))
    print(task.cancelled(), task.done(), task.cancel())
    print(log)
    try:
        task.result()
    except asyncio.CancelledError as error:
        print("result raises", type(error).__name__)

    log = []
    never = asyncio.create_task(worker("B", log))
    never.cancel()
    results = await asyncio.gather(never, return_exceptions=True)
    print(results, log)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    print(await task, task.cancelled(), task.cancelling(), task.uncancel())

    log = []
    group = asyncio.gather(worker("C", log), worker("D", log))
    await asyncio.sleep(0)
    group.cancel()
    try:
        await group
    except asyncio.CancelledError:
        print("gather cancelled:", log)

    inner = asyncio.create_task(asyncio.sleep(0.02, "inner result"))
    outer = asyncio.shield(inner)
    await asyncio.sleep(0)
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        print("outer cancelled, inner goes on:", await inner)

    async def failing(delay):
        await asyncio.sleep(delay)
        raise ValueError(f"after {delay}")

    try:
        await asyncio.gather(failing(0.01), failing(0.02), asyncio.sleep(0.03, "fine"))
    except ValueError as error:
        print("first failure:", error)
    results = await asyncio.gather(failing(0.01), asyncio.sleep(0.01, "fine"), return_exceptions=True)
    print(results)
    future = asyncio.get_running_loop().create_future()
    print(future, future.cancel(), future, future.cancelled())
    future = asyncio.get_running_loop().create_future()
    future.set_result([1, 2, 3])
    print(future, await future)
    try:
        future.set_result(4)
    except asyncio.InvalidStateError as error:
        print("InvalidStateError:", error)
    try:
        asyncio.get_running_loop().create_future().result()
    except asyncio.InvalidStateError as error:
        print("InvalidStateError:", error)


asyncio.run(main())


async def left_behind(log):
    asyncio.create_task(worker("E", log))
    await asyncio.sleep(0)
    log.append("main ends")


log = []
asyncio.run(left_behind(log))
print(log)
