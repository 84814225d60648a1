"""A program's own sys.excepthook and threading.excepthook, and functions at exit."""

import atexit
import sys
import threading


def report(kind, value, tb):
    print(f"caught at the top: {kind.__name__}: {value} (line {tb.tb_lineno})")


def thread_report(args):
    print(f"in {args.thread.name}: {args.exc_type.__name__}: {args.exc_value}")
    print(args.exc_traceback is not None, len(args))


@atexit.register
def goodbye():
    print("goodbye")


def count_down(first, *, step=1):
    print("count down from", first, "by", step)


atexit.register(count_down, 3)
atexit.register(count_down, first=10, step=2)
atexit.register(goodbye)
atexit.unregister(goodbye)
sys.excepthook = report
threading.excepthook = thread_report


def worker():
    raise ValueError("from the worker")


thread = threading.Thread(target=worker, name="worker-1")
thread.start()
thread.join()


def lingering():
    import time
    time.sleep(0.01)
    print("lingering thread done")


threading.Thread(target=lingering).start()
print("main is about to fail")
raise RuntimeError("nobody catches this")
