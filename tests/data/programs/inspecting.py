"""Looking at code: inspect, operator and numbers."""
import functools
import inspect
import numbers
import operator
from typing import Optional


def greet(name: str, /, greeting: str = "hi", *args, loud: bool = False, **extra) -> str:
    """Greet
        somebody.
    """
    return greeting


sig = inspect.signature(greet)
print(sig)
for p in sig.parameters.values():
    print(p.name, p.kind, p.kind.description, p.default is inspect.Parameter.empty, p)
print(sig.return_annotation, repr(sig.parameters["greeting"]))
bound = sig.bind("ann", "yo", 1, 2, loud=True, x=3)
print(bound.arguments, bound.args, bound.kwargs)
b2 = sig.bind("bob")
b2.apply_defaults()
print(b2.arguments)
for bad in (lambda: sig.bind(), lambda: inspect.signature(lambda a: a).bind(1, 2), lambda: inspect.signature(lambda a: a).bind(1, b=2)):
    try:
        bad()
    except TypeError as e:
        print("TypeError:", e)
print(inspect.getdoc(greet))


class Tool:
    """A tool."""
    limit = 3

    def __init__(self, size, *, name=None):
        self.size = size

    def use(self, times: int = 1) -> Optional[int]:
        return times

    @classmethod
    def make(cls, size=1): ...

    @staticmethod
    def helper(a, b=2): ...


print(inspect.signature(Tool), inspect.signature(Tool.use), inspect.signature(Tool(1).use), inspect.signature(Tool.make), inspect.signature(Tool.helper))
print([n for n, v in inspect.getmembers(Tool, inspect.isfunction)])
print([n for n, v in inspect.getmembers(Tool(1), inspect.ismethod)])
print(inspect.isclass(Tool), inspect.isfunction(greet), inspect.ismethod(Tool(1).use), inspect.isbuiltin(len), inspect.ismodule(inspect), inspect.isroutine(len))


def gen():
    yield 1


async def co():
    return 1


c = co()
print(inspect.isgeneratorfunction(gen), inspect.isgenerator(gen()), inspect.iscoroutinefunction(co), inspect.iscoroutine(c), inspect.isawaitable(c))
c.close()


def logged(f):
    @functools.wraps(f)
    def wrapper(*a, **k):
        return f(*a, **k)
    return wrapper


@logged
def area(w: float, h: float = 1.0) -> float:
    return w * h


print(inspect.signature(area), inspect.unwrap(area).__name__, inspect.getfullargspec(Tool.helper))
print(inspect.signature(functools.partial(area, 2)), inspect.getmro(bool))
print(inspect.cleandoc("  a\n    b\n    c\n"))


def check_types(func):
    hints = func.__annotations__
    sig = inspect.signature(func)

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        for name, value in sig.bind(*args, **kwargs).arguments.items():
            if name in hints and not isinstance(value, hints[name]):
                raise TypeError(f"{name} must be {hints[name].__name__}, got {type(value).__name__}")
        return func(*args, **kwargs)
    return wrapper


@check_types
def power(base: int, exp: int = 2) -> int:
    return base ** exp


print(power(3), power(2, exp=5))
try:
    power("x")
except TypeError as e:
    print("TypeError:", e)

print(operator.itemgetter(1)([1, 2, 3]), operator.itemgetter(0, 2)("abc"), operator.attrgetter("size")(Tool(4)))
print(operator.methodcaller("upper")("x"), operator.methodcaller("split", ",")("a,b"), operator.mul(3, 4), operator.abs(-2))
print(operator.iadd([1], [2]), operator.countOf([1, 2, 1], 1), operator.indexOf("abc", "c"), operator.length_hint([1, 2]), operator.concat("a", "b"))
print(operator.itemgetter(1, "a"), operator.methodcaller("f", 1, x=2), operator.attrgetter("a.b"))
print(functools.reduce(operator.add, [1, 2, 3]), operator.truth([]), operator.is_not(1, None), operator.contains([1], 1))
print(isinstance(3, numbers.Number), isinstance(3, numbers.Integral), isinstance(2.5, numbers.Integral), isinstance(2.5, numbers.Real), isinstance(1j, numbers.Complex), isinstance("x", numbers.Number))
