from threading import Lock, Thread

locks = [Lock(), Lock()]
money = [1_000_000, 1_000_000]


def pay(source, target, times):
    for _ in range(times):
        with locks[source]:
            with locks[target]:
                money[source] -= 1
                money[target] += 1


a = Thread(target=pay, name="A",
           args=(0, 1, 1000))
b = Thread(target=pay, name="B",
           args=(1, 0, 1000))
a.start()
b.start()
a.join(timeout=0.1)
b.join()
