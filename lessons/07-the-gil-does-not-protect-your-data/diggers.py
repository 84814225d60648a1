from threading import Thread


def dig():
    n = 1_500_000
    while n > 0:
        n -= 1


a = Thread(target=dig, name="A")
b = Thread(target=dig, name="B")
a.start()
b.start()
a.join()
b.join()
