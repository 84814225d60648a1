from threading import Lock, Thread

locks = [Lock(), Lock()]
money = [100, 100]


def pay(source, target):
    with locks[source]:
        with locks[target]:
            money[source] -= 1
            money[target] += 1


a = Thread(target=pay, name="A",
           args=(0, 1))
b = Thread(target=pay, name="B",
           args=(1, 0))
a.start()
b.start()
a.join()
b.join()
