import time
from threading import *

ready = Condition()
shelf = []

def wait_for_one():
    pass

def take():
    time.sleep(1)
    with ready:
        shelf.clear()

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
