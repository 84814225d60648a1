from __future__ import annotations
import threading
from threading import Lock, Thread
import weakref
import time


class SingletonMeta(type):
    """Thread-safe singleton, as in every book on design patterns."""
    _instances = {}
    _lock: Lock = Lock()

    def __call__(cls, *args, **kwargs):
        with cls._lock:
            if cls not in cls._instances:
                time.sleep(0.001)
                instance = super().__call__(*args, **kwargs)
                cls._instances[cls] = instance
        return cls._instances[cls]


class Singleton(metaclass=SingletonMeta):
    value: str = None

    def __init__(self, value: str) -> None:
        self.value = value

    def some_business_logic(self):
        pass


class OldSingleton(object):
    _instance = None
    __lock = threading.RLock()

    def __new__(cls, *a):
        if cls._instance is None:
            with cls.__lock:
                if not cls._instance:
                    cls._instance = super(OldSingleton, cls).__new__(cls)
        return cls._instance


class Borg:
    _shared_state = {}

    def __init__(self):
        self.__dict__ = self._shared_state


def singleton(cls):
    instances, lock = {}, Lock()

    def get_instance(*a, **k):
        with lock:
            return instances.setdefault(cls, cls(*a, **k)) if cls not in instances else instances[cls]
    return get_instance


@singleton
class Config:
    def __init__(self, path="/etc"):
        self.path = path


class LazyProperty:
    def __init__(self, f):
        self.f, self.lock = f, Lock()
        self.__doc__ = f.__doc__

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        with self.lock:
            if self.name not in obj.__dict__:
                obj.__dict__[self.name] = self.f(obj)
        return obj.__dict__[self.name]


class Heavy:
    computed = 0

    @LazyProperty
    def data(self):
        "computed once"
        Heavy.computed += 1
        time.sleep(0.001)
        return list(range(3))


seen = []
def test_singleton(value: str) -> None:
    seen.append(Singleton(value))

if __name__ == "__main__":
    print("If you see the same value, then singleton was reused (yay!)")
    process1 = Thread(target=test_singleton, args=("FOO",))
    process2 = Thread(target=test_singleton, args=("BAR",))
    process1.start()
    process2.start()
    process1.join(); process2.join()
    print(*[s.value for s in seen], seen[0] is seen[1])
    print(OldSingleton(1) is OldSingleton(2), [n for n in vars(OldSingleton) if "lock" in n])
    a, b = Borg(), Borg()
    a.x = 5
    print(b.x, a is b, Borg._shared_state)
    print(Config("/tmp").path, Config("/other").path, type(Config()).__name__)
    h = Heavy()
    ts = [Thread(target=lambda: h.data) for _ in range(5)]
    for t in ts: t.start()
    for t in ts: t.join()
    print(Heavy.computed, h.data, Heavy.data.__doc__, Heavy.data.name)
    r = weakref.ref(h)
    print(r() is h)
    ts.clear(); del t, h
    print(r() is None)
    print(Singleton.__annotations__, Singleton.__init__.__annotations__, SingletonMeta.__annotations__)
    print(isinstance(Singleton, SingletonMeta), type(Singleton), repr(SingletonMeta._lock).split()[0])
