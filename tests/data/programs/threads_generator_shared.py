# generators are not thread-safe
import threading, time
class LockedIterator:
    def __init__(self, it): self.it, self.lock = iter(it), threading.Lock()
    def __iter__(self): return self
    def __next__(self):
        with self.lock: return next(self.it)
def count():
    i = 0
    while i < 30:
        time.sleep(0.0002)
        yield i
        i += 1
errors, seen = [], []
def consume(it):
    try:
        for v in it: seen.append(v)
    except ValueError as e: errors.append(str(e))
g = count()
ts = [threading.Thread(target=consume, args=(g,)) for _ in range(2)]
for t in ts: t.start()
for t in ts: t.join()
print(errors, sorted(seen) == list(range(30)))
del errors[:], seen[:]
g = LockedIterator(count())
ts = [threading.Thread(target=consume, args=(g,)) for _ in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(errors, sorted(seen) == list(range(30)))
def averager():
    total = n = 0
    while True:
        x = yield (total / n if n else None)
        if x is None: return total, n
        total += x; n += 1
a = averager(); next(a)
lock = threading.Lock()
def feed(vals):
    for v in vals:
        with lock: a.send(v)
ts = [threading.Thread(target=feed, args=(range(k, k + 3),)) for k in (0, 10)]
for t in ts: t.start()
for t in ts: t.join()
try: a.send(None)
except StopIteration as e: print(e.value)
def closing():
    try: yield 1
    except GeneratorExit: print('closed in', threading.current_thread().name); raise
    finally: print('finally')
c = closing(); next(c)
t = threading.Thread(target=c.close, name='closer'); t.start(); t.join()
print(list(c))
d = {1: 1}
try:
    for k in d: d[k + 1] = 1
except RuntimeError as e: print(e)
