"""Defining `__eq__` alone makes a class unhashable; `__class_getitem__`; keys that hash in Python."""


class OnlyEq:
    def __init__(self, v):
        self.v = v

    def __eq__(self, other):
        return isinstance(other, OnlyEq) and self.v == other.v


class Both(OnlyEq):
    def __hash__(self):
        return hash(self.v)


class Child(Both):
    pass


class Undone(Both):
    __hash__ = None


print(OnlyEq(1) == OnlyEq(1), OnlyEq(1) != OnlyEq(2), OnlyEq(1) in [OnlyEq(1)])
print(OnlyEq.__hash__)
for make in (OnlyEq, Both, Child, Undone):
    try:
        print(make.__name__, {make(1): "found"}[make(1)], len({make(1), make(1), make(2)}))
    except TypeError as error:
        print(make.__name__, error)


class Box:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item.__name__}]"


class BigBox(Box):
    pass


print(Box[int], BigBox[str])
try:
    OnlyEq[int]
except TypeError as error:
    print(error)
