"""The right count without a thread."""
from threading import Lock

count = 0
lock = Lock()


def add_one(x):
    return x + 1


for _ in range(6):
    count = add_one(count)
print(count)
