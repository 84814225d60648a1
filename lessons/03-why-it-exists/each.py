from threading import Lock, Thread

refs = 1  # main's name x
lock = Lock()


def use(work):
    global refs
    for _ in range(20_000):
        with lock:
            refs += 1  # y = x
        sum(range(work))
        with lock:
            refs -= 1  # del y


use(3)
a = Thread(None, use, "A", [2])
b = Thread(None, use, "B", [3])
a.start()
b.start()
