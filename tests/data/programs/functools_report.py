"""functools in a report generator."""
import functools
import threading
from functools import (cache, cached_property, cmp_to_key, lru_cache, partial, partialmethod, reduce,
                       singledispatch, singledispatchmethod, total_ordering, wraps)


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info())
print(fib.cache_info().hits, fib.cache_parameters(), fib.__wrapped__.__name__, fib.__name__)
fib.cache_clear()
print(fib.cache_info())


@lru_cache(maxsize=2)
def load(key, *, scale=1):
    print("loading", key, scale)
    return key * scale


for k in ("a", "b", "a", "c", "b"):
    load(k)
print(load("x", scale=2), load("x", scale=2), load.cache_info())


@lru_cache(typed=True)
def kind(x):
    return type(x).__name__


print(kind(1), kind(1.0), kind(True), kind.cache_info())


@cache
def square(n):
    return n * n


threads = [threading.Thread(target=lambda: [square(i) for i in range(50)]) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
info = square.cache_info()
print(info.hits + info.misses, info.currsize, info.maxsize)


@total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(int(p) for p in text.split("."))

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts


a, b = Version("1.2"), Version("1.10")
print(a < b, a <= b, a > b, a >= b, a >= Version("1.2"), max(a, b).parts)
try:
    a > 3
except TypeError as e:
    print("TypeError:", e)


@singledispatch
def show(value):
    return f"object {value!r}"


@show.register
def _(value: int):
    return f"int {value + 1}"


@show.register(list)
@show.register(tuple)
def _(value):
    return "items " + ", ".join(show(v) for v in value)


@show.register
def _(value: str | bytes):
    return f"text {value!r}"


print(show(3), "|", show([1, "a"]), "|", show((2.5,)), "|", show(True), "|", show(b"x"), "|", show(None))
print(show.dispatch(bool) is show.registry[int], sorted(c.__name__ for c in show.registry))


class Formatter:
    @singledispatchmethod
    def fmt(self, value):
        return f"? {value}"

    @fmt.register
    def _(self, value: int):
        return f"#{value}"

    @fmt.register
    def _(self, value: list):
        return "/".join(self.fmt(v) for v in value)


print(Formatter().fmt([1, 2, "x"]))


class Report:
    def __init__(self, rows):
        self.rows = rows
        self.computed = 0

    @cached_property
    def total(self):
        """The sum."""
        self.computed += 1
        return sum(self.rows)

    def line(self, mark, text):
        return f"{mark} {text}"

    star = partialmethod(line, "*")


r = Report([1, 2, 3])
print(r.total, r.total, r.computed, "total" in r.__dict__, r.star("bold"), Report.total.__doc__)
del r.total
r.rows.append(4)
print(r.total, r.computed)

add = lambda a, b, c=0: a + b + c
inc = partial(add, 1, c=10)
print(inc(2), inc.func is add, inc.args, inc.keywords, partial(inc, 5)())
print(partial(print, "x", sep="-").keywords, repr(partial(int, base=2)), partial(int, base=2)("101"))
print(reduce(lambda x, y: x * y, range(1, 6)), reduce(lambda x, y: x + y, [], 7))
print(sorted(["bb", "a", "ccc"], key=cmp_to_key(lambda x, y: len(y) - len(x))))


def trace(func):
    @wraps(func)
    def wrapper(*args, **kwargs):
        """Not this."""
        result = func(*args, **kwargs)
        print(f"{func.__name__}{args} -> {result}")
        return result
    wrapper.calls = 0
    return wrapper


@trace
def area(w, h):
    """Width times height."""
    return w * h


area(2, 3)
print(area.__name__, area.__doc__, area.__wrapped__(4, 5), area.calls)
