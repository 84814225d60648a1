from threading import Thread

WORKERS = 1


def work(n):
    while n > 0:
        n -= 1


def share():
    work(10_400_000 // WORKERS)


threads = []
for _ in range(WORKERS):
    t = Thread(target=share)
    threads.append(t)
    t.start()
for t in threads:
    t.join()
work(2_600_000)  # nobody can help
