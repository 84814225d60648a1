import time
from threading import Thread

import native


def load():
    native.fetch_detached(0.2)
    print("loaded")


for picture in range(20):
    if picture == 4:
        w = Thread(target=load)
        w.name = "W"
        w.start()
    time.sleep(0.016)
    # draw the next picture
