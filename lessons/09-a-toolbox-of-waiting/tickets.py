import time
from threading import Thread

seats = 1


def buy():
    global seats
    if seats > 0:
        time.sleep(0.001)  # logs
        seats -= 1


a = Thread(target=buy, name="A")
b = Thread(target=buy, name="B")
a.start()
b.start()
a.join()
b.join()
print(seats)
