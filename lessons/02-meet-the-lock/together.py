from threading import Thread


def job(n):
    while n > 0:
        n -= 1


WORK = 3_540_000

a = Thread(target=job, args=(WORK,), name="A")
b = Thread(target=job, args=(WORK,), name="B")
a.start()
b.start()
a.join()
b.join()
print("both done")
