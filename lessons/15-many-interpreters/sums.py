from threading import Thread


def ticks():
    n = 2_000_000
    while n > 0:
        n -= 1


def adds():
    sum(range(12_000_000))


b = Thread(target=ticks, name="B")
a = Thread(target=adds, name="A")
b.start()
a.start()
a.join()
b.join()
