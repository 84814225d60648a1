"""Twenty very short beats alone, and the computing afterwards."""
import time
from threading import Thread


def hog():
    n = 2_000_000
    while n > 0:
        n -= 1


def beat():
    for _ in range(20):
        time.sleep(0.0001)


b = Thread(None, beat, "beat")
b.start()
b.join()
h = Thread(None, hog, "hog")
h.start()
h.join()
