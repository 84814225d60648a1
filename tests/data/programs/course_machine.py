"""A state machine from a table, a vending machine with enums, and a traffic light with generators."""
from enum import Enum, auto, unique
from itertools import cycle, islice


@unique
class State(Enum):
    IDLE = auto()
    PAID = auto()
    BROKEN = auto()

    def __str__(self):
        return self.name.title()


class Coin(Enum):
    NICKEL = 5
    DIME = 10
    QUARTER = 25

    @classmethod
    def of(cls, text):
        try:
            return cls[text.upper()]
        except KeyError:
            raise ValueError(f"no coin called {text}") from None


class Machine:
    transitions = {}

    def __init__(self):
        self.state, self.money, self.log = State.IDLE, 0, []

    @classmethod
    def on(cls, state, event):
        def decorate(function):
            cls.transitions[state, event] = function
            return function
        return decorate

    def send(self, event, *args):
        handler = self.transitions.get((self.state, event))
        if handler is None:
            raise RuntimeError(f"{event!r} is not possible when {self.state}")
        before, self.state = self.state, handler(self, *args)
        self.log.append(f"{before}->{self.state}")


@Machine.on(State.IDLE, "coin")
@Machine.on(State.PAID, "coin")
def insert(machine, name):
    machine.money += Coin.of(name).value
    return State.PAID if machine.money >= 25 else State.IDLE


@Machine.on(State.PAID, "push")
def push(machine, product="water"):
    machine.money -= 25
    print("  here is your", product, "and", machine.money, "back")
    machine.money = 0
    return State.IDLE


@Machine.on(State.IDLE, "kick")
def kick(machine):
    return State.BROKEN


machine = Machine()
for event in ["coin dime", "push", "coin dime", "coin nickel", "push tea", "coin pound", "kick", "coin dime"]:
    try:
        machine.send(*event.split())
    except (RuntimeError, ValueError) as error:
        print("  !", error)
    print(f"{event:<12} {machine.state!s:<7} {machine.money}")
print(machine.log, State.IDLE, repr(State.PAID), State(3), State["IDLE"] is State.IDLE, len(Coin), [c.name for c in Coin])
print({f.__name__ for f in Machine.transitions.values()} == {"insert", "push", "kick"}, Coin.DIME in Coin, 10 in Coin, hash(Coin.DIME) == hash(Coin.DIME))


def light():
    for colour, seconds in cycle([("red", 3), ("green", 2), ("amber", 1)]):
        for left in range(seconds, 0, -1):
            skip = yield f"{colour}{left}"
            if skip:
                break


signal = light()
print(list(islice(signal, 8)), signal.send(True), next(signal))
machine.send("kick")
