import threading
import time


def work(name, results, *, times=1):
    for i in range(times):
        results.append((name, i))


results = []
a = threading.Thread(target=work, args=("a", results))
b = threading.Thread(target=work, name="second", args=("b", results), kwargs={"times": 2}, daemon=True)
print(a.name, b.name, a.daemon, b.daemon, a.ident, a.is_alive())
for thread in (a, b):
    thread.start()
    thread.join()
print(results, a.is_alive(), b.is_alive())


class Worker(threading.Thread):
    def __init__(self, n):
        super().__init__(name=f"worker-{n}")
        self.n = n
        self.result = None

    def run(self):
        self.result = self.n ** 2


workers = [Worker(n) for n in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print([(w.name, w.result) for w in workers])


def show():
    me = threading.current_thread()
    print(me.name, me is threading.main_thread(), threading.get_ident() == me.ident, me.daemon)


show()
t = threading.Thread(target=show)
t.start()
t.join()
lambda_thread = threading.Thread(target=lambda: None)
print(lambda_thread.name, threading.Thread().name, threading.Thread(name="n").name)
print(threading.active_count(), [t.name for t in threading.enumerate()], threading.main_thread().name)


def complain(action):
    try:
        action()
    except (RuntimeError, ValueError, AssertionError) as error:
        print(f"{type(error).__name__}: {error}")


complain(t.start)
complain(threading.Thread(target=show).join)
complain(threading.current_thread().join)
complain(lambda: setattr(t, "daemon", True))
complain(lambda: threading.Thread(group=1))
sleeper = threading.Thread(target=time.sleep, args=(0.2,))
sleeper.start()
sleeper.join(timeout=0.01)
print(sleeper.is_alive(), repr(sleeper).startswith("<Thread(Thread-"), "started" in repr(sleeper))
sleeper.join()
print(sleeper.is_alive(), "stopped" in repr(sleeper), "initial" in repr(threading.Thread()))
a.name = "renamed"
print(a.name, a.native_id is not None)


def spawn(depth):
    if depth:
        child = threading.Thread(target=spawn, args=(depth - 1,))
        child.start()
        child.join()
    print("depth", depth)


spawn(3)


def inherits():
    child = threading.Thread(target=lambda: print("child is daemon:", threading.current_thread().daemon))
    child.start()
    child.join()


d = threading.Thread(target=inherits, daemon=True)
d.start()
d.join()
