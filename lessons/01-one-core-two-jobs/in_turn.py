from threading import Thread


def job(n):
    while n > 0:
        n -= 1


WORK = 3_270_000

a = Thread(target=job, args=(WORK,), name="A")
b = Thread(target=job, args=(WORK,), name="B")
a.start()
a.join()
b.start()
b.join()
print("both done")
