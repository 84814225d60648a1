"""`yield from`: send(), throw(), close() and results go through to the inner generator."""


def inner():
    try:
        got = yield "a"
        print("inner got", got)
        yield "b"
    except KeyError as error:
        print("inner caught", repr(error))
        yield "recovered"
    finally:
        print("inner done")
    return "inner result"


def middle():
    result = yield from inner()
    print("middle has", result)
    return result.upper()


def outer():
    print("outer has", (yield from middle()))
    rest = yield from [1, 2]
    print("a list gives", rest)


g = outer()
print(next(g))
print(g.send("x"))
print(g.throw(KeyError("k")))
print(next(g), next(g))
print(next(g, "end"))

g = outer()
next(g)
g.close()
g.close()

g = outer()
next(g)
try:
    g.throw(ValueError("not caught"))
except ValueError as error:
    print("out came", error)


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


def around(source):
    try:
        yield from source
    finally:
        print("around ends")


g = around(stubborn())
next(g)
try:
    g.close()
except RuntimeError as error:
    print(error)


def returns_on_throw():
    try:
        yield 1
    except ValueError:
        return "from throw"


def uses():
    value = yield from returns_on_throw()
    yield f"value: {value}"


g = uses()
next(g)
print(g.throw(ValueError))


def catches_outside():
    try:
        yield from (i for i in range(3))
    except ZeroDivisionError as error:
        yield f"outside: {error}"


g = catches_outside()
next(g)
print(g.throw(ZeroDivisionError("z")))


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


print(list(tree(4)))
