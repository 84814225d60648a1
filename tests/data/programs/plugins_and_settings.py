"""Plugins register themselves; settings are validated; calls are counted per class and thread."""
import copy
import threading
from functools import partial, update_wrapper, wraps


class Validated:
    """A reusable data descriptor."""

    def __init__(self, *checks, default=None):
        self.checks = checks
        self.default = default

    def __set_name__(self, owner, name):
        self.public, self.private = name, f"_{owner.__name__}__{name}"
        owner.__dict__.get("fields", []).append(name)

    def __get__(self, obj, owner=None):
        return self if obj is None else getattr(obj, self.private, self.default)

    def __set__(self, obj, value):
        for check, text in self.checks:
            if not check(value):
                raise ValueError(f"{self.public} {text}: {value!r}")
        setattr(obj, self.private, value)

    def __delete__(self, obj):
        if not hasattr(obj, self.private):
            raise AttributeError(f"{self.public} is not set")
        delattr(obj, self.private)


positive = (lambda v: v > 0, "must be positive")
short = (lambda v: len(v) < 10, "must be short")


class Settings:
    fields = []
    workers = Validated(positive, default=1)
    name = Validated(short, default="app")

    def __init__(self, **values):
        for key, value in values.items():
            setattr(self, key, value)

    def __getattr__(self, name):
        if name.startswith("get_"):
            return partial(getattr, self, name[4:])
        raise AttributeError(f"{type(self).__name__!r} has no setting {name!r}")

    def __eq__(self, other):
        return isinstance(other, Settings) and all(getattr(self, f) == getattr(other, f) for f in self.fields)

    __hash__ = None


s = Settings(workers=4)
print(s.workers, s.name, s.get_workers(), Settings.fields, vars(s))
for key, value in (("workers", 0), ("name", "much too long a name")):
    try:
        setattr(s, key, value)
    except ValueError as e:
        print("ValueError:", e)
del s.workers
print(s.workers, s == Settings(), hasattr(s, "colour"))
try:
    del s.workers
except AttributeError as e:
    print("AttributeError:", e)
try:
    {s}
except TypeError as e:
    print("TypeError:", e)


class counted:
    """A decorator that is a descriptor, so that methods work."""

    def __init__(self, func):
        update_wrapper(self, func)
        self.func = func
        self.calls = 0
        self.lock = threading.Lock()

    def __call__(self, *args, **kwargs):
        with self.lock:
            self.calls += 1
        return self.func(*args, **kwargs)

    def __get__(self, obj, owner=None):
        return self if obj is None else partial(self, obj)


class Plugin:
    registry = {}

    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.name = name or cls.__name__.lower()
        Plugin.registry[cls.name] = cls

    def __class_getitem__(cls, name):
        return cls.registry[name]

    @counted
    def run(self, text):
        """Run it."""
        return self.apply(text)

    def apply(self, text):
        raise NotImplementedError(f"{type(self).__name__}.apply")


class Upper(Plugin):
    def apply(self, text):
        return text.upper()


class Reverse(Plugin, name="rev"):
    def apply(self, text):
        return text[::-1]


class Broken(Plugin):
    pass


class Chain(Plugin, name="chain"):
    def __init__(self, *parts):
        self.parts = parts

    def apply(self, text):
        for part in self.parts:
            text = part.run(text)
        return text

    def __add__(self, other):
        return Chain(*self.parts, other)

    def __iadd__(self, other):
        self.parts += (other,)
        return self


print(sorted(Plugin.registry), Plugin["rev"]().run("abc"), Plugin.run.__name__, Plugin.run.__doc__)
chain = Chain(Upper()) + Reverse()
chain += Upper()
print(chain.run("hello"), len(chain.parts), Plugin.run.calls)
try:
    Broken().run("x")
except NotImplementedError as e:
    print("NotImplementedError:", e)
threads = [threading.Thread(target=lambda: [Upper().run("x") for _ in range(25)]) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(Plugin.run.calls)


class Local(threading.local):
    hits = 0


local = Local()


def visit(results, n):
    for _ in range(n):
        local.hits += 1
    results.append((n, local.hits))


results = []
threads = [threading.Thread(target=visit, args=(results, n)) for n in (1, 2, 3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results), local.hits)


class Lazy:
    def __init__(self, func):
        self.func = func

    def __get__(self, obj, owner):
        if obj is None:
            return self
        print("computing", self.func.__name__)
        value = obj.__dict__[self.func.__name__] = self.func(obj)
        return value


class Circle:
    __slots__ = ("r", "__dict__")

    def __init__(self, r):
        self.r = r

    @Lazy
    def area(self):
        return round(3.14159 * self.r ** 2, 2)


c = Circle(2)
print(c.area, c.area, "area" in c.__dict__)
c.colour = "red"
twin = copy.copy(c)
print(twin.r, twin.colour, twin.area)
