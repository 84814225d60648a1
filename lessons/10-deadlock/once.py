from threading import Lock, Thread


class Account:
    def __init__(self, number):
        self.number = number
        self.lock = Lock()
        self.money = 100


def pay(source, target):
    with source.lock:
        with target.lock:
            source.money -= 1
            target.money += 1


x, y = Account(1), Account(2)
a = Thread(target=pay, args=(x, y))
b = Thread(target=pay, args=(y, x))
a.start()
b.start()
a.join()
b.join()
