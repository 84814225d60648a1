from threading import Thread

WORK = 4_540_000


def hog():
    n = WORK
    while n > 0:
        n -= 1


a = Thread(target=hog, name="A")
b = Thread(target=hog, name="B")
a.start()
b.start()
a.join()
b.join()
