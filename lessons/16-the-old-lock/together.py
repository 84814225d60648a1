from threading import Thread


def job():
    n = 1_740_000
    while n > 0:
        n -= 1


a = Thread(target=job, name="A")
b = Thread(target=job, name="B")
a.start()
b.start()
a.join()
b.join()
print("both done")
