squares = [n * n for n in range(10) if n % 2]
print(squares)
print({n: n * n for n in range(4)}, {n % 3 for n in range(10)})
print([(x, y) for x in range(3) for y in range(x)])
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [x for row in matrix for x in row])
print(sum(n for n in range(101)), max((len(w), w) for w in "a bbb cc".split()))
print(list(zip(*matrix)), dict(zip("abc", range(3))))
lazy = (print("computing", n) or n for n in range(3))
print("made")
print(next(lazy))
print(list(lazy))
x = "outside"
print([x for x in range(3)], x)
print([f"{word}!" for word in ["a", "b"] if word != "a"])
print(any(n > 5 for n in range(10)), all(n > 5 for n in range(10)))
print([[j for j in range(i)] for i in range(4)])
flat = {key: [value for value in range(key)] for key in range(3)}
print(flat)


class Scope:
    base = 10
    values = [v for v in range(3)]
    doubled = list(map(lambda v: v * 2, values))


print(Scope.values, Scope.doubled)
print([n if n % 2 else -n for n in range(5)])
print("".join(c.upper() if i % 2 else c for i, c in enumerate("abcdef")))
words = "the quick brown fox jumps over the lazy dog the end".split()
print({word: words.count(word) for word in sorted(set(words))})
