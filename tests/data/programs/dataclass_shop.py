"""Dataclasses in a small shop: orders, stock, and what the decorator writes for us."""
from dataclasses import (KW_ONLY, FrozenInstanceError, InitVar, asdict, astuple, dataclass, field,
                         fields, is_dataclass, make_dataclass, replace)
from typing import ClassVar, List, Optional


@dataclass
class Item:
    name: str
    price: float
    quantity: int = 1
    tags: List[str] = field(default_factory=list)

    def total(self) -> float:
        return self.price * self.quantity


a = Item("pen", 1.5, 10)
b = Item("pen", 1.5, quantity=10)
print(a, a == b, a is b, a.total())
b.tags.append("blue")
print(a.tags, b.tags, a == b, a != b)
print(Item.__annotations__["name"], [f.name for f in fields(Item)])
try:
    Item("pen")
except TypeError as e:
    print("TypeError:", e)
try:
    Item("pen", 1, 2, [], 5)
except TypeError as e:
    print("TypeError:", e)
try:
    Item("pen", 1, size=3)
except TypeError as e:
    print("TypeError:", e)
try:
    hash(a)
except TypeError as e:
    print("TypeError:", e)


@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = 0
    note: str = field(default="", compare=False, repr=False)

    @property
    def text(self):
        return f"v{self.major}.{self.minor}"


versions = [Version(2, 1), Version(1, 5, "old"), Version(1, 5)]
print(sorted(versions), max(versions), versions[1] == versions[2], len(set(versions)))
print(Version(1) < Version(1, 1), Version(3) >= Version(2, 9), Version(1, 2).text)
try:
    versions[0].major = 3
except FrozenInstanceError as e:
    print("FrozenInstanceError:", e)
try:
    del versions[0].minor
except AttributeError as e:
    print(type(e).__name__, e)
try:
    Version(1) < 3
except TypeError as e:
    print("TypeError:", e)


@dataclass
class Account:
    owner: str
    balance: float = 0.0
    opening: InitVar[float] = 0.0
    count: ClassVar[int] = 0
    history: list = field(default_factory=list, repr=False, init=False)
    id: int = field(init=False)

    def __post_init__(self, opening):
        Account.count += 1
        self.id = Account.count
        self.balance += opening
        self.history.append(("open", self.balance))


x = Account("ann", 5, opening=10)
y = Account("bob")
print(x, y, x.history, Account.count)
print(replace(y, owner="bert", opening=1), asdict(x))


@dataclass
class Base:
    x: int
    y: int = 2


@dataclass
class Child(Base):
    z: int = 3
    y: int = 20


print(Child(1), Child(1, 5, 6), isinstance(Child(1), Base), Base(1) == Child(1))


@dataclass
class Config:
    host: str
    _: KW_ONLY
    port: int = 80
    debug: bool = False


print(Config("h", port=1), Config.__match_args__)
try:
    Config("h", 1)
except TypeError as e:
    print("TypeError:", e)


@dataclass(slots=True)
class Slim:
    x: int
    y: int = 0


s = Slim(1)
print(s, Slim.__slots__, hasattr(s, "__dict__"))
try:
    s.z = 1
except AttributeError as e:
    print("AttributeError:", e)


@dataclass(kw_only=True, eq=False, repr=False)
class Loose:
    a: int
    b: int = 1


print(Loose(a=1) == Loose(a=1), Loose(a=1).b)


@dataclass
class Order:
    id: int
    lines: list
    meta: dict = field(default_factory=dict)
    customer: Optional[Account] = None


order = Order(7, [Item("ink", 3.0), Item("cap", 2.0)], {"k": Item("x", 1)})
print(asdict(order))
print(astuple(order))
copy = asdict(order)
copy["lines"][0]["name"] = "changed"
print(order.lines[0].name, is_dataclass(order), is_dataclass(Order), is_dataclass(int))
Point = make_dataclass("Point", [("x", int), ("y", int, field(default=5))], namespace={"norm": lambda self: abs(self.x) + abs(self.y)})
print(Point(1), Point(1, 2).norm(), Point.__name__)
for bad in ("class A:\n    x: list = []", "class A:\n    x: int = 1\n    y: int"):
    pass
try:
    @dataclass
    class A:
        x: list = []
except ValueError as e:
    print("ValueError:", e)
try:
    @dataclass
    class B:
        x: int = 1
        y: int
except TypeError as e:
    print("TypeError:", e)


@dataclass
class Node:
    value: int
    next: "Node" = None


n = Node(1)
n.next = n
print(n)
f = fields(Item)[3]
print(f.name, f.default_factory is list, f.init, fields(a)[2].default)


@dataclass(unsafe_hash=True)
class Key:
    a: int
    b: str = "b"


print(hash(Key(1)) == hash(Key(1)), {Key(1): "found"}[Key(1)])
print(Item.__doc__, Key.__init__.__name__, Key.__init__.__qualname__)
