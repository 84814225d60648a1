import threading

counter = 0


def add_one(n):
    return n + 1


def work():
    global counter
    counter = add_one(counter)


a = threading.Thread(target=work, name="A")
b = threading.Thread(target=work, name="B")
a.start()
b.start()
a.join()
b.join()
assert counter == 2
