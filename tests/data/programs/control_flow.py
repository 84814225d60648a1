for n in range(2, 12):
    for d in range(2, n):
        if n % d == 0:
            print(n, "=", d, "*", n // d)
            break
    else:
        print(n, "is prime")

n = 0
while n < 5:
    n += 1
    if n == 2:
        continue
    if n == 9:
        break
else:
    print("ran out at", n)

while True:
    n -= 1
    if not n:
        break
else:
    print("never")

print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 != 1, 1 == 1.0 == True)


def noisy(x):
    print("noisy", x)
    return x


print(noisy(1) < noisy(0) < noisy(5))
print(noisy(0) or noisy("") or noisy("last"))
print(noisy(1) and noisy([]) and noisy(2))
print("yes" if noisy(0) else "no")
print(not [], not not "x")

data = [5, 3, 8, 1]
if (biggest := max(data)) > 7:
    print("big", biggest)
while (item := data.pop()) != 5:
    print("popped", item)
print([y for x in range(5) if (y := x * x) % 2 == 0], y)

a, *b, c = range(6)
print(a, b, c)
(d, (e, f)), g = (1, (2, 3)), 4
print(d, e, f, g)
*h, = "xyz"
print(h)
a, c = c, a
print(a, c)
x = y = z = []
x.append(1)
print(y, x is z)
for i, (key, value) in enumerate({"p": 1, "q": 2}.items(), start=1):
    print(i, key, value)
print([*range(3), *"ab"], {**{"a": 1}, "b": 2, **{"a": 3}}, {*[1, 1, 2]})
try:
    a, b = 1, 2, 3
except ValueError:
    print("too many values")
try:
    a, b, *c = [1]
except ValueError as error:
    print(error)
numbers = [1, 2, 3, 4, 5]
del numbers[1], numbers[-1]
print(numbers)
del numbers[:]
print(numbers)
del x
try:
    x
except NameError as error:
    print(error)
assert True, "never shown"
try:
    assert 1 > 2, f"{1} is not greater"
except AssertionError as error:
    print("assertion:", error)
pass


def early(n):
    for i in range(n):
        if i == 3:
            return f"found {i}"
    return None


print(early(2), early(10))


def grade(points):
    if points >= 90:
        return "A"
    elif points >= 80:
        return "B"
    else:
        return "C"


print([grade(p) for p in (95, 85, 10)])
