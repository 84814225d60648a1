from threading import Thread

TIMES = 20_000
balance = 0


def add_one(x):
    return x + 1


def deposit():
    global balance
    for _ in range(TIMES):
        balance = add_one(balance)


a = Thread(target=deposit)
b = Thread(target=deposit)
a.start()
b.start()
a.join()
b.join()
