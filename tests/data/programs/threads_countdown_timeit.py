# David-Beazley-style countdown
# masked: seconds
import time
from threading import Thread
import sys, sysconfig
import timeit

COUNT = 20000

def countdown(n):
    while n > 0:
        n -= 1

start = time.time()
countdown(COUNT)
end = time.time()
print('Time taken in seconds -', end - start)

t1 = Thread(target=countdown, args=(COUNT//2,))
t2 = Thread(target=countdown, args=(COUNT//2,))
start = time.time()
t1.start()
t2.start()
t1.join()
t2.join()
end = time.time()
print('Time taken in seconds -', end - start)
print("Sequential: {:.4f}".format(timeit.timeit(lambda: countdown(100), number=10)))
print("Sequential: {:.4f}".format(timeit.timeit("countdown(100)", globals=globals(), number=10)))
print("Sequential: {:.4f}".format(timeit.timeit("countdown(100)", setup="from __main__ import countdown", number=10)))
print(len(timeit.repeat("x = sum(range(10))", repeat=3, number=5)))
t = timeit.Timer(stmt="d['a'] += 1", setup="d = {'a': 0}")
print("%.3f" % t.timeit(100), type(t))
best = min(t.repeat(5, 10))
print(best >= 0, timeit.default_timer is time.perf_counter)
print(sys.getswitchinterval() == 0.005)
sys.setswitchinterval(1e-4)
print(round(sys.getswitchinterval(), 6) == 0.0001)
try:
    sys.setswitchinterval(0)
except ValueError as e:
    print("ValueError:", e)
try:
    sys.setswitchinterval("fast")
except TypeError as e:
    print("TypeError:", e)
if hasattr(sys, "_is_gil_enabled"):
    print(type(sys._is_gil_enabled()))
gil_disabled = sysconfig.get_config_var("Py_GIL_DISABLED")
print(gil_disabled in (0, 1, None))
print("done", sys.version_info >= (3, 13), sys.version_info[0], sys.implementation.name)
print(sys.version.split()[0].count("."), sys.flags.__class__.__name__)
