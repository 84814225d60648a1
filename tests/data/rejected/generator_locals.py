import inspect


def numbers():
    yield 1


print(inspect.getgeneratorlocals(numbers()))
