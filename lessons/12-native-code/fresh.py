from threading import Lock, Thread

stock = 4_000_000


def less(n):
    return n - 1


def sell():
    global stock
    for _ in range(2_000_000):
        with Lock():
            stock = less(stock)


a = Thread(target=sell, name="A")
b = Thread(target=sell, name="B")
a.start()
b.start()
a.join()
b.join()
