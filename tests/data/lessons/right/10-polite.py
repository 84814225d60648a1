from threading import Lock, Thread

locks = [Lock(), Lock()]
money = [100, 100]


def move(source, target):
    assert locks[source].locked()
    assert locks[target].locked()
    money[source] -= 1
    money[target] += 1


def pay(source, target):
    while True:
        with locks[source]:
            if locks[target].acquire(False):
                move(source, target)
                locks[target].release()
                return


a = Thread(None, pay, "A", (0, 1))
b = Thread(None, pay, "B", (1, 0))
a.start()
b.start()
a.join()
b.join()
