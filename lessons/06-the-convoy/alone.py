import time
from threading import Thread


def beat():
    for _ in range(20):
        time.sleep(0.002)


b = Thread(None, beat, "beat")
b.start()
b.join()
