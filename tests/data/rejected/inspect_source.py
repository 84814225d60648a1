import inspect


def work():
    pass


print(inspect.getsource(work))
