"""What `async def` is made of, without an event loop: coroutines driven by hand with send()."""


class Pause:
    """Something to wait for: hands a value to whoever drives the coroutine."""

    def __init__(self, label):
        self.label = label

    def __await__(self):
        answer = yield self.label
        return answer


class Ticker:
    def __init__(self, stop):
        self.n = 0
        self.stop = stop

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n >= self.stop:
            raise StopAsyncIteration
        self.n += 1
        got = await Pause(f"tick {self.n}")
        return (self.n, got)


class Resource:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    async def __aenter__(self):
        print("enter", self.name)
        return await Pause("entering " + self.name)

    async def __aexit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__, value)
        await Pause("leaving " + self.name)
        return self.swallow


async def numbers(n):
    try:
        for i in range(n):
            sent = yield i * 10
            if sent is not None:
                print("generator got", sent)
            await Pause(f"between {i}")
    finally:
        print("numbers cleaned up")


async def child(x):
    first = await Pause("child 1")
    second = await Pause("child 2")
    return first, second, x


async def main():
    print(await child("x"))
    async for item in Ticker(2):
        print("item", item)
    else:
        print("loop done")
    async with Resource("a") as got, Resource("b"):
        print("inside", got)
    async with Resource("c", swallow=True):
        raise ValueError("oops")
    try:
        async with Resource("d"):
            raise KeyError("k")
    except KeyError as error:
        print("caught", error)
    print([x async for x in numbers(3)])
    print({x: y async for x, y in Ticker(2)})
    print([await Pause(i) for i in range(3)])
    print(sum([x async for x in (y async for y in numbers(3)) if x]))
    agen = numbers(2)
    print(await agen.asend(None), await agen.asend("hello"))
    await agen.aclose()
    agen = numbers(2)
    print(await anext(agen))
    try:
        await agen.athrow(RuntimeError("thrown"))
    except RuntimeError as error:
        print("out came", error)
    print(await anext(agen, "default"))
    for i in (1, 2):
        agen = numbers(5)
        async for x in agen:
            if x == 10:
                break
            if x == 0:
                continue
        await agen.aclose()
    return "result"


def drive(coro):
    """An event loop in ten lines."""
    answer = None
    seen = []
    while True:
        try:
            label = coro.send(answer)
        except StopIteration as stop:
            print(seen)
            return stop.value
        seen.append(label)
        answer = f"<{label}>"


print(drive(main()))


def show(function, *args):
    try:
        print("fine", drive(function(*args)))
    except BaseException as error:
        print(type(error).__name__, error, "|", repr(error.__cause__))


class NoIter:
    def __await__(self):
        return 3


class BadAiter:
    def __aiter__(self):
        return 4


class BadAnext:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 5


class EnterOnly:
    async def __aenter__(self):
        return 1


class PlainEnter:
    def __aenter__(self):
        return 1

    def __aexit__(self, *a):
        return 1


async def e1(): await 3
async def e2(): await NoIter()
async def e3():
    async for x in 3: pass
async def e4():
    async for x in BadAiter(): pass
async def e5():
    async for x in BadAnext(): pass
async def e6():
    async with 3: pass
async def e7():
    async with EnterOnly(): pass
async def e8():
    async with PlainEnter(): pass
async def e9():
    c = child(1)
    await c
    await c
async def e10():
    c = child(1)
    try:
        for x in c: pass
    finally:
        c.close()
async def e11():
    await numbers(1)
async def e12():
    g = numbers(1)
    a = g.asend(None)
    await a
    try:
        await a
    finally:
        await g.aclose()
async def e13():
    raise StopIteration
async def e14():
    g = numbers(1)
    await g.asend(3)
async def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2
async def e15():
    g = stubborn()
    await anext(g)
    await g.aclose()
async def e16(): anext(3)
async def e17(): aiter(3)

for function in (e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17):
    print(function.__name__, end=": ")
    show(function)

c = child(1)
print(type(c).__name__, c.__name__, c.__qualname__, c.cr_running, c.cr_await)
print(c.send(None), c.cr_await is not None)
try:
    c.throw(ValueError("in"))
except ValueError as error:
    print("thrown", error)
try:
    c.send(None)
except RuntimeError as error:
    print(error)
c.close()
c = child(2)
c.send(None)
c.close()
print(repr(c)[:24], hasattr(c, "__await__"), hasattr(c, "__iter__"))
w = child(3)
i = w.__await__()
print(type(i).__name__, next(i), i.send("one"))
try:
    i.send("two")
except StopIteration as stop:
    print(stop.value)


async def catching():
    while True:
        try:
            await Pause("working")
        except ValueError as error:
            print("in coroutine:", error)
        finally:
            print("round")

c = catching()
print(c.send(None))
print(c.throw(ValueError("once")))
try:
    c.send("x")
    c.close()
except RuntimeError as error:
    print(error)
print(c.cr_running)
g = numbers(1)
print(type(g).__name__, repr(g)[:33], g.ag_running, g.ag_await)
print(aiter(g) is g)
g.aclose().close()
