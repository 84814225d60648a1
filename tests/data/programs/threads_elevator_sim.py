import logging, random, sys, threading, time
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(levelname).1s %(threadName)-8s %(funcName)s: %(message)s")
log = logging.getLogger(__name__)
class ActivePool(object):
    def __init__(self):
        super(ActivePool, self).__init__()
        self.active = []
        self.peak = 0
        self.lock = threading.Lock()
    def makeActive(self, name):
        with self.lock:
            self.active.append(name)
            self.peak = max(self.peak, len(self.active))
    def makeInactive(self, name):
        with self.lock:
            self.active.remove(name)
def ride(s, pool):
    with s:
        pool.makeActive(threading.current_thread().name)
        time.sleep(.004)
        pool.makeInactive(threading.current_thread().name)
    return
pool = ActivePool()
s = threading.BoundedSemaphore(2)
ts = [threading.Thread(target=ride, name=str(i), args=(s, pool)) for i in range(5)]
for t in ts: t.start()
for t in ts: t.join()
log.debug('peak %d, active %s', pool.peak, pool.active)
class Elevator(threading.Thread):
    def __init__(self, floors=5):
        threading.Thread.__init__(self, name="elevator")
        self.floor = 0; self.calls = []; self.cv = threading.Condition(); self.closed = False
        self.trace = []
    def call(self, floor):
        if not 0 <= floor < 10: raise ValueError(f"no floor {floor!r}")
        with self.cv:
            self.calls.append(floor); self.cv.notify()
    def run(self):
        log.info("starts at %d", self.floor)
        while True:
            with self.cv:
                self.cv.wait_for(lambda: self.calls or self.closed)
                if not self.calls: break
                self.calls.sort(key=lambda f: abs(f - self.floor))
                target = self.calls.pop(0)
            step = (target > self.floor) - (target < self.floor)
            for self.floor in range(self.floor, target + step, step or 1) if step else ():
                time.sleep(0.0002)
            self.trace.append(self.floor)
        log.warning("out of service: %s", self.trace)
e = Elevator()
for f in (7, 2, 5): e.call(f)
e.start()
time.sleep(0.05)
e.call(0)
time.sleep(0.03)
with e.cv: e.closed = True; e.cv.notify_all()
e.join()
try: e.call(99)
except ValueError: log.exception("bad call") if False else log.error("bad call", exc_info=False)
log.critical("%s %r %5.1f%% %x %o %e %c %%", "s", "r", 99.5, 255, 8, 12345.678, "c")
log.info("dict %(a)s", {"a": 1}); log.log(25, "level 25"); log.debug(["not", "text"])
logging.disable(logging.INFO); log.info("hidden"); log.warning("shown")
