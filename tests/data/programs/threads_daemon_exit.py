import atexit
import threading
import time
import sys
import os

def daemon():
    print("daemon: Starting")
    try:
        time.sleep(5)
        print("daemon: never printed")
    finally:
        print("daemon: finally never runs either")

def non_daemon():
    print("non-daemon: Starting")
    time.sleep(0.3)
    print("non-daemon: Exiting, main alive: %s" % threading.main_thread().is_alive())
    t = threading.Thread(target=late)
    t.start()

def late():
    time.sleep(0.05)
    print("late: started by a thread after main ended; %d alive" % threading.active_count())

@atexit.register
def goodbye():
    print("atexit: goodbye", threading.current_thread().name)

atexit.register(lambda *a, **k: print("atexit: registered last, runs first", a, k), 1, two=2)
threading._register_atexit(print, "threads' own atexit") if hasattr(threading, "_register_atexit") else None

d = threading.Thread(name='daemon', target=daemon, daemon=True)
n = threading.Thread(name='non-daemon', target=non_daemon)
d.start()
time.sleep(0.05)
n.start()
d.join(0.005)
print('d.is_alive()', d.is_alive())
try:
    d.daemon = False
except RuntimeError as e:
    print("RuntimeError:", e)
def child():
    print(threading.current_thread().daemon, threading.Thread().daemon)
c = threading.Thread(target=child, daemon=True)
c.start()
c.join()
for t in threading.enumerate():
    if t is threading.main_thread():
        continue
    if not t.daemon:
        print("still running:", t.name)
sys.stdout.flush()
print("main: leaving with an exception")
raise SystemExit("status message on stderr")
