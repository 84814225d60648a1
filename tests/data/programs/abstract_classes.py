"""Abstract base classes."""
from abc import ABC, ABCMeta, abstractmethod


class Shape(ABC):
    def __init__(self, name):
        self.name = name

    @abstractmethod
    def area(self):
        """The area."""

    @abstractmethod
    def perimeter(self):
        return 0

    @property
    @abstractmethod
    def sides(self):
        ...

    def describe(self):
        return f"{self.name}: area {self.area():.2f}, perimeter {self.perimeter():.2f}"


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side ** 2

    def perimeter(self):
        return super().perimeter() + 4 * self.side

    @property
    def sides(self):
        return 4


class Half(Shape):
    def area(self):
        return 1

    sides = 3


for cls in (Shape, Half):
    try:
        cls("x")
    except TypeError as e:
        print("TypeError:", e)
sq = Square(3)
print(sq.describe(), sq.sides, isinstance(sq, Shape), issubclass(Square, Shape))
print(sorted(Shape.__abstractmethods__), Square.__abstractmethods__, type(Shape).__name__)


class Drawable(metaclass=ABCMeta):
    @classmethod
    def __subclasshook__(cls, other):
        if cls is Drawable:
            return any("draw" in b.__dict__ for b in other.__mro__)
        return NotImplemented

    @classmethod
    @abstractmethod
    def make(cls): ...

    @staticmethod
    @abstractmethod
    def helper(): ...


class Pen:
    def draw(self): ...


print(isinstance(Pen(), Drawable), issubclass(int, Drawable), sorted(Drawable.__abstractmethods__))


class Plugin(ABC):
    @abstractmethod
    def run(self): ...


@Plugin.register
class External:
    def run(self): return "external"


print(isinstance(External(), Plugin), Plugin in External.__mro__, issubclass(External, Plugin))
try:
    Drawable.make()
    Drawable()
except TypeError as e:
    print("TypeError:", e)


class Repository(ABC):
    def __init__(self):
        self.calls = []

    def save(self, item):
        self.calls.append(("validate", item))
        self._validate(item)
        self._store(item)

    def _validate(self, item):
        if not item:
            raise ValueError("nothing to save")

    @abstractmethod
    def _store(self, item): ...


class Memory(Repository):
    def __init__(self):
        super().__init__()
        self.items = []

    def _store(self, item):
        self.items.append(item)


m = Memory()
m.save("a")
try:
    m.save("")
except ValueError as e:
    print("ValueError:", e)
print(m.items, m.calls)
from collections.abc import Iterable
print(isinstance([], Iterable))
