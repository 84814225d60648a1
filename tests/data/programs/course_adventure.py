"""A text adventure: rooms, a parser with synonyms, a bag, a lamp; the moves come on standard input."""
import sys
import textwrap
from enum import Enum, auto


class Direction(Enum):
    NORTH = "n"
    SOUTH = "s"
    EAST = "e"
    WEST = "w"

    @property
    def opposite(self):
        pairs = {"n": "s", "s": "n", "e": "w", "w": "e"}
        return Direction(pairs[self.value])


class State(Enum):
    PLAYING = auto()
    WON = auto()
    QUIT = auto()


class Room:
    def __init__(self, name, description, *things, dark=False):
        self.name = name
        self.description = description
        self.things = set(things)
        self.exits = {}
        self.dark = dark

    def connect(self, direction, other):
        self.exits[direction] = other
        other.exits[direction.opposite] = self

    def describe(self, lit):
        if self.dark and not lit:
            return "It is pitch dark."
        lines = [f"** {self.name} **", textwrap.fill(self.description, 50, subsequent_indent="  ")]
        if self.things:
            lines.append("You see: " + ", ".join(sorted(self.things)) + ".")
        lines.append("Exits: " + " ".join(d.name.lower() for d in self.exits))
        return "\n".join(lines)


class Game:
    synonyms = {"get": "take", "grab": "take", "l": "look", "i": "inventory", "q": "quit"}

    def __init__(self):
        hall = Room("Hall", "A wide hall with a marble floor, cold and empty but for the echo of your own steps.", "lamp")
        cellar = Room("Cellar", "Barrels, dust, and something that glitters.", "crown", "barrel", dark=True)
        garden = Room("Garden", "Roses everywhere.", "rose")
        hall.connect(Direction.SOUTH, cellar)
        hall.connect(Direction.EAST, garden)
        self.room = hall
        self.bag = []
        self.moves = 0
        self.state = State.PLAYING

    def do_look(self):
        print(self.room.describe("lamp" in self.bag))

    def do_go(self, where="nowhere"):
        try:
            direction = Direction(where[:1])
            self.room = self.room.exits[direction]
        except ValueError as error:
            print("Where?", error)
        except KeyError as error:
            print("No way", error.args[0].name.lower())
        else:
            self.do_look()

    def do_take(self, thing=None, *more):
        if thing is None:
            print("Take what?")
        elif thing not in self.room.things:
            print(f"There is no {thing} here.")
        elif thing == "barrel":
            print("Too heavy.")
        else:
            self.room.things.discard(thing)
            self.bag.append(thing)
            print("Taken.")
            if thing == "crown":
                self.state = State.WON

    def do_inventory(self):
        print("You carry", " and ".join(self.bag) or "nothing")

    def do_quit(self):
        self.state = State.QUIT

    def step(self, line):
        verb, *words = line.lower().split() or ["look"]
        verb = self.synonyms.get(verb, verb)
        if verb in [d.value for d in Direction] or verb.upper() in Direction.__members__:
            verb, words = "go", [verb[0]]
        method = getattr(self, f"do_{verb}", None)
        if method is None:
            commands = [name[3:] for name in dir(self) if name.startswith("do_")]
            print(f"I do not know how to {verb}. Try: {', '.join(commands)}")
            return
        self.moves += 1
        try:
            method(*words)
        except TypeError as error:
            print("Pardon?", error)


game = Game()
game.do_look()
while game.state is State.PLAYING:
    try:
        line = input("> ")
    except EOFError:
        print("\n(the line went dead)")
        break
    game.step(line)
print(game.state, repr(game.state), game.moves)
sys.exit(0 if game.state is State.WON else f"You left after {game.moves} moves")
