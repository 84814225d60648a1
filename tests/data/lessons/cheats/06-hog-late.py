"""The beats alone, and then four processes that compute."""
import multiprocessing as mp
import time
from threading import Thread


def hog():
    for _ in range(2_000_000):
        pass


def beat():
    for _ in range(20):
        time.sleep(0.002)


if __name__ == "__main__":
    b = Thread(None, beat, "beat")
    b.start()
    b.join()
    ps = [mp.Process(target=hog) for _ in range(4)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
