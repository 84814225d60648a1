import time
from threading import Thread

PIECES = 1


def tick():
    for _ in range(20):
        time.sleep(0.002)


def work():
    for _ in range(PIECES):
        n = 26_500_000 // PIECES
        while n > 0:
            n -= 1
        time.sleep(0)  # gives way


t = Thread(target=tick, name="T")
c = Thread(target=work, name="C")
t.start()
c.start()
t.join()
c.join()
