"""Sets of ints come out in the order of CPython's table, after copies and unions as well."""

print({10, 5, 20, 1, 0, -1, 100})
print({i * 7 % 31 for i in range(15)})
print(set(range(20, 0, -3)))
print({2**40, 1, 2**61})
a = {9, 17, 33, 1, 8}
b = {64, 32, 16, 40}
print(a, b)
print(a | b, a & b, a - b, a ^ b)
print(a.copy(), set(a), frozenset(a))
print(a.union([100, 200], b))
a |= b
print(a)
a.discard(17)
a.add(25)
print(a, a.copy())
a.update(range(100, 110))
print(a)
print({*a, 3}, {*[5, 13, 21], *b})
