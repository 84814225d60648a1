import time
from threading import Lock, Thread

left, right = Lock(), Lock()


def eat(first, second):
    with first:
        time.sleep(0.01)
        with second:
            print("eats")


a = Thread(target=eat, name="A",
           args=(left, right))
b = Thread(target=eat, name="B",
           args=(right, left))
a.start()
b.start()
a.join()
b.join()
