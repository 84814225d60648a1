import time
from threading import Thread


def waits():
    time.sleep(0.06)


def computes():
    n = 2_000_000
    while n > 0:
        n -= 1


a = Thread(target=waits, name="A")
b = Thread(target=computes)
b.name = "B"
a.start()
a.join()
b.start()
b.join()
