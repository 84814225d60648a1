"""What `match` takes for a sequence, a mapping, or neither."""
import types
from array import array
from collections import ChainMap, OrderedDict, UserDict, UserList, defaultdict, deque
from collections.abc import Mapping, Sequence


class Row(Sequence):
    def __init__(self, *cells):
        self.cells = cells

    def __len__(self):
        return len(self.cells)

    def __getitem__(self, index):
        return self.cells[index]


class Settings(Mapping):
    def __init__(self, **values):
        self.values_by_name = values

    def __getitem__(self, name):
        return self.values_by_name[name]

    def __iter__(self):
        return iter(self.values_by_name)

    def __len__(self):
        return len(self.values_by_name)


class OnlyLooksLikeOne:
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return index


def kind(value):
    match value:
        case [first, second]:
            return f"two items, {first!r} and {second!r}"
        case [first, *rest]:
            return f"{first!r} and {len(rest)} more"
        case {"host": host, **others}:
            return f"settings of {host}, {len(others)} others"
        case Mapping():
            return "another mapping"
        case _:
            return "neither"


for value in (deque([1, 2]), UserList("ab"), range(2), array("i", [3, 4]), (5, 6), Row(7, 8), Row(9),
              "ab", b"ab", bytearray(b"ab"), {1, 2}, iter([1, 2]), OnlyLooksLikeOne(), deque()):
    print(type(value).__name__, "->", kind(value))
for value in (ChainMap({"host": "a"}, {"port": 1}), UserDict(host="b"), OrderedDict(host="c", port=2),
              defaultdict(int, host="d"), types.MappingProxyType({"host": "e"}), Settings(host="f"),
              Settings(port=3), {}):
    print(type(value).__name__, "->", kind(value))
for value in (5, kind):
    try:
        print(sorted(vars(value)))
    except TypeError as error:
        print(error)
