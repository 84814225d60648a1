"""Attributes: where they are kept, who is asked first, what may be set."""


class Borg:
    _shared = {}

    def __init__(self):
        self.__dict__ = self._shared


a, b = Borg(), Borg()
a.state = "running"
print(b.state, a is b, a.__dict__ is b.__dict__)
b.state = "stopped"
b.extra = 1
print(a.state, a.extra, Borg._shared)
del a.extra
print(hasattr(b, "extra"))


class Point:
    "A point."
    dims = 2

    def __init__(self, x, y):
        self.x = x
        self.y = y


p = Point(1, 2)
d = vars(p)
d["z"] = 3
p.y = 20
print(p.z, d, p.__dict__ is d, sorted(p.__dict__))
p.__dict__.update(x=100)
print(p.x)
proxy = Point.__dict__
print(type(proxy).__name__, "dims" in proxy, proxy["dims"], proxy.get("nope"), proxy["__doc__"])
try:
    proxy["dims"] = 3
except TypeError as e:
    print("TypeError:", e)


class Typed:
    """A data descriptor."""

    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.name = "_" + name
        print("named", owner.__name__, name)

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return getattr(obj, self.name)

    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}")
        setattr(obj, self.name, value)

    def __delete__(self, obj):
        print("deleting", self.name)
        delattr(obj, self.name)


class Person:
    name = Typed(str)
    age = Typed(int)

    def __init__(self, name, age):
        self.name, self.age = name, age


ann = Person("Ann", 30)
print(ann.name, ann.age, vars(ann))
try:
    ann.age = "old"
except TypeError as e:
    print("TypeError:", e)
del ann.age
print(hasattr(ann, "age"), isinstance(Person.name, Typed))
ann.__dict__["name"] = "shadow"
print(ann.name)


class NonData:
    def __get__(self, obj, owner):
        return "from descriptor"


class Holder:
    attr = NonData()


h = Holder()
print(h.attr)
h.__dict__["attr"] = "from instance"
print(h.attr)


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


s = Slotted(1, 2)
print(s.x, s.y, Slotted.__slots__)
for name in ("z", "__dict__"):
    try:
        print(getattr(s, name))
    except AttributeError as e:
        print("AttributeError:", e)
try:
    s.z = 1
except AttributeError as e:
    print("AttributeError:", e)


class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "_target", target)

    def __getattr__(self, name):
        print("proxied", name)
        return getattr(object.__getattribute__(self, "_target"), name)

    def __setattr__(self, name, value):
        print("set", name)
        setattr(self._target, name, value)

    def __delattr__(self, name):
        print("del", name)
        delattr(self._target, name)


q = Proxy(Point(5, 6))
print(q.x)
q.y = 60
print(q._target.y)
del q.y
print(hasattr(q, "y"))


class Cat:
    def speak(self): return "meow"
class Dog:
    def speak(self): return "woof"


pet = Cat()
pet.__class__ = Dog
print(pet.speak(), type(pet).__name__)


class Base:
    registry = []

    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.tag = tag
        Base.registry.append(cls.__name__)


class One(Base, tag="first"): pass
class Two(Base): pass
print(Base.registry, One.tag, Two.tag, Base.__subclasses__() == [One, Two])
try:
    class Bad(Base, colour=1): pass
except TypeError as e:
    print("TypeError:", e)


class Box:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item.__name__}]"


print(Box[int])


class Temperature:
    def __init__(self, c): self._c = c
    @property
    def c(self):
        "Degrees."
        return self._c
    @c.setter
    def c(self, v):
        if v < -273: raise ValueError("too cold")
        self._c = v
    @c.deleter
    def c(self): print("gone")
    @classmethod
    def zero(cls): return cls(0)
    @staticmethod
    def f(c): return c * 9 / 5 + 32


t = Temperature(5)
t.c = 10
print(t.c, Temperature.c.fget(t), Temperature.c.__doc__, Temperature.zero().c, Temperature.f(100), t.f(0))
del t.c
try:
    t.c = -300
except ValueError as e:
    print(e)
print(Temperature.__dict__["zero"].__func__.__name__, Temperature.__dict__["f"].__func__(0))


def f(a, b=1, *args, c, d=4, **kw):
    x = a
    return x


print(f.__defaults__, f.__kwdefaults__, f.__name__, f.__code__.co_varnames, f.__code__.co_argcount,
      f.__code__.co_kwonlyargcount, f.__code__.co_name, f.__code__.co_nlocals, f.__code__.co_flags & 12)
bound = t.zero
print(bound.__self__ is Temperature, bound.__func__.__name__, f.__get__(3).__self__)


def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc


c = counter()
c(); c()
print(c.__closure__[0].cell_contents, c.__code__.co_freevars, counter.__code__.co_cellvars, c.__globals__["counter"] is counter)
print(p.__class__.__mro__, Point.__base__, Point.__bases__, (5).__class__, Point.mro())
