"""What a child inherits: held locks, thread names, local data, and none of the other threads."""
import os
import threading
import warnings

warnings.simplefilter("ignore", DeprecationWarning)
lock = threading.Lock()
mine = threading.RLock()
local = threading.local()
local.value = "set before the fork"
ready = threading.Event()
finish = threading.Event()


def holder():
    with lock:
        ready.set()
        finish.wait()


thread = threading.Thread(target=holder, name="holder")
thread.start()
ready.wait()
mine.acquire()
pid = os.fork()
if pid == 0:
    me = threading.current_thread()
    print("child:", me.name, me is threading.main_thread(), threading.active_count(), flush=True)
    print("child: thread alive", thread.is_alive(), "lock free", lock.acquire(timeout=0.01), flush=True)
    print("child: own lock", mine.acquire(blocking=False), "local", local.value, flush=True)
    extra = threading.Thread(target=lambda: print("child:", threading.current_thread().name, flush=True))
    extra.start()
    extra.join()
    os._exit(0)
os.waitpid(pid, 0)
finish.set()
thread.join()
print("parent: lock free", lock.acquire(timeout=0.01), threading.active_count())
