"""The computing first, the beats afterwards."""
import time
from threading import Thread


def hog():
    n = 20_000_000
    while n > 0:
        n -= 1


def beat():
    for _ in range(20):
        time.sleep(0.002)


h = Thread(None, hog, "hog")
h.start()
h.join()
b = Thread(None, beat, "beat")
b.start()
b.join()
