import threading, sys, traceback, logging, io

log = io.StringIO()
logging.basicConfig(stream=log, level=logging.INFO, format="%(levelname)s:%(name)s:%(threadName)s:%(message)s")

def hook(args):
    exc_type, exc, tb, thread = args
    print("hook:", exc_type.__name__, exc, thread.name if thread else None, args.exc_value is exc)
    logging.error("uncaught in %s", thread.name, exc_info=(exc_type, exc, tb))

threading.excepthook, original = hook, threading.excepthook

def work(d):
    return d["key"]

for n in range(2):
    t = threading.Thread(target=work, args=({},), name=f"w{n}")
    t.start()
    t.join()
print(original is threading.__excepthook__)
lines = log.getvalue().splitlines()
print(lines[0], lines[1], lines[-1], sep="\n")

def bad_hook(args):
    raise TypeError("the hook itself fails")
threading.excepthook = bad_hook
t = threading.Thread(target=work, args=({},), name="bad"); t.start(); t.join()
threading.excepthook = threading.__excepthook__

class ThreadWithReturn(threading.Thread):
    """join() gives the result or raises in the caller"""
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        self._result = self._exc = None
    def run(self):
        try:
            if self._target is not None:
                self._result = self._target(*self._args, **self._kwargs)
        except BaseException as e:
            self._exc = e
        finally:
            del self._target, self._args, self._kwargs
    def join(self, timeout=None):
        super().join(timeout)
        if self._exc:
            raise self._exc
        return self._result

t = ThreadWithReturn(target=pow, args=(2, 10)); t.start(); print(t.join())
t = ThreadWithReturn(target=work, args=({},)); t.start()
try:
    t.join()
except KeyError as e:
    names = [f.name for f in traceback.extract_tb(e.__traceback__)]
    print(repr(e), names)
bucket = []
def catching():
    try:
        raise ValueError("for the bucket")
    except Exception:
        bucket.append(sys.exc_info())
t = threading.Thread(target=catching); t.start(); t.join()
et, ev, tb = bucket[0]
print(et, ev, tb.tb_lineno, sys.exc_info(), tb.tb_frame.f_code.co_name)
print("".join(traceback.format_exception(et, ev, tb)).splitlines()[-1])
sys.excepthook = lambda t, v, tb: print("sys.excepthook:", t.__name__, v)
def exits():
    threading.excepthook((ValueError, ValueError("direct"), None, threading.current_thread())) if 0 else sys.exit(9)
t = threading.Thread(target=exits); t.start(); t.join()
print("exit in a thread ends only the thread")
raise LookupError("main fails")
