from threading import Lock, Thread

N = 40_000
sold = 0
lock = Lock()


def buy():
    global sold
    for _ in range(N):
        with lock:
            n = sold
            for _ in range(120):
                pass  # print it
            sold = n + 1


a = Thread(None, buy, "A")
b = Thread(None, buy, "B")
a.start()
b.start()
a.join()
b.join()
print(sold)
