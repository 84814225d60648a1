from threading import Lock, Thread

locks = [Lock(), Lock()]
money = [100, 100]


def move(source, target):
    assert locks[source].locked()
    assert locks[target].locked()
    money[source] -= 1
    money[target] += 1


def pay(source, target):
    with locks[0], locks[1]:
        move(source, target)


pay(0, 1)
pay(1, 0)
