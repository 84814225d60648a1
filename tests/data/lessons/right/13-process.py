"""A process has a GIL of its own."""
import multiprocessing as mp
import time

import native

LOAD = 200  # ms


def load():
    native.fetch(LOAD / 1000)
    print("loaded")


if __name__ == "__main__":
    w = mp.Process(target=load, name="W")
    w.start()
    for picture in range(20):
        time.sleep(0.016)
        # draw the next picture
    w.join()
