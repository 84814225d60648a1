from threading import Lock, Thread

stock = 4_000_000


def less(n):
    return n - 1


def sell(lock):
    global stock
    for _ in range(2_000_000):
        with lock:
            stock = less(stock)


a = Thread(None, sell, "A",
           [Lock()])
b = Thread(None, sell, "B",
           [Lock()])
a.start()
b.start()
a.join()
b.join()
