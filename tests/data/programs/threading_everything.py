"""The whole of threading: names, reprs, hooks, barriers, timers, thread-local data, errors."""

import sys
import threading
import time


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as exc:
        print(type(exc).__name__, exc)


print(sorted(name for name in threading.__all__))
print(all(hasattr(threading, name) for name in threading.__all__))

thread = threading.Thread(target=print, name="printer", daemon=True)
print(repr(thread).replace(str(id(thread)), "ID"), thread.ident, thread.native_id, thread.is_alive())
attempt(thread.join)
thread.start()
thread.join()
print(repr(thread).split(",")[1].split()[0], thread.is_alive(), thread.ident is not None)
attempt(thread.start)
attempt(threading.current_thread().join)
print(threading.main_thread() is threading.current_thread(), threading.main_thread().name)
print(threading.get_native_id() == threading.main_thread().native_id)
print(threading.get_ident() == threading.main_thread().ident, threading.stack_size())


def named():
    pass


print(threading.Thread(target=named).name.partition(" ")[2], threading.Thread().name[:7])
attempt(lambda: threading.Thread(target=named, daemon=True).daemon)


def shape(value):
    return repr(value).partition(" at 0x")[0], repr(value).rpartition(":")[2]


for value in (threading.Event(), threading.Semaphore(3), threading.BoundedSemaphore(2), threading.Barrier(2)):
    print(shape(value))
lock = threading.Lock()
print(repr(lock).split()[0], lock.locked(), repr(threading.RLock()).split(" at ")[0])
lock.acquire()
print(repr(lock).split()[0], lock.acquire(False), lock.acquire(timeout=0.001))
attempt(lock.acquire, False, 1)
lock.release()
attempt(lock.release)
attempt(threading.RLock().release)
print(repr(threading.Condition(threading.Lock())).partition("object")[0])
attempt(threading.Condition().wait)
attempt(threading.Condition().notify)
attempt(threading.Semaphore, -1)
attempt(threading.BoundedSemaphore(1).release)
attempt(threading.Barrier, 0)

local = threading.local()
local.value = "main"


class Numbered(threading.local):
    made = 0

    def __init__(self, start):
        Numbered.made += 1
        self.count = start

    def step(self):
        self.count += 1
        return self.count


numbered = Numbered(10)
numbered.step()
seen = []


def look():
    seen.append((hasattr(local, "value"), numbered.step(), numbered.__dict__))
    local.value = "worker"


for _ in range(2):
    worker = threading.Thread(target=look)
    worker.start()
    worker.join()
print(seen, local.value, numbered.count, Numbered.made)

caught = []


def fail(message):
    raise LookupError(message)


threading.excepthook = lambda args: caught.append((args.exc_type.__name__, str(args.exc_value), args.thread.name, len(args)))
failing = threading.Thread(target=fail, args=("nothing there",), name="failing")
failing.start()
failing.join()
quiet = threading.Thread(target=sys.exit, args=(3,), name="quiet")
quiet.start()
quiet.join()
threading.excepthook = threading.__excepthook__
print([entry for entry in caught if entry[2] == "failing"])

order = []
barrier = threading.Barrier(3, action=lambda: order.append("action"), timeout=5)


def party(number):
    place = barrier.wait()
    order.append("through")
    if place == 0:
        order.append("first")


parties = [threading.Thread(target=party, args=(n,)) for n in range(3)]
for member in parties:
    member.start()
for member in parties:
    member.join()
print(order[0], order.count("through"), order.count("first"), barrier.parties, barrier.n_waiting, barrier.broken)


def broken():
    try:
        barrier.wait()
    except threading.BrokenBarrierError as exc:
        order.append(f"broken {exc}")


breaker = threading.Thread(target=broken)
breaker.start()
while barrier.n_waiting == 0:
    time.sleep(0.001)
barrier.abort()
breaker.join()
print(order[-1], barrier.broken)
attempt(barrier.wait)
barrier.reset()
print(barrier.broken)
attempt(barrier.wait, 0.001)
print(barrier.broken)

ran = []
timers = [threading.Timer(0.01, ran.append, args=["a"]), threading.Timer(0.02, ran.append, ["b"]), threading.Timer(0.01, ran.append, kwargs={})]
timers[2].cancel()
for timer in timers:
    timer.start()
for timer in timers:
    timer.join()
print(ran, timers[0].finished.is_set(), isinstance(timers[0], threading.Thread))
condition = threading.Condition()
with condition:
    print(condition.wait_for(lambda: len(ran) > 5, timeout=0.01), condition.wait(0.001))
event = threading.Event()
print(event.wait(0.001), event.is_set(), event.set(), event.wait())
print(threading.gettrace(), threading.getprofile(), threading.TIMEOUT_MAX > 1e6)
frames = sys._current_frames()
print(threading.get_ident() in frames, frames[threading.get_ident()].f_code.co_name)
