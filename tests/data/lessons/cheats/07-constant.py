"""The function stays, and nobody calls it."""


def add_one(x):
    return x + 1


count = 6
print(count)
