import threading
import time

a, b = 100, 100
one = threading.Lock()
two = threading.Lock()


def give(first, second, n):
    global a, b
    with first:
        time.sleep(0.01)
        with second:
            a, b = a - n, b + n


def start(*args):
    t = threading.Thread(
        target=give, args=args)
    t.start()
    return t


threads = [start(one, two, 5)]
threads += [start(one, two, -5)]
[t.join() for t in threads]
