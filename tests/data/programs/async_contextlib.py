import asyncio
import contextlib


@contextlib.asynccontextmanager
async def connection(name):
    print("open", name)
    await asyncio.sleep(0)
    try:
        yield name.upper()
    except ValueError as error:
        print(name, "saw", error)
        raise
    finally:
        await asyncio.sleep(0)
        print("close", name)


class Resource:
    async def __aenter__(self):
        print("enter")
        return self

    async def __aexit__(self, kind, error, traceback):
        print("exit", kind and kind.__name__)
        return kind is KeyError


@contextlib.asynccontextmanager
async def forgets():
    if False:
        yield


@contextlib.asynccontextmanager
async def twice():
    yield 1
    yield 2


@connection("decorated")
async def decorated():
    print("in the function")
    return 5


async def numbers():
    try:
        for n in range(5):
            yield n
    finally:
        print("numbers closed")


async def main():
    async with connection("a") as a, connection("b") as b:
        print(a, b)
    try:
        async with connection("c"):
            raise ValueError("inside")
    except ValueError as error:
        print("outside", error)
    async with Resource():
        raise KeyError("suppressed")
    for wrong in (forgets, twice):
        try:
            async with wrong():
                print("in", wrong.__name__)
        except RuntimeError as error:
            print("RuntimeError:", error)
    print(await decorated())
    async with contextlib.aclosing(numbers()) as source:
        async for n in source:
            if n == 2:
                break
    async with contextlib.AsyncExitStack() as stack:
        names = [await stack.enter_async_context(connection(name)) for name in "xy"]
        stack.enter_context(contextlib.suppress(ZeroDivisionError))
        stack.callback(print, "callback")
        stack.push_async_callback(asyncio.sleep, 0)
        print(names)
        1 / 0
    async with contextlib.nullcontext(7) as seven:
        print(seven)


asyncio.run(main())
