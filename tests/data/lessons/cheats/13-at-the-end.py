"""Loads when all pictures are drawn."""
import time
from threading import Thread

import native

LOAD = 200  # ms


def load():
    seconds = LOAD / 1000
    native.fetch(seconds)
    print("loaded")


for picture in range(20):
    if picture == 19:
        w = Thread(target=load)
        w.name = "W"
        w.start()
    time.sleep(0.016)
    # draw the next picture
