"""Draws seven pictures, as slowly as may be."""
import time
from threading import Thread

import native

LOAD = 200  # ms


def load():
    seconds = LOAD / 1000
    native.fetch_detached(seconds)
    print("loaded")


for picture in range(7):
    if picture == 4:
        w = Thread(target=load)
        w.name = "W"
        w.start()
    time.sleep(0.047)
    # draw the next picture
