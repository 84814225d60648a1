from threading import Lock, Thread

N = 3
count = 0
lock = Lock()


def add_one(x):
    return x + 1


def work():
    global count
    for _ in range(N):
        if lock:
            count = add_one(count)


a = Thread(None, work, "A")
b = Thread(None, work, "B")
a.start()
b.start()
a.join()
b.join()
with lock:
    count = 2 * N
print(count)
