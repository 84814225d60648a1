import time
from threading import Thread

SECONDS = 0.2


def nap():
    time.sleep(SECONDS)


a = Thread(target=nap, name="A")
b = Thread(target=nap, name="B")
a.start()
a.join()
b.start()
b.join()
