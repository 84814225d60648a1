import time
from threading import Lock, Thread

sold = 0
lock = Lock()


def print_ticket(seat):
    time.sleep(0.002)


def buy():
    global sold
    with lock:
        seat = sold
        sold = seat + 1
    print_ticket(seat)


a = Thread(None, buy, "A")
b = Thread(None, buy, "B")
a.start()
a.join()
b.start()
b.join()
