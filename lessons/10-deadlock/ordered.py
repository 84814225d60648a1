from threading import Lock, Thread


class Account:
    def __init__(self, number):
        self.number = number
        self.lock = Lock()
        self.money = 100


def pay(source, target):
    first, second = source, target
    if second.number < first.number:
        first, second = target, source
    with first.lock, second.lock:
        source.money -= 1
        target.money += 1


x, y = Account(1), Account(2)
a = Thread(target=pay, args=(x, y))
b = Thread(target=pay, args=(y, x))
a.start()
b.start()
a.join()
b.join()
