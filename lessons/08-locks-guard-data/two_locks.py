from threading import Lock, Thread

N = 40_000
sold = 0
desk = Lock()
web = Lock()


def buy(lock):
    global sold
    for _ in range(N):
        with lock:
            n = sold
            for _ in range(120):
                pass  # print it
            sold = n + 1


a = Thread(None, buy, "A", [desk])
b = Thread(None, buy, "B", [web])
a.start()
b.start()
a.join()
b.join()
print(sold)
