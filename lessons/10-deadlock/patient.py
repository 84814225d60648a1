from threading import Lock, Thread

locks = [Lock(), Lock()]
money = [1_000_000, 1_000_000]


def pay(source, target, times):
    while times > 0:
        with locks[source]:
            to = locks[target]
            if to.acquire(False):
                money[source] -= 1
                money[target] += 1
                to.release()
                times -= 1


a = Thread(target=pay, name="A",
           args=(0, 1, 200_000))
b = Thread(target=pay, name="B",
           args=(1, 0, 200_000))
a.start()
b.start()
a.join(timeout=0.1)
b.join()
