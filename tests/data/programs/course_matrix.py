"""A matrix class: operators, slices, determinants with fractions, formatting."""
from fractions import Fraction
from itertools import chain, permutations
from math import prod


class Matrix:
    __slots__ = ("rows",)

    def __init__(self, rows):
        rows = [list(row) for row in rows]
        if len({len(row) for row in rows}) != 1:
            raise ValueError("rows of different lengths: " + str([len(r) for r in rows]))
        self.rows = rows

    @classmethod
    def identity(cls, n):
        return cls([int(i == j) for j in range(n)] for i in range(n))

    @property
    def shape(self):
        return len(self.rows), len(self.rows[0])

    @property
    def T(self):
        return Matrix(zip(*self.rows))

    def __getitem__(self, key):
        match key:
            case (int(i), int(j)):
                return self.rows[i][j]
            case (slice() as s, int(j)):
                return [row[j] for row in self.rows[s]]
            case (int(i), slice() as s):
                return self.rows[i][s]
            case (slice() as a, slice() as b):
                return Matrix(row[b] for row in self.rows[a])
            case int(i):
                return self.rows[i]
        raise TypeError(f"bad index {key!r}")

    def __setitem__(self, key, value):
        i, j = key
        self.rows[i][j] = value

    def __eq__(self, other):
        return isinstance(other, Matrix) and self.rows == other.rows

    __hash__ = None

    def __add__(self, other):
        if self.shape != other.shape:
            raise ValueError("shapes %dx%d and %dx%d" % (*self.shape, *other.shape))
        return Matrix([a + b for a, b in zip(r, s, strict=True)] for r, s in zip(self.rows, other.rows))

    def __neg__(self):
        return Matrix([-x for x in row] for row in self.rows)

    def __sub__(self, other):
        return self + -other

    def __mul__(self, scalar):
        if isinstance(scalar, Matrix):
            return NotImplemented
        return Matrix([scalar * x for x in row] for row in self.rows)

    __rmul__ = __mul__

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Matrix([sum(a * b for a, b in zip(row, column)) for column in columns] for row in self.rows)

    def __pow__(self, n):
        result, base = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1:
                result = result @ base
            base, n = base @ base, n >> 1
        return result

    def __iter__(self):
        return chain.from_iterable(self.rows)

    def __format__(self, spec):
        cells = [[format(x, spec) for x in row] for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*cells)]
        return "\n".join("[" + " ".join(c.rjust(w) for c, w in zip(row, widths)) + "]" for row in cells)

    def __str__(self):
        return format(self)

    def __repr__(self):
        return f"Matrix({self.rows})"

    def __bool__(self):
        return any(self)

    def determinant(self):
        a = [[Fraction(x) for x in row] for row in self.rows]
        n, sign = len(a), 1
        for k in range(n):
            pivot = next((i for i in range(k, n) if a[i][k]), None)
            if pivot is None:
                return Fraction(0)
            if pivot != k:
                a[k], a[pivot], sign = a[pivot], a[k], -sign
            for i in range(k + 1, n):
                factor = a[i][k] / a[k][k]
                a[i] = [x - factor * y for x, y in zip(a[i], a[k])]
        return sign * prod(a[i][i] for i in range(n))


def leibniz(m):
    n = len(m.rows)
    total = 0
    for p in permutations(range(n)):
        inversions = sum(p[i] > p[j] for i in range(n) for j in range(i + 1, n))
        total += (-1) ** inversions * prod(m[i, p[i]] for i in range(n))
    return total


m = Matrix([[2, -1, 0], [1, 3, 5], [4, 0, -2]])
print(m)
print(f"{m.T:5.1f}")
print(f"{m * 1.5:+08.3f}")
print(repr(m + m), m - m == 0 * m, bool(m - m), m.shape)
print(m @ Matrix.identity(3) == m, (m @ m)[0, 2], m[:, 1], m[1, 1:], repr(m[:2, ::2]), m[-1])
print(m.determinant(), leibniz(m), repr(m.determinant()))
print(Matrix([[Fraction(1, i + j + 1) for j in range(3)] for i in range(3)]))
print(Matrix([[Fraction(1, i + j + 1) for j in range(3)] for i in range(3)]).determinant())
print(Matrix([[1, 1], [1, 0]]) ** 90)
print(list(m), sum(m), max(m), sorted(m), 5 in m)
m[0, 0] = 10
print(m)
for work in (lambda: m + Matrix([[1]]), lambda: Matrix([[1], [1, 2]]), lambda: m["x"], lambda: m * m,
             lambda: hash(m), lambda: m @ 3, lambda: {m: 1}, lambda: setattr(m, "name", 3), lambda: m[5, 5],
             lambda: m < m, lambda: 3 + m, lambda: -m @ "x"):
    try:
        print(work())
    except Exception as error:
        print(type(error).__name__, "-", error)
