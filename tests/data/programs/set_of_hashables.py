"""Sets and dicts, built by comprehensions, of objects that hash themselves in Python."""
from enum import IntEnum


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __hash__(self):
        return hash((self.x, self.y))

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


print(sorted({Point(n % 3, 0) for n in range(7)}, key=lambda p: p.x))
print({Point(n % 2, 1): n for n in range(5)})
print(sorted({Level(n) if n in (1, 2) else n for n in (2, 1, 5, 2)}))
print(len({Point(a, b) for a in range(3) for b in range(3) if a != b}))
