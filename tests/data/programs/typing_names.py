"""typing, as scripts use it."""
from typing import (Any, Callable, ClassVar, Dict, Final, Generic, Iterable, Iterator, List, Literal, NamedTuple,
                    NewType, Optional, Protocol, Sequence, Set, Tuple, Type, TypedDict, TypeVar, Union,
                    Annotated, cast, get_args, get_origin, get_type_hints, overload, runtime_checkable,
                    TYPE_CHECKING, NoReturn)
if TYPE_CHECKING:
    from somewhere import Something

T = TypeVar("T")
K = TypeVar("K", bound="Node")
V = TypeVar("V", int, str)


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: List[T] = []

    def push(self, item: T) -> None:
        self.items.append(item)

    def pop(self) -> T:
        return self.items.pop()


s = Stack[int]()
s.push(1)
s.push(2)
print(s.pop(), type(s).__name__, Stack[int], Stack.__parameters__, Stack.__mro__)


class Pair(Generic[K, V]):
    pass


class IntPair(Pair[int, V]):
    pass


print(Pair[str, int], IntPair.__parameters__, IntPair[str])
print(List[int], Dict[str, List[int]], Tuple[int, ...], Optional[int], Union[int, str], Union[int, None, str])
print(Callable[[int, str], bool], Callable[..., int], Literal["a", 1], Any, NoReturn, List, Type[int])
print(Final[int], ClassVar[int], Annotated[int, "meta"], T, V.__constraints__, List["Node"], Iterable[T])
print(Union[int, int], Union[Union[int, str], float], Optional[Union[int, str]], Optional[None] is type(None))
print(get_origin(List[int]), get_args(Dict[str, int]), get_origin(Union[int, str]), get_args(Callable[[int], str]), get_origin(int))
print(isinstance([], List), isinstance({}, Dict), isinstance(3, Union[int, str]), issubclass(list, Sequence))
print(List[int] == List[int], Union[int, str] == Union[str, int], Optional[int] == Union[int, None])


class Point(NamedTuple):
    """A point."""
    x: int
    y: int = 0

    def norm(self) -> float:
        return (self.x ** 2 + self.y ** 2) ** 0.5


p = Point(3, 4)
print(p, p.norm(), p._asdict(), p._replace(y=0), Point(1), Point._fields, Point._field_defaults, p == (3, 4))
x, y = p
print(x, y, Point.__doc__, Point.__annotations__)
Emp = NamedTuple("Emp", [("name", str), ("id", int)])
print(Emp("a", 1))


class Movie(TypedDict):
    name: str
    year: int


class Extra(Movie, total=False):
    rating: float


m: Movie = {"name": "x", "year": 1}
e = Extra(name="y", year=2)
print(m, e, type(e), Extra.__annotations__, Extra.__total__, sorted(Extra.__required_keys__), Extra.__optional_keys__)
UserId = NewType("UserId", int)
print(UserId(5), UserId, UserId.__supertype__, UserId.__name__)


@runtime_checkable
class Closeable(Protocol):
    def close(self) -> None: ...


class Speaker(Protocol):
    name: str
    def speak(self) -> str: ...


class File:
    def close(self): print("closed")


class Dog:
    name = "rex"
    def speak(self): return "woof"


def talk(s: Speaker) -> str:
    return s.speak()


print(isinstance(File(), Closeable), isinstance(3, Closeable), talk(Dog()))
for test in (lambda: Speaker(), lambda: isinstance(Dog(), Speaker)):
    try:
        test()
    except TypeError as err:
        print("TypeError:", err)


class Explicit(Speaker):
    def __init__(self):
        self.name = "e"
    def speak(self):
        return "explicit"


print(Explicit().speak())


class Node:
    children: "List[Node]"
    parent: Optional["Node"] = None

    def add(self, child: "Node", *, at: int = 0) -> "Node":
        return self


print(get_type_hints(Node.add))
print(get_type_hints(Node))


@overload
def double(x: int) -> int: ...
@overload
def double(x: str) -> str: ...
def double(x):
    return x * 2


print(double(2), double("a"), cast(int, "x"))


class Repo(Protocol[T]):
    def get(self, key: str) -> T: ...


class MemRepo(Repo[int]):
    def get(self, key): return len(key)


print(MemRepo().get("abc"), Repo[int])
try:
    Stack[int, str]
except TypeError as err:
    print("TypeError:", err)
Vector = List[float]
def scale(k: float, v: Vector) -> Vector:
    return [k * n for n in v]
print(scale(2, [1.0]), scale.__annotations__)
class MyList(List[int]): pass
print(MyList([1, 2]), MyList.__bases__)
