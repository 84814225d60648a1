from threading import Lock, Thread

refs = 1  # main's name x
lock = Lock()


def use(work):
    global refs
    with lock:
        for _ in range(20_000):
            sum(range(work))
            sum(range(work))


use(3)
a = Thread(None, use, "A", [2])
b = Thread(None, use, "B", [3])
a.start()
b.start()
