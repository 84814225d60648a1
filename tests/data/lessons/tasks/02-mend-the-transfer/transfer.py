import threading
import time

a, b = 100, 100
lock_a = threading.Lock()
lock_b = threading.Lock()


def give(first, second, n):
    global a, b
    with first:
        time.sleep(0.01)
        with second:
            a, b = a - n, b + n


t1 = threading.Thread(
    target=give, args=(lock_a, lock_b, 5))
t2 = threading.Thread(
    target=give, args=(lock_b, lock_a, -5))
t1.start()
t2.start()
t1.join()
t2.join()
