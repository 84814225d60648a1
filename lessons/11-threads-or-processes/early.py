from threading import *

bell = Condition()
answers = []


def visitor():
    with bell:
        heard = bell.wait(0.1)
        answers.append(heard)


with bell:
    bell.notify()
v = Thread(target=visitor)
v.name = "V"
v.start()
v.join()
