"""An order workflow: a state machine of enums, events as dataclasses, handlers by single dispatch."""
import copy
import threading
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from enum import Enum, Flag, IntEnum, auto
from functools import cached_property, singledispatch, total_ordering
from types import MappingProxyType, SimpleNamespace
from typing import Callable, ClassVar, Dict, List, NamedTuple, Optional


class State(Enum):
    CREATED = "created"
    PAID = "paid"
    PACKED = "packed"
    SENT = "sent"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self in (State.SENT, State.CANCELLED)


NEXT = MappingProxyType({
    State.CREATED: (State.PAID, State.CANCELLED),
    State.PAID: (State.PACKED, State.CANCELLED),
    State.PACKED: (State.SENT,),
})


class Channel(Flag):
    NONE = 0
    MAIL = auto()
    SMS = auto()
    PUSH = auto()
    ALL = MAIL | SMS | PUSH


@total_ordering
class Urgency(Enum):
    LOW = 1
    HIGH = 2

    def __lt__(self, other):
        return self.value < other.value


class Line(NamedTuple):
    sku: str
    price: float
    count: int = 1

    @property
    def total(self) -> float:
        return self.price * self.count


@dataclass(frozen=True)
class Event:
    order: int
    seen: ClassVar[int] = 0


@dataclass(frozen=True)
class Paid(Event):
    amount: float = 0.0


@dataclass(frozen=True)
class Shipped(Event):
    code: str = "?"


@dataclass
class Order:
    id: int
    lines: List[Line] = field(default_factory=list)
    state: State = State.CREATED
    urgency: Urgency = Urgency.LOW
    channels: Channel = Channel.MAIL
    history: List[str] = field(default_factory=list, compare=False, repr=False)

    @cached_property
    def total(self) -> float:
        return sum(line.total for line in self.lines)

    def move(self, state: State) -> "Order":
        if state not in NEXT.get(self.state, ()):
            raise ValueError(f"order {self.id}: {self.state.value} -> {state.value}")
        self.history.append(f"{self.state.name}->{state.name}")
        self.state = state
        return self


@singledispatch
def describe(event) -> str:
    return f"unknown {event!r}"


@describe.register
def _(event: Paid) -> str:
    return f"order {event.order} paid {event.amount:.2f}"


@describe.register
def _(event: Shipped) -> str:
    return f"order {event.order} sent as {event.code}"


class Bus:
    def __init__(self):
        self._handlers: Dict[type, List[Callable]] = defaultdict(list)
        self._lock = threading.RLock()
        self.log: List[str] = []

    def on(self, kind):
        def register(handler):
            self._handlers[kind].append(handler)
            return handler
        return register

    def publish(self, event):
        with self._lock:
            for kind in type(event).__mro__:
                for handler in self._handlers.get(kind, ()):
                    handler(event)


bus = Bus()


@bus.on(Event)
def remember(event):
    bus.log.append(describe(event))


@bus.on(Shipped)
def celebrate(event):
    bus.log.append("done " + event.code)


orders = [Order(n, [Line("pen", 1.5, n), Line("ink", 4.0)], urgency=Urgency(1 + n % 2)) for n in range(1, 5)]


def process(order: Order) -> None:
    time.sleep(0.001 * order.id)
    order.move(State.PAID)
    bus.publish(Paid(order.id, order.total))
    order.move(State.PACKED).move(State.SENT)
    bus.publish(Shipped(order.id, code=f"X{order.id:03d}"))


workers = [threading.Thread(target=process, args=(o,), name=f"worker-{o.id}") for o in orders[:3]]
for w in workers:
    w.start()
for w in workers:
    w.join()
for line in sorted(bus.log):
    print(line)
for order in orders:
    print(order, order.total, order.state.final, order.history)
try:
    orders[0].move(State.CANCELLED)
except ValueError as e:
    print("ValueError:", e)
try:
    NEXT[State.SENT] = ()
except TypeError as e:
    print("TypeError:", e)
clone = copy.deepcopy(orders[3])
clone.lines.append(Line("cap", 2))
print(len(orders[3].lines), clone == orders[3], replace(orders[3], id=9).state)
print(asdict(orders[3]))
print(sorted(orders, key=lambda o: (o.urgency, -o.id))[0].id, max(Urgency), Urgency.LOW <= Urgency.HIGH)
print(Channel.MAIL | Channel.SMS, Channel.PUSH in Channel.ALL, [c.name for c in Channel.ALL], Channel(0), ~Channel.MAIL)
box = SimpleNamespace(name="box", size=3)
box.size += 1
print(box, box == SimpleNamespace(name="box", size=4), vars(box))
print(describe("x"), Line("a", 1)._replace(count=2).total, Line.__annotations__)


class Level(IntEnum):
    DEBUG = 10
    INFO = 20


print([lvl for lvl in Level if lvl >= Level.INFO], Level(10).name, Level.INFO / 2, f"{Level.DEBUG}")
