def count_up(limit):
    n = 0
    try:
        while n < limit:
            received = yield n
            if received is not None:
                print("received", received)
                n = received
            else:
                n += 1
    finally:
        print("closed at", n)
    return "done"


g = count_up(3)
print(next(g), next(g), g.send(0), list(g))
g = count_up(10)
next(g)
g.close()
g = count_up(10)
next(g)
try:
    g.throw(ValueError("thrown in"))
except ValueError as error:
    print("came out:", error)
try:
    next(g)
except StopIteration as stop:
    print("exhausted", stop.value)


def delegating():
    result = yield from count_up(2)
    print("inner said", result)
    yield from "ab"
    yield from [1, 2]


print(list(delegating()))


def tree(depth):
    if depth == 0:
        yield "leaf"
    else:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


print(list(tree(2)))


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


for n in fibonacci():
    if n > 100:
        break
    print(n, end=" ")
print()


def pipeline(lines):
    stripped = (line.strip() for line in lines)
    full = (line for line in stripped if line)
    numbered = enumerate(full, 1)
    for number, line in numbered:
        yield f"{number}: {line}"


print(list(pipeline(["  one ", "", " two", "   "])))


def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        total += value
        count += 1
        average = total / count


avg = averager()
next(avg)
print(avg.send(10), avg.send(20), avg.send(60))


def stops():
    yield 1
    raise StopIteration("early")


try:
    list(stops())
except RuntimeError as error:
    print(error)
print(next(iter([]), "default"))


def returns_value():
    return 5
    yield


try:
    next(returns_value())
except StopIteration as stop:
    print("returned", stop.value)
gen = (i for i in range(3))
print(iter(gen) is gen, type(gen).__name__, sum(gen), sum(gen))
