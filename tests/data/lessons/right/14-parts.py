from threading import Thread

N = 500_000
total = 0
parts = []


def count():
    mine = 0
    for _ in range(N // 4):
        mine += 1
    parts.append(mine)


threads = []
for name in "ABCD":
    t = Thread(target=count)
    t.name = name
    threads.append(t)
    t.start()
for t in threads:
    t.join()
total = sum(parts)
print(total)
