def counter(start):
    count = start

    def bump(by=1):
        nonlocal count
        count += by
        return count

    def reset():
        nonlocal count
        count = start

    return bump, reset


bump, reset = counter(10)
print(bump(), bump(5), bump())
reset()
print(bump())

functions = [lambda: i for i in range(3)]
print([f() for f in functions])
functions = [lambda i=i: i for i in range(3)]
print([f() for f in functions])


def make_adders(n):
    adders = []
    for i in range(n):
        def add(x, i=i):
            return x + i
        adders.append(add)
    return adders


print([add(10) for add in make_adders(4)])


def outer():
    x = "outer"

    def middle():
        def inner():
            return x
        return inner

    x = "changed"
    return middle()()


print(outer())

total = 0


def add_to_total(n):
    global total, seen
    total += n
    seen = True


for n in (1, 2, 3):
    add_to_total(n)
print(total, seen)


def unbound():
    print(value)
    value = 1


try:
    unbound()
except UnboundLocalError as error:
    print(type(error).__name__, error)
try:
    print(never_defined)
except NameError as error:
    print(type(error).__name__, error)


def compose(*functions):
    def composed(x):
        for function in reversed(functions):
            x = function(x)
        return x
    return composed


print(compose(str, lambda x: x + 1, abs)(-41))
