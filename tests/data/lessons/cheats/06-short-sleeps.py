"""Twenty beats that do not sleep, before the hog starts."""
import time
from threading import Thread

stop = False
count = 0


def hog():
    global count
    for _ in range(1_000_000):
        count += 1


def beat():
    for _ in range(20):
        time.sleep(0)


b = Thread(None, beat, "beat")
b.start()
Thread(None, hog, "hog").start()
b.join()
stop = True
