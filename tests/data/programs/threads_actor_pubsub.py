"""Actors, publish/subscribe, an event bus and an object pool."""
import abc
import threading
import time
import uuid
from collections import defaultdict
from contextlib import ExitStack, closing, contextmanager, suppress
from queue import Empty, Queue
from weakref import WeakMethod, WeakSet

class Message:
    __slots__ = ('sender', 'body')
    def __init__(self, sender, body): self.sender, self.body = sender, body
    def __repr__(self): return '{0.__class__.__name__}({0.sender!r}, {0.body!r})'.format(self)

class Actor(threading.Thread, metaclass=abc.ABCMeta):
    class Exit(Exception): pass
    def __init__(self):
        super().__init__(name=type(self).__name__.lower())
        self._mailbox = Queue()
    def send(self, msg): self._mailbox.put(msg)
    def close(self): self._mailbox.put(self.Exit)
    def recv(self):
        msg = self._mailbox.get()
        if msg is self.Exit: raise self.Exit()
        return msg
    def run(self):
        with suppress(self.Exit):
            while True: self.receive(self.recv())
        print(self.name, 'stopped')
    @abc.abstractmethod
    def receive(self, msg): ...

class Printer(Actor):
    def receive(self, msg): print('Got:', msg)

class Squarer(Actor):
    def __init__(self, out): super().__init__(); self.out = out
    def receive(self, msg): self.out.send(Message(self.name, msg ** 2))

try: Actor()
except TypeError as e: print(e)
p = Printer(); s = Squarer(p)
p.start(); s.start()
for n in (1, 2, 3): s.send(n)
s.close(); s.join(); p.close(); p.join()

class Bus:
    def __init__(self): self.subs, self.lock = defaultdict(list), threading.RLock()
    def on(self, topic):
        def add(f):
            with self.lock: self.subs[topic].append(f)
            return f
        return add
    def emit(self, topic, /, *a, **k):
        with self.lock: fs = [*self.subs[topic], *self.subs['*']] if topic in self.subs else []
        ts = [threading.Thread(target=f, args=a, kwargs=k) for f in fs]
        for t in ts: t.start(); t.join()
        return len(ts)
bus = Bus()
@bus.on('login')
@bus.on('logout')
def seen(user, *, ip='?'): print(f'{user=!s} {ip=}')
@bus.on('*')
def everything(*a, **k): print('any', a, k)
print(bus.emit('login', 'ann', ip='::1'), bus.emit('nothing'), bus.emit('logout', 'ann'), dict.fromkeys(bus.subs, 0))

class Pool:
    def __init__(self, make, size):
        self.free = Queue(size)
        for i in range(size): self.free.put(make(i))
    @contextmanager
    def take(self, timeout=None):
        item = self.free.get(timeout=timeout)
        try: yield item
        finally: self.free.put(item)
class Conn:
    def __init__(self, n): self.n, self.used = n, 0
    def query(self, q): self.used += 1; time.sleep(0.001); return f'{q} on {self.n}'
    def close(self): print('closing')
pool = Pool(Conn, 2)
answers = []
def client(q):
    with pool.take(timeout=1) as c: answers.append(c.query(q).split()[0])
ts = [threading.Thread(target=client, args=('q%d' % i,)) for i in range(6)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(answers), pool.free.qsize())
with ExitStack() as stack:
    conns = [stack.enter_context(pool.take()) for _ in range(2)]
    try:
        with pool.take(0.001): pass
    except Empty: print('pool exhausted')
    stack.callback(print, 'all given back')
print(sum(c.used for c in conns), pool.free.full())
with closing(conns[0]): pass
class Sig:
    def __init__(self): self.n = 0
    def slot(self): self.n += 1
o = Sig(); m = WeakMethod(o.slot); m()(); print(o.n, WeakSet([o]).__len__()); del o; print(m())
print(len(str(uuid.uuid4())), uuid.UUID(int=5), Message.__slots__, hasattr(Message(1, 2), '__dict__'))
