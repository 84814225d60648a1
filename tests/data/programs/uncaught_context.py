class Broken(Exception):
    pass


def divide(a, b):
    return a / b


try:
    divide(1, 0)
except ZeroDivisionError:
    values = [1, 2, 3]
    raise Broken("while", "handling")
