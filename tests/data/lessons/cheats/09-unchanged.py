from threading import (
    Condition, Thread)

ready = Condition()
shelf = []


def take():
    with ready:
        if not shelf:
            ready.wait()
        shelf.pop()


a = Thread(target=take, name="A")
b = Thread(target=take, name="B")
a.start()
b.start()
for item in "apple", "pear":
    with ready:
        shelf.append(item)
        ready.notify_all()
a.join()
b.join()
