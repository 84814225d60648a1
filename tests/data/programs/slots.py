"""`__slots__`: instances without a `__dict__` take no other attribute."""


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Point3(Point):
    __slots__ = ("z",)


class Open(Point):
    pass


class WithDict:
    __slots__ = ("a", "__dict__")


class Private:
    __slots__ = ("__secret",)

    def __init__(self):
        self.__secret = 42

    def reveal(self):
        return self.__secret


def attempt(action):
    try:
        print(action())
    except (AttributeError, ValueError, TypeError) as error:
        print(type(error).__name__, error)


def store(obj, name, value):
    setattr(obj, name, value)
    return getattr(obj, name)


p = Point(1, 2)
attempt(lambda: store(p, "x", 10))
attempt(lambda: store(p, "w", 10))
attempt(lambda: p.__dict__)
print(hasattr(p, "__dict__"), p.x, p.y)
del p.y
attempt(lambda: p.y)
p.y = 3
print(p.y)

q = Point3(1, 2)
attempt(lambda: store(q, "z", 3))
attempt(lambda: store(q, "t", 4))
o = Open(1, 2)
attempt(lambda: store(o, "anything", 5))
print(o.anything, o.x)
w = WithDict()
attempt(lambda: store(w, "b", 6))
attempt(lambda: store(w, "a", 7))
print(w.b, w.a)
print(Private().reveal())


def conflicting():
    class Bad:
        __slots__ = ("x",)
        x = 1


attempt(conflicting)
