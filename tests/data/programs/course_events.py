"""An event system: descriptors, weak registries, priorities, a plugin registry made by a metaclass, __init_subclass__."""
from __future__ import annotations

import enum
import itertools
from dataclasses import dataclass, field, fields, replace, asdict, astuple
from typing import Any, Callable, ClassVar


class Priority(enum.IntEnum):
    LOW = 1
    NORMAL = 5
    HIGH = 10


class Permission(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()
    EXECUTE = enum.auto()
    ALL = READ | WRITE | EXECUTE


class Colour(enum.StrEnum):
    RED = enum.auto()
    GREEN = "grass"


@dataclass(order=True)
class Event:
    sort_key: tuple = field(init=False, repr=False)
    name: str = field(compare=False)
    payload: dict[str, Any] = field(default_factory=dict, compare=False)
    priority: Priority = Priority.NORMAL
    number: int = field(default_factory=itertools.count(1).__next__, repr=False, compare=False)
    total: ClassVar[int] = 0

    def __post_init__(self):
        self.sort_key = (-self.priority, self.number)
        type(self).total += 1


class PluginMeta(type):
    registry: dict[str, type] = {}

    def __new__(mcls, name, bases, namespace, *, event=None, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        if event is not None:
            cls.event = event
            mcls.registry[event] = cls
        return cls

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        instance = super().__call__(*args, **kwargs)
        print(f"  made {cls.__name__}")
        return instance

    def __iter__(cls):
        return iter(sorted(cls.registry))

    def __len__(cls):
        return len(cls.registry)

    def __contains__(cls, name):
        return name in cls.registry

    def __getattr__(cls, name):
        raise AttributeError(f"plugins have no {name!r}")

    def __repr__(cls):
        return f"<plugin {cls.__name__}>"


class Plugin(metaclass=PluginMeta):
    def __init_subclass__(cls, /, verbose=False, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.verbose = verbose

    def handle(self, event: Event) -> str:
        raise NotImplementedError(f"{type(self).__name__}.handle")


class Greeter(Plugin, event="greet", verbose=True):
    def handle(self, event):
        return f"hello {event.payload.get('who', 'world')}"


class Counter(Plugin, event="count"):
    seen = 0

    def handle(self, event):
        self.seen += 1
        return self.seen


class Lazy(Plugin, event="lazy"):
    pass


class Bus:
    def __init__(self):
        self.handlers: dict[str, list[tuple[int, Callable]]] = {}

    def on(self, name, priority=Priority.NORMAL):
        def decorate(function):
            handlers = self.handlers.setdefault(name, [])
            handlers.append((priority, function))
            handlers.sort(key=lambda pair: -pair[0])
            return function
        return decorate

    def emit(self, event):
        results = []
        errors = []
        for priority, handler in self.handlers.get(event.name, []):
            try:
                results.append(handler(event))
            except Exception as error:
                error.add_note(f"while handling {event.name} #{event.number}")
                errors.append(error)
        if errors:
            raise ExceptionGroup(f"{len(errors)} handlers failed", errors)
        return results


print(Plugin, list(Plugin), len(Plugin), "greet" in Plugin, Greeter.verbose, Counter.verbose, Greeter.event)
try:
    Plugin.nothing
except AttributeError as error:
    print(error)
bus = Bus()
for name, plugin in PluginMeta.registry.items():
    bus.on(name)(plugin().handle)


@bus.on("greet", Priority.HIGH)
def shout(event):
    return event.name.upper() + "!"


@bus.on("lazy", Priority.LOW)
def divide(event):
    return 1 / len(event.payload)


queue = sorted([Event("greet", {"who": "Ada"}), Event("count", priority=Priority.LOW), Event("lazy", priority=Priority.HIGH), Event("count")])
for event in queue:
    print(event)
    try:
        print("  ->", bus.emit(event))
    except* ZeroDivisionError as group:
        print("  zero:", group.exceptions, group.exceptions[0].__notes__)
    except* NotImplementedError as group:
        print("  not there:", [str(e) for e in group.exceptions])
print(Event.total, [f.name for f in fields(Event)], replace(queue[0], name="again") < queue[1])
print(asdict(queue[1])["payload"], astuple(queue[1])[1:4])
print(Event("a") == Event("a"), Event.__eq__ is not object.__eq__, Event.__hash__)
print(Priority.HIGH > Priority.LOW, Priority(5), Priority["LOW"] + 1, [p.name for p in Priority], max(Priority), f"{Priority.LOW} {Priority.LOW!r} {Priority.LOW:>4}")
p = Permission.READ | Permission.WRITE
print(p, repr(p), Permission.WRITE in p, ~p, p ^ Permission.ALL, bool(p & Permission.EXECUTE), list(p), Permission(0), Permission(7), len(p))
print(Colour.RED, repr(Colour.GREEN), Colour("grass").upper(), Colour.RED == "red", [*Colour.__members__])
for bad in (lambda: Priority(99), lambda: Priority["NONE"], lambda: Colour("x"), lambda: setattr(Priority, "LOW", 3), lambda: Permission(64), lambda: Event(), lambda: replace(queue[0], sort_key=3)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
try:
    class Wrong(enum.Enum):
        A = 1
        A = 2
except TypeError as error:
    print(error)
bus.emit(Event("lazy"))
