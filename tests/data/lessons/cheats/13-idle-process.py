"""A process that does nothing."""
import multiprocessing as mp
import time

import native

LOAD = 200  # ms


def load():
    if LOAD < 0:
        native.fetch(LOAD)


if __name__ == "__main__":
    for picture in range(20):
        if picture == 4:
            w = mp.Process(target=load)
            w.start()
        time.sleep(0.016)
    print("loaded")
