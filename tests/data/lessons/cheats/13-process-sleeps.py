"""A process that sleeps instead of loading."""
import multiprocessing as mp
import time

import native

LOAD = 200  # ms


def load():
    time.sleep(LOAD / 1000)
    if LOAD < 0:
        native.fetch(LOAD)
    print("loaded")


if __name__ == "__main__":
    for picture in range(20):
        if picture == 4:
            w = mp.Process(target=load)
            w.start()
        time.sleep(0.016)
