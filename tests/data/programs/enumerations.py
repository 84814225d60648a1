"""Enumerations in an order system."""
from enum import Enum, Flag, IntEnum, IntFlag, StrEnum, auto, unique


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1


print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, type(Color.RED))
print(list(Color), len(Color), Color(2), Color["BLUE"], Color.CRIMSON is Color.RED)
print(Color.RED == Color.RED, Color.RED == 1, Color.RED is Color(1), Color.RED != Color.BLUE)
print(isinstance(Color.RED, Color), Color.RED in Color, 2 in Color, "x" in Color)
print({Color.RED: "r"}[Color.RED], dict(Color.__members__), hash(Color.RED) == hash(Color.CRIMSON))
for bad in (lambda: Color(9), lambda: Color["PINK"], lambda: Color.PINK):
    try:
        bad()
    except (ValueError, KeyError, AttributeError) as e:
        print(type(e).__name__, e)
try:
    Color.RED = 5
except AttributeError as e:
    print("AttributeError:", e)
try:
    Color.RED < Color.BLUE
except TypeError as e:
    print("TypeError:", e)
try:
    class More(Color):
        PINK = 4
except TypeError as e:
    print("TypeError:", e)
print(Color, f"{Color.RED}", f"{Color.RED:>12}|", "%s" % Color.GREEN, [c.name for c in reversed(Color)])


class Status(Enum):
    """Where an order is."""
    NEW = auto()
    PAID = auto()
    SHIPPED = auto()

    @property
    def done(self):
        return self is Status.SHIPPED

    def next(self):
        members = list(Status)
        return members[min(members.index(self) + 1, len(members) - 1)]

    @classmethod
    def default(cls):
        return cls.NEW

    def __str__(self):
        return self.name.title()


s = Status.default()
while not s.done:
    print(s, "->", s.next())
    s = s.next()
print([m.value for m in Status], Status.__doc__, repr(Status.NEW))


class Planet(Enum):
    MERCURY = (3.303e+23, 2.4397e6)
    EARTH = (5.976e+24, 6.37814e6)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return 6.67300E-11 * self.mass / (self.radius * self.radius)


print(Planet.EARTH.value, round(Planet.EARTH.gravity, 2), Planet((3.303e+23, 2.4397e6)).name)


class Priority(IntEnum):
    LOW = 1
    MID = 5
    HIGH = 10


print(Priority.LOW < Priority.HIGH, Priority.MID + 1, sorted([Priority.HIGH, Priority.LOW]), Priority.MID == 5)
print(Priority.LOW, repr(Priority.LOW), f"{Priority.HIGH:03d}", int(Priority.HIGH), [10, 20, 30][Priority.LOW], Priority(5))
print(max(Priority), isinstance(Priority.LOW, int), str(Priority.HIGH), "%d" % Priority.MID)


class Level(StrEnum):
    DEBUG = auto()
    INFO = "information"


print(Level.DEBUG, repr(Level.DEBUG), Level.INFO.upper(), Level.DEBUG == "debug", Level("information"), f"{Level.INFO:>14}")


class Shape(str, Enum):
    SQUARE = "square"
    CIRCLE = "circle"


print(Shape.SQUARE == "square", Shape("circle"), repr(Shape.CIRCLE), Shape.SQUARE.value, Shape.SQUARE.upper())


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


rw = Perm.R | Perm.W
print(rw, repr(rw), Perm.R in rw, Perm.X in rw, rw & Perm.R, rw ^ Perm.R, ~Perm.R, bool(Perm.R & Perm.W))
print(list(Perm), list(rw), Perm(5), repr(Perm(0)), Perm.RW is rw, (Perm.R | Perm.X).value, len(rw))
try:
    Perm(8)
except ValueError as e:
    print("ValueError:", e)


class Mode(IntFlag):
    A = 1
    B = 2
    C = 4


print(Mode.A | Mode.B, repr(Mode.A | Mode.C), Mode.A | 8, repr(Mode(9)), Mode.A + 1, Mode(3) == 3, Mode.B & 3, repr(~Mode.A))
Animal = Enum("Animal", "CAT DOG")
Size = Enum("Size", {"S": "small", "L": "large"})
Num = IntEnum("Num", ["ONE", "TWO"])
print(list(Animal), Size.S.value, Animal.CAT.value, Size("large"), Num.TWO + 1, Animal)
try:
    @unique
    class Dup(Enum):
        A = 1
        B = 1
except ValueError as e:
    print("ValueError:", e)
try:
    class Twice(Enum):
        A = 1
        A = 2
except TypeError as e:
    print("TypeError:", e)


class Lenient(Enum):
    YES = "yes"
    NO = "no"

    @classmethod
    def _missing_(cls, value):
        for m in cls:
            if m.value == str(value).lower():
                return m
        return None


print(Lenient("YES"), Lenient("No"))
try:
    Lenient("maybe")
except ValueError as e:
    print("ValueError:", e)


class Op(Enum):
    ADD = "+"
    MUL = "*"

    def __call__(self, a, b):
        return a + b if self is Op.ADD else a * b


print(Op.ADD(2, 3), Op("*")(2, 3))


class Day(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name[:3].lower()
    MONDAY = auto()
    TUESDAY = auto()


print([d.value for d in Day])


class Coord(bytes, Enum):
    def __new__(cls, value, label):
        obj = bytes.__new__(cls, [value])
        obj._value_ = value
        obj.label = label
        return obj
    PX = (0, "P.X")
    PY = (1, "P.Y")


print(Coord.PX.label, Coord(1).label, Coord.PX.value)


class Ordered(Enum):
    A = 1
    B = 2
    def __lt__(self, other):
        if self.__class__ is other.__class__:
            return self.value < other.value
        return NotImplemented
    def __ge__(self, other):
        return self.value >= other.value


print(Ordered.A < Ordered.B, Ordered.A >= Ordered.B, min(Ordered.B, Ordered.A))
import copy
print(copy.deepcopy(Color.RED) is Color.RED, copy.copy([Color.RED])[0] is Color.RED)
match_table = {Status.NEW: "start", Status.PAID: "middle"}
print(match_table.get(Status.PAID), match_table.get(Status.SHIPPED, "none"))
