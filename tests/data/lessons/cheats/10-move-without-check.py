from threading import Lock, Thread

locks = [Lock(), Lock()]
money = [100, 100]


def move(source, target):
    money[source] -= 1
    money[target] += 1


def pay(source, target):
    # The same order for all.
    with locks[0]:
        pass
    with locks[1]:
        move(source, target)


a = Thread(None, pay, "A", (0, 1))
b = Thread(None, pay, "B", (1, 0))
a.start()
b.start()
a.join()
b.join()
