# masked: ids
# what things print like: threads, locks, events, conditions, queues, futures
import threading, queue, time, _thread
from concurrent.futures import ThreadPoolExecutor, Future
import concurrent.futures as cf

print(threading.current_thread(), threading.main_thread())
print(repr(threading.current_thread())[:24])

t = threading.Thread(target=time.sleep, args=(0.02,))
print(t)
t.start()
print(t)
t.join()
print(t)
t = threading.Thread(name="Daemon", daemon=True, target=time.sleep, args=(0.01,))
print(t); t.start(); print(t); t.join(); print(t)
print(threading.Timer(1, print), threading.Timer)

class MyThread(threading.Thread):
    pass
print(MyThread(), MyThread(name="x"), MyThread)

l = threading.Lock()
print(l)
l.acquire()
print(l)
r = threading.RLock()
print(r)
with r:
    with r:
        print(r)
e = threading.Event()
print(e)
e.set()
print(e)
c = threading.Condition()
print(c)
with c:
    print(c)
c2 = threading.Condition(l)
print(c2)
print(threading.Semaphore(3))
print(threading.BoundedSemaphore(2))
print(threading.Barrier(2))
print(threading.local())
print(queue.Queue(), queue.LifoQueue(2), queue.PriorityQueue(), queue.SimpleQueue())

f = Future()
print(f)
f.set_running_or_notify_cancel()
print(f)
f.set_result([1, 2])
print(f)
g = Future(); g.cancel(); print(g, g.cancelled(), g.done(), g.running())
h = Future(); h.set_exception(ValueError("x")); print(h, repr(h.exception()))
with ThreadPoolExecutor(1) as ex:
    print(ex, ex._max_workers)
    print(ex.map(abs, [1]))
    f = ex.submit(threading.current_thread)
    print(f.result())
print(threading.Lock, threading.RLock, threading.Condition, threading.Event)
print(type(threading.Lock()), type(threading.RLock()), _thread.LockType, _thread.RLock)
print(threading.ThreadError, threading.BrokenBarrierError, queue.Empty, cf.TimeoutError, cf.CancelledError)
print(threading.current_thread, time.sleep, threading.get_ident, len, repr(threading)[:24])
print(threading.enumerate())
print(threading._shutdown is not None, threading.TIMEOUT_MAX)
print(threading.__all__[:5], threading.stack_size(), threading.gettrace(), threading.getprofile())
print(l.acquire, l.__enter__, r.release)
try:
    l.acquire(False, 1)
except ValueError as x:
    print(x)
try:
    l.acquire(timeout=-2)
except ValueError as x:
    print(x)
print(l.acquire(timeout=0.01), l.acquire(0), l.locked())
l.release()
try:
    l.release()
except RuntimeError as x:
    print(repr(x))
try:
    c.notify()
except RuntimeError as x:
    print(repr(x))
try:
    c.wait()
except RuntimeError as x:
    print(repr(x))
