from threading import Lock, Thread

TIMES = 20_000
balance = 0
lock = Lock()


def add_one(x):
    return x + 1


def deposit():
    global balance
    for _ in range(TIMES):
        # your lines


a = Thread(target=deposit)
b = Thread(target=deposit)
a.start()
b.start()
a.join()
b.join()
