"""Metaclasses: singletons, registries, interfaces and namespaces."""
import threading


class Singleton(type):
    """One instance a class, made under a lock."""
    _instances = {}
    _lock = threading.Lock()

    def __call__(cls, *args, **kwargs):
        with cls._lock:
            if cls not in cls._instances:
                cls._instances[cls] = super().__call__(*args, **kwargs)
        return cls._instances[cls]


class Config(metaclass=Singleton):
    def __init__(self, name="default"):
        self.name = name


class Logger(metaclass=Singleton):
    def __init__(self):
        self.lines = []


a, b = Config("one"), Config("two")
print(a is b, a.name, b.name)
print(Logger() is Logger(), Logger() is a)
print(type(Config), type(Singleton), type(a))
print(isinstance(Config, Singleton), issubclass(Singleton, type))


class Registry(type):
    plugins = {}

    def __new__(mcs, name, bases, namespace, **kwargs):
        cls = super().__new__(mcs, name, bases, namespace)
        if bases:
            mcs.plugins[name.lower()] = cls
        return cls

    def __init__(cls, name, bases, namespace, priority=0):
        super().__init__(name, bases, namespace)
        cls.priority = priority

    def __len__(cls):
        return len(cls.plugins)

    def __getitem__(cls, key):
        return cls.plugins[key]

    def __iter__(cls):
        return iter(sorted(cls.plugins))

    def __contains__(cls, key):
        return key in cls.plugins

    def __repr__(cls):
        return f"<plugin class {cls.__name__}>"

    def __add__(cls, other):
        return (cls.__name__, other.__name__)

    def __bool__(cls):
        return False

    @property
    def shout(cls):
        return cls.__name__.upper()


class Plugin(metaclass=Registry):
    def run(self):
        return f"{type(self).__name__} runs"


class Csv(Plugin, priority=5):
    pass


class Json(Plugin, priority=1):
    def run(self):
        return super().run() + " fast"


print(len(Plugin), list(Plugin), "csv" in Plugin, "xml" in Plugin)
print(Plugin, Csv, Plugin["json"], Plugin["json"]().run(), Csv().run())
print(Csv.priority, Json.priority, Csv.shout, Csv + Json, bool(Csv))
try:
    Csv().shout
except AttributeError as e:
    print("AttributeError:", e)
print([c.__name__ for c in Plugin.__subclasses__()])


class Ordered(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", mcs.__name__, name, bases, kw)
        return Recorder()

    def __new__(mcs, name, bases, ns, **kw):
        cls = super().__new__(mcs, name, bases, dict(ns))
        cls.order = [n for n in ns.order if not n.startswith("__")]
        return cls

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)


class Recorder(dict):
    def __init__(self):
        super().__init__()
        self.order = []

    def __setitem__(self, key, value):
        if key in self.order:
            raise TypeError(f"{key} twice")
        self.order.append(key)
        super().__setitem__(key, value)


class Fields(metaclass=Ordered, flavour="x"):
    b = 1
    a = b + 1
    def method(self):
        return __class__.__name__
    c = len([a, b])
    total = a + b + c


print(Fields.order, Fields.a, Fields.c, Fields.total, Fields().method())
try:
    class Twice(metaclass=Ordered):
        x = 1
        x = 2
except TypeError as e:
    print("TypeError:", e)


class A(type): pass
class B(type): pass
class XA(metaclass=A): pass
class XB(metaclass=B): pass
try:
    class Both(XA, XB): pass
except TypeError as e:
    print("TypeError:", e)


class AB(A, B): pass
class Both(XA, XB, metaclass=AB): pass
print(type(Both).__name__, Both.__mro__ == (Both, XA, XB, object))

Point = type("Point", (), {"x": 1, "show": lambda self: f"x is {self.x}"})
p = Point()
print(Point, Point.__name__, p.show(), Point.__module__)


class Even(type):
    def __instancecheck__(cls, value):
        return isinstance(value, int) and value % 2 == 0
    def __subclasscheck__(cls, sub):
        return sub in (int, bool)


class EvenNumber(metaclass=Even):
    pass


print(isinstance(4, EvenNumber), isinstance(3, EvenNumber), isinstance("x", (str, EvenNumber)))
print(issubclass(int, EvenNumber), issubclass(str, EvenNumber))


class Immutable(type):
    def __setattr__(cls, name, value):
        raise AttributeError(f"{cls.__name__}.{name} is read-only")

    def __getattr__(cls, name):
        return f"made up {name}"


class Constants(metaclass=Immutable):
    PI = 3


try:
    Constants.PI = 4
except AttributeError as e:
    print("AttributeError:", e)
print(Constants.PI, Constants.E)
