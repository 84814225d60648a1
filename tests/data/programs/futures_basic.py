import threading
import time
from concurrent.futures import (ThreadPoolExecutor, Future, CancelledError, InvalidStateError,
                                TimeoutError, as_completed, wait, FIRST_COMPLETED,
                                FIRST_EXCEPTION, ALL_COMPLETED)
import concurrent.futures


def square(n):
    time.sleep(0.01 * n)
    return n * n


def fail(message):
    raise ValueError(message)


with ThreadPoolExecutor(max_workers=3) as pool:
    print(pool._max_workers, pool._thread_name_prefix)
    futures = [pool.submit(square, n) for n in range(4)]
    print([f.result() for f in futures])
    print(futures[1].done(), futures[1].running(), futures[1].cancelled(), futures[1].exception())
    print(list(pool.map(square, [3, 1, 2])))
    print(list(pool.map(pow, [2, 3, 4], [5, 2, 1])))
    bad = pool.submit(fail, "no good")
    print(type(bad.exception()), bad.exception())
    try:
        bad.result()
    except ValueError as e:
        print("caught", e)

try:
    pool.submit(square, 1)
except RuntimeError as e:
    print("RuntimeError:", e)

for arguments in ({"max_workers": 0}, {"max_workers": -1}):
    try:
        ThreadPoolExecutor(**arguments)
    except ValueError as e:
        print("ValueError:", e)
try:
    ThreadPoolExecutor(initializer=5)
except TypeError as e:
    print("TypeError:", e)


def shown(future):
    text = repr(future)
    start = text.index(" at ")
    return text[:start] + text[text.index(" state"):]


f = Future()
print(shown(f))
print(f.set_running_or_notify_cancel(), shown(f), f.cancel())
f.set_result([1])
print(shown(f), f.result(), f.result(timeout=0))
for again in (lambda: f.set_result(2), lambda: f.set_exception(KeyError())):
    try:
        again()
    except InvalidStateError as e:
        print(type(e).__name__, str(e)[:22])
g = Future()
g.set_exception(KeyError("k"))
print(shown(g), repr(g.exception()))
h = Future()
print(h.cancel(), h.cancel(), shown(h), h.cancelled(), h.done())
print(h.set_running_or_notify_cancel(), shown(h))
try:
    h.result()
except CancelledError as e:
    print("cancelled", repr(e), CancelledError.__mro__[1].__name__)
k = Future()
try:
    k.result(timeout=0.01)
except TimeoutError as e:
    print("timeout", repr(e), TimeoutError is concurrent.futures.TimeoutError)
try:
    k.exception(0)
except TimeoutError:
    print("timeout again")

order = []
k.add_done_callback(lambda future: order.append(("first", future.result())))
k.add_done_callback(lambda future: order.append(("second", future is k)))
k.set_result("done")
k.add_done_callback(lambda future: order.append("at once"))
print(order)

with ThreadPoolExecutor(2, thread_name_prefix="crew") as pool:
    def name(delay):
        time.sleep(delay)
        return threading.current_thread().name
    print(sorted(set(pool.map(name, [0.1, 0.1]))))
    fs = {pool.submit(time.sleep, d): d for d in (0.3, 0.02)}
    for done in as_completed(fs):
        print("finished", fs[done])
    fs = [pool.submit(time.sleep, d) for d in (0.02, 0.3)]
    result = wait(fs, return_when=FIRST_COMPLETED)
    print(len(result.done), len(result.not_done), type(result).__name__)
    result = wait(fs, timeout=0.001)
    print(len(result[0]), len(result[1]))
    done, not_done = wait(fs, return_when=ALL_COMPLETED)
    print(len(done), len(not_done))
    fs = [pool.submit(fail, "x"), pool.submit(time.sleep, 0.2)]
    done, not_done = wait(fs, return_when=FIRST_EXCEPTION)
    print(len(done), len(not_done))
    try:
        for done in as_completed([pool.submit(time.sleep, 0.3)], timeout=0.01):
            print("not reached")
    except TimeoutError as e:
        print("TimeoutError:", e)
    try:
        wait([Future()], return_when="NEVER")
    except ValueError as e:
        print("ValueError:", e)
