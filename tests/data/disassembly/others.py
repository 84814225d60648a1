"""Other constructs, which the disassembly shows as far as threads can tell them apart."""

import os.path as path
from collections import deque, Counter


class Box:
    def __init__(self):
        self.v = 0

    def inc(self):
        self.v += 1


def tried(f):
    try:
        f()
    except ValueError as error:
        return error
    except (KeyError, OSError):
        raise
    else:
        return 1


def at_last(f):
    try:
        f()
    finally:
        print("done")


def swapped(a, b):
    a, b = b, a
    return a, b


def chained(a, b, c):
    if a < b < c:
        return a < b < c
    return a and b or c


def sliced(items):
    items[1:3] = items[:2]
    return items[::2]


def keywords(f, *args, **kwargs):
    f(1, key=2)
    f(*args, **kwargs)
    return f.run(1, key=2)


def formatted(x):
    return f"{x} and {x!r:>10} and {x:.2f}"


def closure(n):
    def inner(m):
        nonlocal n
        n += m
        return n
    return inner


def defaults(a, b=1, *, c=2):
    return lambda x: x + a + b + c


def dicts(a):
    return {"a": a, "b": a, "c": 3}, {a: 1}, {1, 2, 3}, [1, 2, 3]


def comps(a):
    return {x for x in a}, {x: 1 for x in a}, sum(x for x in a if x)


def asserting(x):
    assert x, "message"
    assert x is not None


def none_test(x):
    if x is None:
        return 1
    return not x


def loops(items):
    for item in items:
        if item == 1:
            continue
        if item > 3:
            break
    else:
        return None
    while items:
        items.pop()
        if len(items) == 3:
            continue
    return path.join("a", "b")


def delegating(items):
    value = yield from items
    return value


async def waiting(job):
    result = await job
    return result


class Child(deque):
    """Documented."""

    def __init__(self, n):
        super().__init__([n])
        self.n = -n

    @property
    def double(self):
        return self.n * 2


def with_return(lock):
    with lock as held:
        return held


def unpack(pair):
    a, (b, *c) = pair
    del a
    return b, c


def delete(d):
    del d["x"]
    global nothing
    nothing = d.y
    del d.y
