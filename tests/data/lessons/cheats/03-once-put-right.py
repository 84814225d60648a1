from threading import Lock, Thread

refs = 1  # main's name x


def use(work):
    global refs
    for _ in range(20_000):
        n = refs  # y = x
        refs = n + 1
        sum(range(work))
        n = refs  # del y
        refs = n - 1


use(3)
a = Thread(None, use, "A", [2])
b = Thread(None, use, "B", [3])
a.start()
b.start()
a.join()
b.join()
with Lock():
    refs = 1
