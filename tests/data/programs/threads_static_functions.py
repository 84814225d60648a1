import threading
from time import sleep
class Buffer:
    MAX = 2
    items = []
    mutex = threading.Lock()
    empty = threading.Semaphore(MAX)
    full = threading.Semaphore(0)
    @classmethod
    def insert(cls, item):
        cls.empty.acquire()
        cls.mutex.acquire()
        cls.items.append(item)
        assert len(cls.items) <= cls.MAX
        cls.mutex.release()
        cls.full.release()
    @staticmethod
    def remove():
        Buffer.full.acquire()
        with Buffer.mutex:
            x = Buffer.items.pop(0)
        Buffer.empty.release()
        return x
class Producer(threading.Thread):
    def __init__(self, n, *a, **kw):
        super().__init__(*a, **kw); self.n = n
    def run(self):
        for i in range(self.n): Buffer.insert((self.name, i))
class Consumer(threading.Thread):
    got = []
    def __init__(self, n): threading.Thread.__init__(self); self.n = n
    def run(self):
        for _ in range(self.n): self.got.append(Buffer.remove())
ps = [Producer(4, name='P%d' % i) for i in range(2)]
cs = [Consumer(3), Consumer(5)]
for t in ps + cs: t.start()
for t in ps + cs: t.join(timeout=2.0)
print(sorted(Consumer.got), Buffer.items, Buffer.MAX)
for name in ('P0', 'P1'): print(name, [i for n, i in Consumer.got if n == name])
print(Buffer.empty._value, Buffer.full._value, any(t.is_alive() for t in ps + cs))
print(Consumer.__mro__[1].__name__, issubclass(Producer, threading.Thread), isinstance(ps[0], Consumer))
print(Producer.run.__qualname__, ps[0].run.__func__ is Producer.run, ps[0].run.__self__ is ps[0])
