items = [3, 1, 2]
items.append(5)
items.extend([4, 4])
items.insert(1, 99)
items.insert(-1, 98)
print(items, items.index(2), items.count(4), len(items))
print(items.pop(), items.pop(0), items.pop(-2), items)
items.remove(99)
items.sort()
print(items)
items.reverse()
print(items, items[::-1], items[1:3], items[-2:])
items[1:3] = ["a", "b", "c"]
print(items)
items[::2] = [0] * len(items[::2])
print(items)
del items[1:3]
print(items, items * 2, items + [7], [0] * 3, 7 in items)
copy = items.copy()
alias = items
alias.append("alias")
print(items, copy, items is alias, items == copy)
items.clear()
print(items, alias)
words = ["banana", "Apple", "cherry", "fig"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len, reverse=True))
people = [("Ann", 30), ("Bob", 25), ("Cid", 30)]
people.sort(key=lambda person: person[1])
print(people)
people.sort(key=lambda person: (-person[1], person[0]))
print(people)
print([1, 2] < [1, 3], [1] < [1, 0], [] < [0], [1, 2] == [1, 2], (1, 2) < (1, 2, 0), [1, [2, 3]] == [1, [2, 3]])
nested = [[0] * 3 for _ in range(2)]
nested[0][1] = 5
print(nested)
shared = [[0] * 2] * 2
shared[0][0] = 1
print(shared)
recursive = [1]
recursive.append(recursive)
print(recursive)
t = (1, 2, 3)
print(t + (4,), t * 2, t[1:], t.index(2), t.count(1), len(t), 2 in t, tuple([1, 2]), (), (1,))
first, *rest = t
print(first, rest)
stack, queue = [], []
for n in range(3):
    stack.append(n)
    queue.insert(0, n)
print([stack.pop() for _ in range(3)], queue)
try:
    t[0] = 1
except TypeError as error:
    print(error)
try:
    [1, 2, 3][10]
except IndexError as error:
    print(error)
try:
    [].remove(1)
except ValueError as error:
    print(error)
try:
    [1, 2].sort(key=lambda: 1)
except TypeError as error:
    print(error)
print(list("abc"), list(range(3)), list({"k": 1}), [*"xy"], max([1, 9, 3]), sum([[1], [2]], []))
matrix = [[1, 2], [3, 4]]
print([list(row) for row in zip(*matrix)], sum(sum(row) for row in matrix))
a = b = [1, 2]
a += [3]
print(b)
a = a + [4]
print(a, b)
data = list(range(10))
data[2:8:2] = "abc"
print(data)
for x in data[:]:
    if isinstance(x, str):
        data.remove(x)
print(data)
