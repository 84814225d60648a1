import time
from threading import *

seats = Semaphore(3)


def guest():
    with seats:
        time.sleep(0.1)


for name in "ABCDEF":
    t = Thread(target=guest)
    t.name = name
    t.start()
