"""Sleeps instead of loading."""
import time
from threading import Thread

import native

LOAD = 200  # ms


def load():
    seconds = LOAD / 1000
    time.sleep(seconds)
    if seconds < 0:
        native.fetch(seconds)
    print("loaded")


for picture in range(20):
    if picture == 4:
        w = Thread(target=load)
        w.name = "W"
        w.start()
    time.sleep(0.016)
    # draw the next picture
