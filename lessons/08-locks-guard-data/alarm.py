import time
from threading import Thread


def hog():
    n = 6_000_000
    while n > 0:
        n -= 1


def alarm():
    time.sleep(0.012)
    print("now")


a = Thread(target=hog, name="A")
u = Thread(target=alarm, name="U")
a.start()
u.start()
a.join()
u.join()
