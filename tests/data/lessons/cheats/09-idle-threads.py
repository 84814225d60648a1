"""Threads that take nothing, of nothing."""
from threading import (
    Condition, Thread)

ready = Condition()
shelf = []


def take():
    pass


a = Thread(target=take, name="A")
b = Thread(target=take, name="B")
a.start()
b.start()
a.join()
b.join()
