import sys
from threading import Thread
from time import sleep

TICKS = 100


def beat():
    for _ in range(20):
        sleep(0.002)


def job():
    for _ in range(6_000_000):
        pass


try:
    sys.setcheckinterval(TICKS)
except AttributeError:
    pass  # gone since Python 3.9
i = Thread(target=beat, name="I")
c = Thread(target=job, name="C")
i.start()
c.start()
