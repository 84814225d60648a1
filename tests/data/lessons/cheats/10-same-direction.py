from threading import Lock, Thread

locks = [Lock(), Lock()]
money = [100, 100]


def move(source, target):
    assert locks[source].locked()
    assert locks[target].locked()
    money[source] -= 1
    money[target] += 1


def pay(source, target):
    with locks[source]:
        with locks[target]:
            move(source, target)


a = Thread(None, pay, "A", (0, 1))
b = Thread(None, pay, "B", (0, 1))
a.start()
b.start()
a.join()
b.join()
