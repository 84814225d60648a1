from threading import Thread

N = 500_000
total = 0


def count():
    global total
    for _ in range(N // 4):
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
