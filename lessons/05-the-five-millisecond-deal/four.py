from threading import Thread


def hog():
    n = 6_000_000
    while n > 0:
        n -= 1


threads = []
for name in "ABCD":
    t = Thread(None, hog, name)
    threads.append(t)
for t in threads:
    t.start()
for t in threads:
    t.join()
