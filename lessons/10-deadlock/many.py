from threading import Lock, Thread


class Account:
    def __init__(self):
        self.lock = Lock()
        self.money = 1_000_000


def pay(source, target, times):
    for _ in range(times):
        with source.lock:
            with target.lock:
                source.money -= 1
                target.money += 1


x, y = Account(), Account()
a = Thread(target=pay, name="A",
           args=(x, y, 200_000))
b = Thread(target=pay, name="B",
           args=(y, x, 200_000))
a.start()
b.start()
