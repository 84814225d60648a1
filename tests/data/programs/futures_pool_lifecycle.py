"""How a pool starts its workers, what cancel_futures does, and what the interpreter waits for."""
import threading
import time
from concurrent.futures import ThreadPoolExecutor, CancelledError
from concurrent.futures.thread import BrokenThreadPool

main = threading.current_thread()
log = []
local = threading.local()


def prepare(kind):
    local.kind = kind
    log.append("prepared")


def job(n):
    time.sleep(0.15)
    return f"{local.kind}-{n}"


print("-- workers are started when they are needed")
pool = ThreadPoolExecutor(max_workers=4, initializer=prepare, initargs=("worker",))
print(threading.active_count())
first = pool.submit(job, 1)
print(threading.active_count(), first.result())
time.sleep(0.1)
second = pool.submit(job, 2)
print(threading.active_count(), "the idle one is used again", second.result())
together = [pool.submit(job, n) for n in range(4)]
print(threading.active_count(), sorted(f.result() for f in together))
print(sorted(t.name for t in threading.enumerate() if t is not main))
pool.shutdown()
print(threading.active_count(), log)
pool.shutdown()

print("-- calls that have not begun can be cancelled")
pool = ThreadPoolExecutor(max_workers=1)
futures = [pool.submit(time.sleep, 0.2) for _ in range(4)]
time.sleep(0.05)
print(futures[0].cancel(), futures[3].cancel())
pool.shutdown(wait=True, cancel_futures=True)
for future in futures:
    try:
        print(future.result())
    except CancelledError:
        print("cancelled")

print("-- map stops at the first failure")


def check(n):
    if n == 3:
        raise ValueError(f"{n} is bad")
    return n * 10


with ThreadPoolExecutor(2) as pool:
    results = pool.map(check, range(6))
    try:
        for result in results:
            print(result)
    except ValueError as error:
        print("ValueError:", error)
    try:
        for result in pool.map(time.sleep, [0.2], timeout=0.01):
            print("not reached")
    except TimeoutError as error:
        print("TimeoutError", repr(str(error)))

print("-- a callback runs in the worker that made the call")
done = threading.Event()
names = []


def note(future):
    names.append(threading.current_thread().name.split("_")[0])
    done.set()


with ThreadPoolExecutor(1, thread_name_prefix="caller") as pool:
    pool.submit(time.sleep, 0.1).add_done_callback(note)
    done.wait()
print(names)

print("-- the main thread is done, the interpreter is not")


def late(n):
    time.sleep(0.01)
    print("late", n)


pool = ThreadPoolExecutor(1)
for n in range(3):
    pool.submit(late, n)
print("end of the module")
