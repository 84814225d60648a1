"""`__dict__` is the object's attributes, not a copy of them."""


class Record:
    def __init__(self, **fields):
        self.__dict__.update(fields)

    def __repr__(self):
        inner = ", ".join(f"{k}={v!r}" for k, v in self.__dict__.items())
        return f"Record({inner})"


r = Record(name="ann", age=30)
print(r, r.name, r.age)
names = r.__dict__
r.city = "Bern"
r.age += 1
print(names, names is r.__dict__)
names["age"] = 99
vars(r)["extra"] = [1]
print(r.age, r.extra)
del names["city"]
print(hasattr(r, "city"), r)
del r.extra
print(names, len(names), "extra" in names)
names.clear()
print(r, vars(r))
for i in range(3):
    r.count = i
    print(names["count"], end=" ")
print()
r.__dict__ = {"fresh": True}
print(r.fresh, hasattr(r, "count"), names)
names["count"] = "stale"
print(hasattr(r, "count"))


class Lazy:
    @property
    def value(self):
        if "_value" not in self.__dict__:
            print("computing")
            self.__dict__["_value"] = 42
        return self._value


lazy = Lazy()
print(lazy.value, lazy.value)


class Field:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__.get(self.name, 0)

    def __set__(self, instance, value):
        instance.__dict__[self.name] = value * 2


class Model:
    width = Field()


m = Model()
print(m.width)
m.width = 21
print(m.width, m.__dict__)
copy = dict(m.__dict__)
copy["width"] = 0
also = m.__dict__.copy()
also["width"] = 0
print(m.width)


def function():
    pass


function.__dict__["calls"] = 3
print(function.calls, function.__dict__)
globals()["made_here"] = "global"
print(made_here)
try:
    m.__dict__ = 5
except TypeError as error:
    print(error)
