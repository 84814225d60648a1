"""functools at work: singledispatch, singledispatchmethod, partial, partialmethod, wraps, caches, cmp_to_key."""
import functools
import inspect
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache, partial, partialmethod, reduce, singledispatch, singledispatchmethod, wraps


@singledispatch
def render(value, indent=0):
    """Render a value."""
    return " " * indent + repr(value)


@render.register
def _(value: int, indent=0):
    return " " * indent + f"int {value:+d}"


@render.register(float)
@render.register(Decimal)
def render_number(value, indent=0):
    return " " * indent + f"{value:.2f}"


@render.register(str)
def _(value, indent=0):
    return " " * indent + f'"{value}"'


@render.register
def _(value: list | tuple, indent=0):
    return "\n".join([" " * indent + "["] + [render(v, indent + 2) for v in value] + [" " * indent + "]"])


@render.register(Mapping)
def _(value, indent=0):
    lines = [render(k, indent) + ":\n" + render(v, indent + 2) for k, v in value.items()]
    return "\n".join(lines)


print(render([1, 2.5, "x", {"k": (True, None)}, Decimal("3.14159"), date(2024, 1, 2)]))
print(render.dispatch(bool).__name__, render.dispatch(dict) is render.registry[Mapping], render.__name__, render.__doc__)
print(len(render.registry), render.dispatch(float) is render_number)
try:
    render()
except TypeError as error:
    print(error)
try:
    render.register(lambda x: x)
except TypeError as error:
    print(str(error)[:60])


class Formatter:
    def __init__(self, prefix):
        self.prefix = prefix

    @singledispatchmethod
    def show(self, value):
        return f"{self.prefix} something"

    @show.register
    def _(self, value: int):
        return f"{self.prefix} number {value}"

    @show.register(str)
    def _(self, value):
        return f"{self.prefix} text {value}"

    @singledispatchmethod
    @classmethod
    def make(cls, value):
        return cls(str(value))

    @make.register
    @classmethod
    def _(cls, value: list):
        return cls("+".join(value))


formatter = Formatter(">")
print(formatter.show(3), formatter.show("s"), formatter.show(None), Formatter.make(["a", "b"]).prefix, Formatter.make(5).prefix)


class Cell:
    def __init__(self):
        self.alive = False

    def set_state(self, state, *, loud=False):
        self.alive = state
        return f"{'!' if loud else ''}{state}"

    live = partialmethod(set_state, True)
    die = partialmethod(set_state, False, loud=True)


cell = Cell()
print(cell.live(), cell.alive, cell.die(), cell.alive, cell.live(loud=True))
power = partial(pow, exp=3)
print(power(2), power.func, power.args, power.keywords, partial(power, 5)(), partial(int, base=2)("1011"))
print(repr(partial(print, 1, sep="-")))


def timed(label, *, log=print):
    def decorate(function):
        calls = 0

        @wraps(function)
        def wrapper(*args, **kwargs):
            nonlocal calls
            calls += 1
            signature = ", ".join([*map(repr, args), *(f"{k}={v!r}" for k, v in kwargs.items())])
            result = function(*args, **kwargs)
            log(f"[{label} #{calls}] {function.__name__}({signature}) -> {result!r}")
            return result
        wrapper.calls = lambda: calls
        return wrapper
    return decorate


@timed("outer")
@timed("inner", log=lambda text: print(text.upper()))
def area(width: float, height: float = 1.0) -> float:
    """The area of a rectangle."""
    return width * height


area(3), area(2, height=4)
print(area.__name__, area.__doc__, area.__annotations__, area.__wrapped__.__wrapped__.__defaults__, area.calls(), inspect.signature(area))


@lru_cache(maxsize=3)
def slow(n, scale=1):
    print("computing", n, scale)
    return n * n * scale


print([slow(n) for n in (1, 2, 3, 1, 4, 2)], slow(2, scale=1), slow.cache_info(), slow.cache_parameters())
slow.cache_clear()
print(slow.cache_info(), slow.__wrapped__(9))


@functools.cache
def ways(n):
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)


print(ways(90), ways.cache_info())
try:
    ways([1])
except TypeError as error:
    print(error)


class Circle:
    def __init__(self, r):
        self.r = r

    @cached_property
    def area(self):
        """Computed once."""
        print("computing area")
        return round(3.14159 * self.r ** 2, 2)


circle = Circle(2)
print(circle.area, circle.area, vars(circle), Circle.area.__doc__)
del circle.area
circle.r = 1
print(circle.area)
by_length = functools.cmp_to_key(lambda a, b: len(a) - len(b) or (a > b) - (a < b))
print(sorted(["ccc", "a", "bb", "aaa", "b"], key=by_length), max(["x", "yy", "zz"], key=by_length))
print(reduce(lambda a, b: f"({a}+{b})", "abcd"), reduce(max, [3, 9, 2], 10))
try:
    reduce(max, [])
except TypeError as error:
    print(error)


@functools.total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts if isinstance(other, Version) else NotImplemented

    def __lt__(self, other):
        return self.parts < other.parts if isinstance(other, Version) else NotImplemented

    def __repr__(self):
        return "v" + ".".join(map(str, self.parts))


versions = [Version(v) for v in "1.2 1.10 0.9 1.2.1".split()]
print(sorted(versions), max(versions), Version("1.0") >= Version("1.0"), Version("2.0") <= Version("1.9"))
try:
    Version("1") >= 3
except TypeError as error:
    print(error)
