import time
from threading import Thread


def tick():
    for _ in range(20):
        time.sleep(0.002)


def work():
    n = 26_500_000
    while n > 0:
        n -= 1


t = Thread(target=tick, name="T")
c = Thread(target=work, name="C")
t.start()
c.start()
t.join()
c.join()
