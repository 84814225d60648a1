import multiprocessing as mp
import time
from threading import Thread


def hog(stop):
    while not stop.is_set():
        for _ in range(20_000):
            pass


def beat():
    for _ in range(20):
        time.sleep(0.002)


if __name__ == "__main__":
    stop = mp.Event()
    p = mp.Process(
        target=hog, args=(stop,))
    p.start()
    b = Thread(None, beat, "beat")
    b.start()
    b.join()
    stop.set()
