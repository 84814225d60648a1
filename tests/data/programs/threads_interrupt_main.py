import _thread
import threading
import time
import sys
import signal


def nuisance():
    time.sleep(0.02)
    _thread.interrupt_main()


print("press Ctrl+C to stop (a thread does it for you)")
t = threading.Thread(target=nuisance)
t.start()
try:
    while True:
        time.sleep(0.005)
except KeyboardInterrupt as e:
    print("\nCtrl-C caught:", repr(e), e.args)
finally:
    print("cleaning up")
t.join()

stop = threading.Event()


def handler(signum, frame):
    print("signal", signum, signal.Signals(signum).name, frame is not None)
    stop.set()


old = signal.signal(signal.SIGINT, handler)
print(old is signal.default_int_handler)
threading.Thread(target=nuisance).start()
while not stop.is_set():
    time.sleep(0.005)
print(stop.wait(1))
signal.signal(signal.SIGINT, old)


def in_thread():
    try:
        signal.signal(signal.SIGINT, handler)
    except ValueError as e:
        print("ValueError:", e)


t = threading.Thread(target=in_thread)
t.start()
t.join()

lock = _thread.allocate_lock()


def old_style(name, n, flag=None):
    print("old style", name, n, flag)
    lock.release()


lock.acquire()
ident = _thread.start_new_thread(old_style, ("x", 2), {"flag": True})
lock.acquire()
print(type(ident), lock.locked(), _thread.get_ident() == threading.main_thread().ident, type(lock))
try:
    _thread.start_new_thread("no", ())
except TypeError as e:
    print(e)


def broken():
    try:
        raise KeyError("in old style")
    finally:
        lock.release()


_thread.start_new_thread(broken, ())
lock.acquire()
time.sleep(0.01)
threading.Thread(target=nuisance).start()
try:
    input_event = threading.Event()
    while not input_event.wait(0.005):
        pass
except KeyboardInterrupt:
    print("interrupted in wait")
    sys.exit(130)
