import threading, time, sys, functools
from datetime import datetime

def log(*args): lines.append(' '.join(str(a) for a in args))
lines = []

class Future:
    """a future by hand"""
    _pending = object()
    def __init__(self):
        self._value, self._error, self._ready = self._pending, None, threading.Event()
        self._callbacks = []
    def set(self, value=None, error=None):
        self._value, self._error = value, error
        self._ready.set()
        for c in self._callbacks: c(self)
    def then(self, f):
        nxt = Future()
        def run(done):
            try: nxt.set(f(done.get()))
            except Exception as e: nxt.set(error=e)
        if self._ready.is_set(): run(self)
        else: self._callbacks.append(run)
        return nxt
    def get(self, timeout=1):
        if not self._ready.wait(timeout): raise TimeoutError('not ready after %ss' % timeout)
        if self._error is not None: raise self._error
        return self._value

def background(f):
    @functools.wraps(f)
    def start(*args, **kwargs):
        fut = Future()
        def run():
            try: fut.set(f(*args, **kwargs))
            except Exception as e: fut.set(error=e)
        threading.Thread(target=run, daemon=True).start()
        return fut
    return start

@background
def fib(n):
    a, b = 0, 1
    for _ in range(n): a, b = b, a + b
    time.sleep(0.002)
    return a

@background
def fails(kind, *args): raise kind(*args)

def fibonacci_recursive(n):
    """one thread per call"""
    if n < 2: return n
    out = {}
    def sub(k): out[k] = fibonacci_recursive(k)
    ts = [threading.Thread(target=sub, args=(k,)) for k in (n - 1, n - 2)]
    for t in ts: t.start()
    for t in ts: t.join()
    return sum(out.values())

def merge_sort(xs):
    if len(xs) <= 1: return xs
    mid = len(xs) // 2
    res = [None, None]
    def half(i, part): res[i] = merge_sort(part)
    ts = [threading.Thread(target=half, args=a) for a in ((0, xs[:mid]), (1, xs[mid:]))]
    for t in ts: t.start()
    for t in ts: t.join()
    left, right = res
    out = []
    while left and right: out.append((left if left[0] <= right[0] else right).pop(0))
    return out + left + right

def sleep_sort(xs):
    out = []
    ts = [threading.Timer(x * 0.02, out.append, args=(x,)) for x in xs]
    for t in ts: t.start()
    for t in ts: t.join()
    return out

if __name__ == '__main__':
    t0 = datetime.now()
    f = fib(90)
    g = f.then(lambda v: v % 1000).then(str).then(lambda s: s.rjust(6, '.'))
    print(f.get(), g.get())
    h = fails(ValueError, 'bad', 1).then(len)
    try: h.get()
    except ValueError as e: print(repr(e))
    try: Future().get(0.001)
    except TimeoutError as e: print(e)
    print(fib.__name__, fib(200).get())
    print(fibonacci_recursive(5), merge_sort([5, 2, 9, 1, 5, 6, -3]), sleep_sort([3, 1, 2, 5]))
    log('elapsed is', type(datetime.now() - t0).__name__, (datetime.now() - t0).total_seconds() < 5)
    print(*lines)
    print('%s %s' % (threading.active_count() >= 1, sys.getrecursionlimit()))
