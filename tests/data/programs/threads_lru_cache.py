import functools
import threading
import time
from collections import OrderedDict
from types import SimpleNamespace, MappingProxyType


class LRUCache:
    def __init__(self, capacity: int = 3):
        self.capacity = capacity
        self._d = OrderedDict()
        self._lock = threading.RLock()
        self.stats = SimpleNamespace(hits=0, misses=0, evicted=[])

    def __getitem__(self, key):
        with self._lock:
            try:
                self._d.move_to_end(key)
            except KeyError:
                self.stats.misses += 1
                raise
            self.stats.hits += 1
            return self._d[key]

    def __setitem__(self, key, value):
        with self._lock:
            self._d[key] = value
            self._d.move_to_end(key)
            while len(self) > self.capacity:
                old, _ = self._d.popitem(last=False)
                self.stats.evicted.append(old)

    def __len__(self):
        return len(self._d)

    def __contains__(self, key):
        return key in self._d

    def __iter__(self):
        with self._lock:
            yield from list(self._d)

    def get_or_compute(self, key, fn):
        with self._lock:
            try:
                return self[key]
            except KeyError:
                v = self[key] = fn(key)
                return v

    def __repr__(self):
        return f"{self.__class__.__name__}({list(self)!r}, {self.capacity=})"


cache = LRUCache()
computed = []

def square(n):
    computed.append(n)
    time.sleep(0.0005)
    return n * n

def use(keys):
    for k in keys:
        assert cache.get_or_compute(k, square) == k * k

ts = [threading.Thread(target=use, args=([1, 2, 3, 2, 1],)) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(computed), cache, cache.stats)
use([4, 4]); print(sorted(cache), cache.stats.evicted, 4 in cache, len(cache))

@functools.lru_cache(maxsize=2)
def slow(n):
    "doc of slow"
    computed.append(-n)
    return n + 1

del computed[:]
print([slow(i) for i in (1, 2, 1, 3, 1, 2)], computed, slow.cache_info())
slow.cache_clear()
print(slow.cache_info(), slow.cache_parameters(), slow.__wrapped__(5), slow.__doc__)

@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
res = []
ts = [threading.Thread(target=lambda: res.append(fib(50))) for _ in range(3)]
[t.start() for t in ts]; [t.join() for t in ts]
print(set(res), fib.cache_info().currsize)
try:
    slow([])
except TypeError as e:
    print(e)

class Service:
    @functools.cached_property
    def connection(self):
        computed.append("connect")
        return object()
    @functools.singledispatchmethod
    def show(self, x): return "any %r" % (x,)
    @show.register
    def _(self, x: int): return "int %d" % x
    @show.register(list)
    def _(self, x): return "list of %d" % len(x)
s = Service()
print(s.connection is s.connection, computed[-1], "connection" in vars(s), s.show(1), s.show([1]), s.show("x"))
ttl = {}
def expiring(seconds):
    def deco(f):
        lock = threading.Lock()
        @functools.wraps(f)
        def g(*args):
            nonlocal_now = time.monotonic()
            with lock:
                if args not in ttl or nonlocal_now - ttl[args][0] > seconds:
                    ttl[args] = nonlocal_now, f(*args)
                return ttl[args][1]
        return g
    return deco
count = iter(range(100))
@expiring(0.01)
def tick(x): return next(count)
first = tick(0), tick(0); time.sleep(0.012)
print(first, tick(0), tick(1), tick.__name__)
print(repr(MappingProxyType({"x": 1})))
try:
    MappingProxyType({})["y"] = 1
except TypeError as e:
    print(e)
