import time
from threading import Thread

stop = False
count = 0


def hog():
    global count
    while not stop:
        count += 1


def beat():
    for _ in range(20):
        time.sleep(0.002)


b = Thread(None, beat, "beat")
b.start()
for name in "BCDE":
    h = Thread(None, hog, name)
    h.start()
b.join()
stop = True
