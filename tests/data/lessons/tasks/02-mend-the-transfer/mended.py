import time
from threading import Lock, Thread

a, b = 100, 100
one, two = Lock(), Lock()
threads = []


def give(first, second, n):
    global a, b
    with first:
        time.sleep(0.01)
        with second:
            a, b = a - n, b + n


def go(*x):
    t = Thread(None, give, args=x)
    t.start()
    threads.append(t)


go(one, two, 5)
go(one, two, -5)
[t.join() for t in threads]
