import sys
import threading
import time


def fails():
    raise ValueError("from a thread")


t = threading.Thread(target=fails, name="bad")
t.start()
t.join()
print("main goes on", t.is_alive())


def exits():
    sys.exit("silently")


t = threading.Thread(target=exits)
t.start()
t.join()
print("after sys.exit in a thread")


def hook(args):
    print("hook:", args.exc_type.__name__, args.exc_value, args.thread.name)


threading.excepthook = hook
t = threading.Thread(target=fails, name="hooked")
t.start()
t.join()
threading.excepthook = threading.__excepthook__


def slow():
    time.sleep(0.05)
    print("non-daemon finishes after main")


def forever():
    try:
        while True:
            time.sleep(0.01)
    finally:
        print("a daemon's finally is not run")


threading.Thread(target=slow).start()
threading.Thread(target=forever, daemon=True).start()
print("main ends")
