"""A tiny object-relational mapper: descriptors, a metaclass, and a connection pool shared by threads."""
import queue
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    INTEGER = auto()
    TEXT = auto()
    REAL = auto()

    def accepts(self, value):
        return isinstance(value, {Kind.INTEGER: int, Kind.TEXT: str, Kind.REAL: (int, float)}[self])


class Column:
    def __init__(self, kind, *, primary=False, default=None, check=None):
        self.kind = kind
        self.primary = primary
        self.default = default
        self.check = check
        self.name = None

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        if value is not None and not self.kind.accepts(value):
            raise TypeError(f"{self.name}: {self.kind.name.lower()} expected, got {type(value).__name__}")
        if self.check is not None and not self.check(value):
            raise ValueError(f"{self.name}: {value!r} is not allowed")
        instance.__dict__[self.name] = value

    def ddl(self):
        return f"{self.name} {self.kind.name}" + (" PRIMARY KEY" if self.primary else "")


class ModelMeta(type):
    models = {}

    def __new__(mcs, name, bases, namespace, table=None):
        columns = {}
        for base in bases:
            columns.update(getattr(base, "columns", {}))
        columns.update({k: v for k, v in namespace.items() if isinstance(v, Column)})
        cls = super().__new__(mcs, name, bases, namespace)
        cls.columns = columns
        cls.table = table or name.lower() + "s"
        if bases:
            mcs.models[cls.table] = cls
        return cls

    def __init__(cls, name, bases, namespace, table=None):
        super().__init__(name, bases, namespace)

    def __iter__(cls):
        return iter(cls.columns.values())

    def __len__(cls):
        return len(cls.columns)

    def schema(cls):
        return f"CREATE TABLE {cls.table} ({', '.join(c.ddl() for c in cls)})"


class Model(metaclass=ModelMeta):
    def __init__(self, **values):
        unknown = values.keys() - type(self).columns.keys()
        if unknown:
            raise AttributeError(f"{type(self).__name__} has no column {sorted(unknown)[0]}")
        for name, value in values.items():
            setattr(self, name, value)

    def row(self):
        return tuple(getattr(self, c.name) for c in type(self))

    def __repr__(self):
        shown = ", ".join(f"{c.name}={getattr(self, c.name)!r}" for c in type(self))
        return f"{type(self).__name__}({shown})"


class User(Model):
    id = Column(Kind.INTEGER, primary=True)
    name = Column(Kind.TEXT, check=lambda v: bool(v))
    age = Column(Kind.INTEGER, default=0)


class Admin(User, table="admins"):
    level = Column(Kind.INTEGER, default=1)


class Backend(ABC):
    @abstractmethod
    def execute(self, statement, row=None): ...

    @abstractmethod
    def rows(self, table): ...


class MemoryBackend(Backend):
    def __init__(self):
        self._tables = {}
        self._lock = threading.Lock()

    def execute(self, statement, row=None):
        with self._lock:
            table = statement.split()[2]
            if statement.startswith("CREATE"):
                self._tables[table] = []
            else:
                self._tables[table].append(row)

    def rows(self, table):
        with self._lock:
            return sorted(self._tables[table])


@dataclass
class Pool:
    backend: Backend
    size: int = 2
    used: int = 0
    _free: queue.Queue = field(init=False, repr=False, default_factory=queue.Queue)
    _lock: threading.Lock = field(init=False, repr=False, compare=False, default_factory=threading.Lock)

    def __post_init__(self):
        for number in range(self.size):
            self._free.put(number)

    def __enter__(self):
        number = self._free.get()
        with self._lock:
            self.used += 1
        return number

    def __exit__(self, *exc):
        self._free.put(0)
        return False


try:
    Backend()
except TypeError as e:
    print("TypeError:", e)
backend = MemoryBackend()
pool = Pool(backend)
for model in ModelMeta.models.values():
    print(model.schema())
    backend.execute(model.schema())
print(len(User), len(Admin), [c.name for c in Admin], User.id.primary, sorted(ModelMeta.models))
for values in ({"id": "x"}, {"name": ""}, {"email": "e"}):
    try:
        User(**values)
    except (TypeError, ValueError, AttributeError) as e:
        print(type(e).__name__ + ":", e)


def writer(start):
    for number in range(start, start + 5):
        with pool:
            cls = Admin if number % 3 == 0 else User
            record = cls(id=number, name=f"user{number}", age=20 + number)
            backend.execute(f"INSERT INTO {cls.table}", record.row())


threads = [threading.Thread(target=writer, args=(i * 5,)) for i in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(pool.used, len(backend.rows("users")), len(backend.rows("admins")))
print(backend.rows("admins")[:3])
print(User(id=1, name="z"), Admin(id=2, name="root", level=9))
print(vars(User(id=7, name="q")), type(User), type(Admin).__mro__[:2])
