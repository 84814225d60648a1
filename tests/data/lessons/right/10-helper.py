from threading import Lock, Thread

locks = [Lock(), Lock()]
money = [100, 100]


def move(source, target):
    assert locks[source].locked()
    assert locks[target].locked()
    money[source] -= 1
    money[target] += 1


def ordered(*both):
    return [locks[i] for i in sorted(both)]


def pay(source, target):
    one, two = ordered(source, target)
    with one:
        with two:
            move(source, target)


a = Thread(None, pay, "A", (0, 1))
b = Thread(None, pay, "B", (1, 0))
a.start()
b.start()
a.join()
b.join()
