from threading import Thread

stamps = 0


def post():
    global stamps
    for _ in range(1_000_000):
        stamps += 1


a = Thread(target=post, name="A")
b = Thread(target=post, name="B")
a.start()
b.start()
a.join()
b.join()
