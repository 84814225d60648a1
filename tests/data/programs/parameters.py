"""Every kind of parameter, and what goes wrong when a call does not fit."""


def positional(a, b, /):
    return a, b


def mixed(a, /, b, c=3, *rest, d, e=5, **more):
    return a, b, c, rest, d, e, more


def defaults(x, items=[]):
    items.append(x)
    return items


print(positional(1, 2))
print(mixed(1, 2, d=4))
print(mixed(1, 2, 30, 31, 32, d=4, e=50, f=6, g=7))
print(mixed(*[1, 2, 3], *(4, 5), **{"d": 6}, **{"z": 26}))
print(defaults(1), defaults(2), defaults(3, []))
print((lambda x, *y, z=1, **w: (x, y, z, w))(1, 2, 3, z=4, q=5))


def complain(call):
    try:
        call()
    except TypeError as error:
        print(error)


complain(lambda: positional(1))
complain(lambda: positional(1, 2, 3))
complain(lambda: positional(a=1, b=2))
complain(lambda: mixed(1, 2))
complain(lambda: mixed(1, d=1))
complain(lambda: mixed(1, 2, b=3, d=4))
complain(lambda: defaults())
complain(lambda: defaults(1, 2, 3))
complain(lambda: defaults(1, nothing=2))
five = 5
complain(lambda: five())
complain(lambda: print(1, sep=5))


def annotated(a: int, b: "str" = "x") -> None:
    """A docstring."""


print(annotated.__name__, annotated.__doc__, annotated(1))
