import time
from threading import Thread

done = False


def compute():
    while not done:
        pass


def tick():
    for _ in range(5):
        time.sleep(0.01)


Thread(None, compute, "A").start()
b = Thread(None, tick, "B")
b.start()
b.join()
done = True
