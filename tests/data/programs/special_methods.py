class Vector:
    def __init__(self, *parts):
        self.parts = parts

    def __repr__(self):
        return f"Vector{self.parts}"

    def __eq__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return self.parts == other.parts

    def __hash__(self):
        return hash(self.parts)

    def __add__(self, other):
        return Vector(*[a + b for a, b in zip(self.parts, other.parts)])

    def __mul__(self, by):
        if isinstance(by, Vector):
            return sum(a * b for a, b in zip(self.parts, by.parts))
        return Vector(*[a * by for a in self.parts])

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return (self * self) ** 0.5

    def __len__(self):
        return len(self.parts)

    def __getitem__(self, at):
        return self.parts[at]

    def __iter__(self):
        return iter(self.parts)

    def __contains__(self, x):
        return x in self.parts

    def __bool__(self):
        return any(self.parts)

    def __call__(self, f):
        return Vector(*map(f, self.parts))

    def __iadd__(self, other):
        self.parts = (self + other).parts
        return self

    def __lt__(self, other):
        return abs(self) < abs(other)

    def __format__(self, spec):
        return "<" + ", ".join(format(p, spec) for p in self.parts) + ">"


a, b = Vector(1, 2, 2), Vector(3, 0, 4)
print(a + b, a * b, a * 2, 3 * a, -a, abs(a), len(a))
print(a[0], a[-1], a[1:], list(a), 2 in a, 9 in a)
print(bool(a), bool(Vector(0, 0)), a(lambda x: x * 10))
print(a == Vector(1, 2, 2), a != b, a == 5, hash(a) == hash(Vector(1, 2, 2)))
c = a
a += b
print(a is c, a)
print(sorted([b, Vector(1, 1), Vector(0, 9)]), max(b, Vector(1, 1)), f"{b:.1f}")
print({Vector(1): "one"}[Vector(1)])


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


print(list(Countdown(4)), sum(Countdown(10)), *Countdown(3))


class Store:
    def __init__(self):
        self.data = {}

    def __setitem__(self, key, value):
        print("set", key)
        self.data[key] = value

    def __getitem__(self, key):
        print("get", key)
        return self.data[key]

    def __delitem__(self, key):
        print("del", key)
        del self.data[key]


store = Store()
store["a"] = 1
store["a"] += 5
print(store["a"])
del store["a"]


class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return getattr(instance, self.name)

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(f"{self.name[1:]} must be positive")
        setattr(instance, self.name, value)


class Account:
    balance = Positive()

    def __init__(self, balance):
        self.balance = balance


account = Account(5)
account.balance += 10
print(account.balance)
try:
    account.balance = 0
except ValueError as error:
    print(error)
try:
    a + 1
except AttributeError as error:
    print(error)
try:
    len(5)
except TypeError as error:
    print(error)
try:
    Countdown(1) + 1
except TypeError as error:
    print(error)
try:
    Countdown(1) < Countdown(2)
except TypeError as error:
    print(error)
