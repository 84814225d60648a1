# masked: seconds
import sys, threading, time
from array import array
from itertools import accumulate, batched, pairwise
N = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
class Summer(threading.Thread):
    def __init__(self, lo, hi):
        super(Summer, self).__init__(); self.lo = lo; self.hi = hi; self.total = 0
    def run(self):
        for i in range(self.lo, self.hi): self.total += i * i
def parallel(k):
    step = -(-N // k)
    ts = [Summer(lo, min(lo + step, N)) for lo in range(0, N, step)]
    t0 = time.perf_counter()
    for t in ts: t.start()
    for t in ts: t.join()
    return sum(t.total for t in ts), time.perf_counter() - t0
expected = (N - 1) * N * (2 * N - 1) // 6
for k in 1, 2, 3, 7:
    total, took = parallel(k)
    print('%d thread%s: total=%d %s (%f)' % (k, '' if k == 1 else 's', total, 'ok' if total == expected else 'WRONG', took))
print(f"{expected:,} {expected:_} {expected:e} {expected:>20} {expected:x} {2**70}")
a = array('i', range(10)); lock = threading.Lock()
def bump(i):
    with lock: a[i] += 100
ts = [threading.Thread(target=bump, args=(i % 10,)) for i in range(20)]
for t in ts: t.start()
for t in ts: t.join()
print(a, a.itemsize, a.tolist()[:2], sum(a))
print(list(accumulate(range(5))), list(batched('abcde', 2)), list(pairwise([1, 2, 3])))
mem = bytearray(b'....'); parts = [threading.Thread(target=mem.__setitem__, args=(i, 65 + i)) for i in range(4)]
for t in parts: t.start()
for t in parts: t.join()
print(bytes(mem), len(mem), complex(1, 2) * 2, divmod(-7, 2), round(2.5), -7 // 2, -7 % 3, 10 ** -2)
