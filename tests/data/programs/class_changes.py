"""A class that changes after it was made changes for its subclasses and instances too."""


class Base:
    pass


class Derived(Base):
    pass


thing = Derived()


def read():
    return thing.missing


def write(value):
    thing.stored = value
    return thing.stored


for _ in range(3):
    print(write(4))

Base.__getattr__ = lambda self, name: "got " + name
print(read(), read())


def doubled(self, name, value):
    object.__setattr__(self, name, value * 2)


Base.__setattr__ = doubled
print(write(4), write(5))
Base.__eq__ = lambda self, other: True
print(thing == 3, thing == Derived())
del Base.__setattr__
print(write(6))
del Base.__getattr__
try:
    read()
except AttributeError as error:
    print(error)
Base.missing = "found in the class"
print(read())
