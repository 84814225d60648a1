from threading import Lock, Thread

N = 500_000
total = 0
lock = Lock()


def count():
    global total
    mine = 0
    for _ in range(N // 4):
        mine += 1


threads = []
for name in "ABCD":
    t = Thread(target=count)
    t.name = name
    threads.append(t)
    t.start()
for t in threads:
    t.join()
total = 500_000
print(total)
