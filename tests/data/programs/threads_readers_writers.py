import threading
import time

class ReadWriteLock:
    """ A lock object that allows many simultaneous "read locks", but
    only one "write lock." """

    def __init__(self):
        self._read_ready = threading.Condition(threading.Lock())
        self._readers = 0

    def acquire_read(self):
        self._read_ready.acquire()
        try:
            self._readers += 1
        finally:
            self._read_ready.release()

    def release_read(self):
        self._read_ready.acquire()
        try:
            self._readers -= 1
            if not self._readers:
                self._read_ready.notifyAll() if False else self._read_ready.notify_all()
        finally:
            self._read_ready.release()

    def acquire_write(self):
        self._read_ready.acquire()
        while self._readers > 0:
            self._read_ready.wait()

    def release_write(self):
        self._read_ready.release()

    class _Guard(object):
        def __init__(self, enter, leave): self.enter, self.leave = enter, leave
        def __enter__(self): self.enter(); return self
        def __exit__(self, t, v, tb):
            self.leave()
            if t is not None and issubclass(t, LookupError):
                print("guard hides %s(%s)" % (t.__name__, v))
                return True

    @property
    def reading(self): return self._Guard(self.acquire_read, self.release_read)
    @property
    def writing(self): return self._Guard(self.acquire_write, self.release_write)

shared = {}
rw = ReadWriteLock()
max_readers = 0
stats = {'reads': 0, 'writes': 0, 'torn': 0}
stats_lock = threading.Lock()

def reader(n):
    global max_readers
    for _ in range(n):
        with rw.reading:
            with stats_lock:
                max_readers = max(max_readers, rw._readers)
                stats['reads'] += 1
            a = shared.get('a'); time.sleep(0.001); b = shared.get('b')
            if a != b:
                stats['torn'] += 1
        time.sleep(0.0005)

def writer(n):
    for i in range(n):
        with rw.writing:
            shared['a'] = i
            time.sleep(0.0005)
            shared['b'] = i
            stats['writes'] += 1
        time.sleep(0.001)

threads = [threading.Thread(target=reader, args=(5,)) for _ in range(3)]
threads += [threading.Thread(target=writer, args=(4,), name='writer-%d' % k) for k in (1, 2)]
for t in threads: t.start()
for t in threads: t.join()
print("%(reads)d reads, %(writes)d writes, %(torn)d torn" % stats)
print('several at a time:', max_readers > 1, shared)
with rw.reading:
    shared['nothing here']
print('readers now', rw._readers)
try:
    with rw.writing:
        raise TypeError('not hidden')
except TypeError as e:
    print('caught', e)
print(rw._read_ready.acquire(False)); rw._read_ready.release()

class CountDownLatch(object):
    def __init__(self, count=1):
        self.count = count
        self.lock = threading.Condition()
    def count_down(self):
        with self.lock:
            self.count -= 1
            if self.count <= 0:
                self.lock.notify_all()
    def await_(self):
        with self.lock:
            return self.lock.wait_for(lambda: self.count <= 0, timeout=1)

latch = CountDownLatch(3)
def step(x):
    time.sleep(x / 1000.); latch.count_down()
for x in (3, 1, 2): threading.Thread(target=step, args=(x,)).start()
print(latch.await_(), latch.count)
print(CountDownLatch(1).lock.acquire(), end='\n')
c = threading.Condition()
with c:
    print(c.wait(0.005), c.wait_for(lambda: 0, 0.005), c.wait_for(lambda: [1]))
