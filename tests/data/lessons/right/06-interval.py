"""The interval, set by the program."""
import sys
import time
from threading import Thread

stop = False
count = 0
sys.setswitchinterval(0.0005)


def hog():
    global count
    while not stop:
        count += 1


def beat():
    for _ in range(20):
        time.sleep(0.002)


Thread(None, hog, "hog").start()
b = Thread(None, beat, "beat")
b.start()
b.join()
stop = True
