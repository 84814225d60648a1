# Producer / consumer with a queue and a sentinel (None)
from threading import Thread, Lock, currentThread
from queue import Queue, Empty, Full
import time
import warnings
warnings.simplefilter("ignore", DeprecationWarning)

BUF_SIZE = 3
q = Queue(BUF_SIZE)
log = []

class ProducerThread(Thread):
    def __init__(self, group=None, target=None, name=None,
                 args=(), kwargs=None, verbose=None):
        super(ProducerThread,self).__init__()
        self.target = target
        self.name = name
        self.args = args
        self.kwargs = kwargs

    def run(self):
        for item in range(1, 8):
            q.put(item)
            log.append(('put', item))
        q.put(None)
        return

class ConsumerThread(Thread):
    def __init__(self, group=None, target=None, name=None,
                 args=(), kwargs=None, verbose=None):
        super(ConsumerThread,self).__init__()
        self.target = target
        self.name = name
        self.seen = []
        return

    def run(self):
        while True:
            item = q.get()
            if item is None:
                q.task_done()
                break
            self.seen.append(item)
            log.append(('got', item, currentThread().getName()))
            time.sleep(0.002)
            q.task_done()

if __name__ == '__main__':
    p = ProducerThread(name='producer')
    c = ConsumerThread(name='consumer')
    c.start()
    time.sleep(0.005)
    p.start()
    p.join()
    q.join()
    c.join()
    print("consumer saw %s" % c.seen)
    print("puts", [x[1] for x in log if x[0] == 'put'])
    print("names", set(x[2] for x in log if x[0] == 'got'))
    print(q.empty(), q.full(), q.qsize(), q.maxsize, q.unfinished_tasks)
    try:
        q.get_nowait()
    except Empty as e:
        print("Empty:", repr(e))
    for i in range(BUF_SIZE):
        q.put(i, block=False)
    try:
        q.put(99, False)
    except Full as e:
        print("Full:", repr(e), e.args)
    try:
        q.put('late', timeout=0.01)
    except Full:
        print("still full after a timeout")
    try:
        q.get(timeout=-1)
    except ValueError as e:
        print(e)
    while not q.empty():
        print(q.get(), end=' ')
    print()
    try:
        q.task_done(); q.task_done(); q.task_done(); q.task_done()
    except ValueError as e:
        print("ValueError:", e)
    q.shutdown()
    try:
        q.put(1)
    except Exception as e:
        print(type(e).__module__, type(e).__qualname__)
    print(p.isDaemon() if hasattr(p, 'isDaemon') else None, p.getName())
