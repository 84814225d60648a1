"""Generic functions, classes and aliases in the new spelling."""
from typing import TypeVar, Generic, Protocol, runtime_checkable, get_type_hints
from collections.abc import Callable, Iterable, Iterator


def first[T](items: Iterable[T], default: T | None = None) -> T | None:
    for item in items:
        return item
    return default


class Stack[T]:
    """A stack."""

    def __init__(self) -> None:
        self._items: list[T] = []

    def push(self, item: T) -> "Stack[T]":
        self._items.append(item)
        return self

    def pop(self) -> T:
        return self._items.pop()

    def map[R](self, function: Callable[[T], R]) -> "Stack[R]":
        result = Stack[R]()
        for item in self._items:
            result.push(function(item))
        return result

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)


class Named[K: str, V: (int, float)](dict[K, V]):
    def total(self) -> V:
        return sum(self.values())


type Number = int | float
type Pair[A] = tuple[A, A]
type Tree = dict[str, Tree] | Leaf
type Handler[**P, R] = Callable[P, R]
type Rest[*Ts] = tuple[int, *Ts]

print(first([1, 2]), first([], "none"), first.__type_params__)
T, = first.__type_params__
print(T, repr(T), T.__name__, type(T), T.__bound__, T.__constraints__, T.__covariant__, T.__infer_variance__)
print(Stack.__type_params__, Stack.__parameters__, Stack.__orig_bases__, Stack.__mro__)
print(Stack[int], Stack[int]().push(1).push(2).pop(), list(Stack().push(3).map(str)))
print(Stack.map.__type_params__, Stack.push.__annotations__)
K, V = Named.__type_params__
print(K.__bound__, V.__constraints__, Named(a=1, b=2.5).total(), Named.__orig_bases__)
print(Number, Number.__value__, Number.__name__, type(Number), Number.__type_params__)
print(Pair, Pair[int], Pair.__value__, Pair.__type_params__, Pair[int].__args__, Pair[int].__origin__ is Pair)
print(isinstance(3, Number.__value__))
print(Handler.__type_params__, Rest.__type_params__, Rest.__value__)
try:
    print(Tree.__value__)
except NameError as error:
    print(error)


class Leaf:
    pass


print(Tree.__value__)
Old = TypeVar("Old", bound=int)
print(Old, Old.__bound__, TypeVar("C", covariant=True), TypeVar("D", contravariant=True))


class Box(Generic[Old]):
    pass


print(Box[int], Box.__parameters__, Box.__orig_bases__)


@runtime_checkable
class Sized[S](Protocol):
    def size(self) -> S: ...


class Shelf:
    def size(self) -> int:
        return 3


print(isinstance(Shelf(), Sized), isinstance(3, Sized))
try:
    isinstance(3, Number)
except TypeError as error:
    print(error)
try:
    Number.name = 1
except AttributeError as error:
    print(error)
print(get_type_hints(Shelf.size))
print(type(first), first.__name__, Stack.__doc__)
try:
    T
    R
except NameError as error:
    print(error)


def outer[X](x: X):
    def inner[Y](y: Y) -> tuple[X, Y]:
        return x, y
    return inner


print(outer(1)(2), outer(1).__annotations__, outer.__type_params__)


class Base[T]:
    kind: type[T]

    class Inner:
        x: T


print(Base.__annotations__, Base.Inner.__annotations__)


class Derived[U](Base[U], Shelf):
    pass


print(Derived.__mro__[1:3], Derived.__orig_bases__, Derived[int])
try:
    Pair = Pair[int, str, bool]
except TypeError as error:
    print(error)
