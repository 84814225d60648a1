from threading import Lock, Thread

N = 500_000
total = 0
lock = Lock()


def count():
    global total
    for _ in range(N // 4):
        with lock:
            total += 1


threads = []
for name in "ABCD":
    t = Thread(target=count)
    t.name = name
    threads.append(t)
    t.start()
for t in threads:
    t.join()
print(total)
