import threading

counter = 0


def work():
    global counter
    counter += 1


a = threading.Thread(target=work, name="A")
b = threading.Thread(target=work, name="B")
a.start()
b.start()
a.join()
b.join()
assert counter == 2
