"""`match` with every kind of pattern: a little interpreter of commands and shapes."""


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


class Circle:
    __match_args__ = ("center", "radius")

    def __init__(self, center, radius):
        self.center = center
        self.radius = radius


class Colour:
    RED = "red"
    GREEN = "green"


def describe(shape):
    match shape:
        case Point(x=0, y=0):
            return "the origin"
        case Point(0, y):
            return f"on the y axis at {y}"
        case Point(x, 0):
            return f"on the x axis at {x}"
        case Point(x, y) if x == y:
            return f"on the diagonal at {x}"
        case Point() as p:
            return f"somewhere: {p}"
        case Circle(Point(x=cx), radius=r) if r > 100:
            return f"a huge circle around {cx}"
        case Circle(center=Point(0, 0) | Point(1, 1) as c):
            return f"a circle around {c}"
        case Circle():
            return "a circle"
        case _:
            return "no shape"


for shape in (Point(0, 0), Point(0, 3), Point(4, 0), Point(2, 2), Point(1, 2),
              Circle(Point(1, 2), 500), Circle(Point(1, 1), 5), Circle(Point(3, 1), 5), 17):
    print(describe(shape))


def command(text):
    match text.split():
        case []:
            return "nothing"
        case ["quit" | "exit" | "bye"]:
            return "leaving"
        case ["go", ("north" | "south") as direction]:
            return f"going {direction}"
        case ["go", other]:
            return f"no way {other}"
        case ["get", *things] if len(things) > 2:
            return f"too much: {things}"
        case ["get", *things]:
            return f"getting {things}"
        case [first, *_, last] if first == last:
            return f"around {first}"
        case [_, *middle, "please"]:
            return f"politely {middle}"
        case [*words]:
            return f"what is {' '.join(words)}?"


for text in ("", "quit", "bye", "go north", "go up", "get a b c", "get lamp", "x y x",
             "sing a song please", "dance now"):
    print(command(text))


def literal(value):
    match value:
        case 0:
            return "zero"
        case -1:
            return "minus one"
        case 1.5 | 2.5:
            return "half"
        case 3 + 4j:
            return "complex"
        case "text":
            return "str"
        case b"bytes":
            return "bytes"
        case None:
            return "none"
        case True | False:
            return "bool"
        case Colour.RED | Colour.GREEN:
            return "colour " + value
        case int(n) | float(n):
            return f"number {n}"
        case str():
            return "other str"
        case (a, b) | [a, b, _]:
            return f"pair {a} {b}"
        case {"kind": "a", "n": int(n)}:
            return f"a {n}"
        case {"kind": kind, **rest}:
            return f"{kind} and {sorted(rest.items())}"
        case {}:
            return "some dict"
        case [[1, x], {"deep": [*_, y]}, *z, 9]:
            return f"deep {x} {y} {z}"
        case [1, _, *_, 5, z]:
            return f"ends {z}"
        case list() | tuple():
            return "sequence"
        case set(s):
            return f"set of {len(s)}"
        case object(__class__=c):
            return c.__name__


for value in (0, -1, 2.5, 3 + 4j, "text", b"bytes", None, True, "red", "green", 7, 7.25, "x",
              (1, 2), [1, 2, 3], {"kind": "a", "n": 3}, {"kind": "a", "n": "3"},
              {"kind": "b", "m": 1, "k": 2}, {"x": 1}, {}, [[1, 2], {"deep": [1, 2, 3]}, 4, 5, 9],
              [1, 2, 3, 4, 5, 6], [1], range(2), {1, 2}, 2 ** 70, Point):
    print(repr(value), "->", literal(value))


def nothing(x):
    match x:
        case 1:
            return "one"
    return "fell through"


print(nothing(1), nothing(2))

match (1, (2, 3)):
    case a, (b, c):
        print(a, b, c)

match "abc":
    case [*chars]:
        print("never")
    case chars:
        print("a string is no sequence:", chars)


class Odd:
    __match_args__ = ["x"]


class Odder:
    __match_args__ = (1,)


def fails(n):
    match n:
        case 1:
            match Point(1, 2):
                case Point(1, 2, 3): pass
        case 2:
            match 1:
                case int(1, 2): pass
        case 3:
            match Odd():
                case Odd(1): pass
        case 4:
            match Odder():
                case Odder(1): pass
        case 5:
            match Point(1, 2):
                case Point(1, x=1): pass
        case 6:
            z = 3
            match 3:
                case z(): pass


for n in range(1, 7):
    try:
        fails(n)
    except TypeError as error:
        print(error)


def scan(tokens):
    """A loop around match, with break and continue."""
    found = []
    for token in tokens:
        match token:
            case "skip":
                continue
            case "stop":
                break
            case (name, value):
                found.append((name, value))
            case _:
                found.append(token)
    else:
        found.append("end")
    return found


print(scan(["a", "skip", ("b", 1), "stop", "c"]))
print(scan(["a", ("b", 2)]))
