from threading import Lock, Thread

refs = 1  # what others count
own = 0  # what main counts
lock = Lock()


def use(work, main=False):
    global refs, own
    for _ in range(20_000):
        if main:
            own += 1  # y = x
            sum(range(work))
            own -= 1  # del y
        else:
            with lock: refs += 1
            sum(range(work))
            with lock: refs -= 1


use(3, True)
a = Thread(None, use, "A", [2])
b = Thread(None, use, "B", [3])
a.start()
b.start()
