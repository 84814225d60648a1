from threading import Thread


def dig(n):
    while n > 0:
        n -= 1


threads = []
for name in "ABCD":
    t = Thread(None, dig, name,
               [500_000])
    threads.append(t)
    t.start()
for t in threads:
    t.join()
dig(2_000_000)  # by one alone
