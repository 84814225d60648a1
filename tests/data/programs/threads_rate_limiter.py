import functools
import threading
import time
from collections import deque
from contextlib import contextmanager


def synchronized(func):
    func.__lock__ = threading.Lock()

    @functools.wraps(func)
    def synced_func(*args, **kws):
        with func.__lock__:
            return func(*args, **kws)

    return synced_func


def timed(label=None):
    def deco(f):
        @functools.wraps(f)
        def inner(*a, **k):
            t0 = time.perf_counter()
            try:
                return f(*a, **k)
            finally:
                inner.calls.append(time.perf_counter() - t0)
        inner.calls = []
        inner.label = label or f.__name__
        return inner
    return deco


class RateLimiter(object):
    '''at most max_calls in period'''

    def __init__(self, max_calls, period=1.0, callback=None):
        if period <= 0:
            raise ValueError('Rate limiting period should be > 0')
        if max_calls <= 0:
            raise ValueError('Rate limiting number of calls should be > 0')
        self.calls = deque()
        self.period = period
        self.max_calls = max_calls
        self.callback = callback
        self._lock = threading.Lock()

    def __call__(self, f):
        @functools.wraps(f)
        def wrapped(*args, **kwargs):
            with self:
                return f(*args, **kwargs)
        return wrapped

    def __enter__(self):
        with self._lock:
            if len(self.calls) >= self.max_calls:
                until = time.time() + self.period - self._timespan
                if self.callback:
                    t = threading.Thread(target=self.callback, args=(until,))
                    t.daemon = True
                    t.start()
                sleeptime = until - time.time()
                if sleeptime > 0:
                    time.sleep(sleeptime)
            return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        with self._lock:
            self.calls.append(time.time())
            while self._timespan >= self.period:
                self.calls.popleft()

    @property
    def _timespan(self):
        return self.calls[-1] - self.calls[0]


limited = []
limiter = RateLimiter(max_calls=2, period=0.02, callback=lambda until: limited.append(until))


@synchronized
def add(total=[0]):
    """Adds one, under a lock."""
    v = total[0]
    time.sleep(0)
    total[0] = v + 1
    return total[0]


@timed(label="api")
@limiter
def api(n):
    "pretends to be remote"
    return n * n


@contextmanager
def section(name):
    print(">>", name)
    try:
        yield name.upper()
    except KeyError as e:
        print("swallowed", e)
    finally:
        print("<<", name)


with section("synchronized") as title:
    ts = [threading.Thread(target=lambda: [add() for _ in range(50)]) for _ in range(4)]
    for t in ts:
        t.start()
    for t in ts:
        t.join()
    print(title, add(), add.__name__, add.__doc__, add.__wrapped__.__lock__.locked())

with section("limited"):
    print([api(n) for n in range(5)], len(api.calls), api.label, api.__doc__)
    print("was limited:", len(limited) > 0, sum(api.calls) > 0.015)

with section("error"):
    {}["missing"]

for bad in ((0, 1), (1, 0)):
    try:
        RateLimiter(*bad)
    except ValueError as error:
        print(error)
print(str(api).split(" at ")[0], api.__qualname__, api.__module__)
