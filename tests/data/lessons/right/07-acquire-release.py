from threading import Lock, Thread

N = 3
count = 0
lock = Lock()


def add_one(x):
    return x + 1


def work():
    global count
    for _ in range(N):
        lock.acquire()
        count = add_one(count)
        lock.release()


a = Thread(None, work, "A")
b = Thread(None, work, "B")
a.start()
b.start()
a.join()
b.join()
print(count)
