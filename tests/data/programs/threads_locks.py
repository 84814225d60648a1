import threading
import time

counter = 0
lock = threading.Lock()


def add(n):
    global counter
    for _ in range(n):
        with lock:
            counter += 1


threads = [threading.Thread(target=add, args=(500,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter, lock.locked())
print(lock.acquire(), lock.locked(), lock.acquire(blocking=False), lock.acquire(timeout=0.01))
lock.release()
try:
    lock.release()
except RuntimeError as error:
    print(error)
for bad in (lambda: lock.acquire(False, 1), lambda: lock.acquire(timeout=-2), lambda: lock.acquire(True, "x")):
    try:
        bad()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
rlock = threading.RLock()
with rlock:
    with rlock:
        print("twice", rlock.acquire(blocking=False))
        rlock.release()
try:
    rlock.release()
except RuntimeError as error:
    print(error)


def other():
    print("other got it:", rlock.acquire(blocking=False))


with rlock:
    t = threading.Thread(target=other)
    t.start()
    t.join()


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    first, second = sorted((source, target), key=id)
    with first.lock, second.lock:
        if source.balance >= amount:
            source.balance -= amount
            time.sleep(0.0001)
            target.balance += amount


x, y = Account(100), Account(100)
threads = [threading.Thread(target=transfer, args=(x, y, 1)) for _ in range(10)]
threads += [threading.Thread(target=transfer, args=(y, x, 2)) for _ in range(10)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(x.balance, y.balance)
order = []


def holder():
    with lock:
        order.append("holder has it")
        time.sleep(0.4)
        order.append("holder lets go")


def waiter():
    time.sleep(0.1)
    order.append("waiter wants it")
    with lock:
        order.append("waiter has it")


threads = [threading.Thread(target=f) for f in (holder, waiter)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(*order, sep="\n")
print(repr(lock).startswith("<unlocked _thread.lock object at 0x"), type(lock).__name__)
