#!/usr/bin/env python
# deadlock and how to get out of it: timeouts, ordering, RLock
from threading import *
from time import sleep, time

lock_a = Lock()
lock_b = Lock()
out = []

class DeadlockAvoided(Exception): pass

def careful(first, second, name):
    for attempt in range(5):
        got = first.acquire(timeout=0.05)
        if not got:
            continue
        try:
            sleep(0.005)
            if second.acquire(timeout=0.005 if name == 'one' else 0.03):
                try:
                    out.append(name)
                    return
                finally:
                    second.release()
        finally:
            first.release()
        sleep(0.002)
    raise DeadlockAvoided(name)

a = Thread(target=careful, args=(lock_a, lock_b, 'one'))
b = Thread(target=careful, args=(lock_b, lock_a, 'two'))
a.start(), b.start()
a.join(1), b.join(1)
print(sorted(out), lock_a.locked(), lock_b.locked())

class Tree:
    def __init__(self, depth):
        self.lock = RLock()
        self.kids = [Tree(depth - 1), Tree(depth - 1)] if depth else []
        self.visited = 0
    def visit(self, lock=None):
        with lock or self.lock:
            self.visited += 1
            return 1 + sum(k.visit(lock or self.lock) for k in self.kids)

t = Tree(3)
ts = [Thread(target=lambda: out.append(t.visit())) for _ in range(3)]
[x.start() for x in ts]; [x.join() for x in ts]
print(out[2:], t.visited, t.lock._is_owned())

def self_deadlock():
    l = Lock()
    l.acquire()
    start = time()
    ok = l.acquire(True, 0.01)
    print('again:', ok, time() - start >= 0.009)
self_deadlock()

def foreign_release():
    try:
        r.release()
    except RuntimeError as e:
        print('foreign:', e)
    l.release()
r = RLock(); r.acquire()
l = Lock(); l.acquire()
x = Thread(target=foreign_release); x.start(); x.join()
print('a plain lock may be released by anybody:', l.locked())
print(r.acquire(blocking=False), r.acquire(timeout=0.01), r._is_owned())
y = Thread(target=lambda: print('other thread:', r.acquire(blocking=False))); y.start(); y.join()
for _ in range(3): r.release()
try:
    with l:
        with l if False else lock_a:
            raise DeadlockAvoided('inner')
except DeadlockAvoided as e:
    print(e.args, l.locked(), lock_a.locked(), e)
try:
    l.acquire(1, 2, 3)
except TypeError as e:
    print(e)
try:
    l.acquire(timeout='soon')
except TypeError as e:
    print(e)
try:
    l.acquire(timeout=1e20)
except OverflowError as e:
    print(e)
try:
    Lock(1)
except TypeError as e:
    print('TypeError')
try:
    class Mine(type(l)): pass
except TypeError as e:
    print(e)
