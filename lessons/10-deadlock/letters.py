from threading import Thread

letters = []


def write():
    for n in range(20_000):
        letters.append(n)


a = Thread(target=write, name="A")
b = Thread(target=write, name="B")
a.start()
b.start()
a.join()
b.join()
