from threading import Lock, Thread

N = 3
count = 0
lock = Lock()


def add_one(x):
    return x + 1


def work():
    global count
    with lock:
        pass
    for _ in range(N):
        count = add_one(count)


a = Thread(None, work, "A")
b = Thread(None, work, "B")
a.start()
a.join()
b.start()
b.join()
print(count)
