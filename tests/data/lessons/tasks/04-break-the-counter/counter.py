from threading import Thread

ROUNDS = 100_000
counter = 0


def add_one(n):
    return n + 1


def work():
    global counter
    for _ in range(ROUNDS):
        counter = add_one(counter)


a = Thread(target=work, name="A")
b = Thread(target=work, name="B")
a.start()
b.start()
a.join()
b.join()
print(counter)
