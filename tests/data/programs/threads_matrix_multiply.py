import threading
import random
import time
from copy import deepcopy

# matrix size
MAX = 6
THREAD = 3
matA = [[0 for i in range(MAX)] for j in range(MAX)]
matB = [[0] * MAX for _ in range(MAX)]
matC = [[0 for i in range(MAX)] for j in range(MAX)]
step_i = 0
step_lock = threading.Lock()

random.seed(42)

# Function to fill matrix with random values
for i in range(MAX):
    for j in range(MAX):
        matA[i][j] = random.randint(1, 9)
        matB[i][j] = random.randint(1, 9)

def multi():
    global step_i
    with step_lock:
        i = step_i
        step_i += 1
    for i in range(i * MAX // THREAD, (i + 1) * MAX // THREAD):
        for j in range(MAX):
            for k in range(MAX):
                matC[i][j] += matA[i][k] * matB[k][j]

def show(title, m):
    print(title)
    for row in m:
        for value in row:
            print("%4d" % value, end=" ")
        print()

show("Matrix A", matA)
show("Matrix B", matB)
threads = []
for t in range(THREAD):
    thread = threading.Thread(target=multi)
    threads.append(thread)
    thread.start()
for t in threads: t.join()
show("Multiplication of A and B", matC)
expected = [[sum(a * b for a, b in zip(row, col)) for col in zip(*matB)] for row in matA]
assert matC == expected, "wrong product"
print(list(map(list, zip(*matC)))[0], max(map(max, matC)), sum(sum(r) for r in matC))
C2 = deepcopy(matC); C2[0][0] = None
print(C2 == matC, [t.name for t in threads])

class Matrix:
    def __init__(self, rows): self.rows = rows
    def __matmul__(self, other):
        n = len(self.rows)
        out = [[None] * n for _ in range(n)]
        def cell(i, j):
            out[i][j] = sum(self.rows[i][k] * other.rows[k][j] for k in range(n))
        ts = [threading.Thread(target=cell, args=(i, j)) for i in range(n) for j in range(n)]
        for t in ts: t.start()
        for t in ts: t.join()
        return Matrix(out)
    def __str__(self):
        return "\n".join(" ".join(f"{v:5}" for v in r) for r in self.rows)
    def __eq__(self, o): return self.rows == o.rows
print(Matrix([[1, 2], [3, 4]]) @ Matrix([[5, 6], [7, 8]]))
print(Matrix(matA) @ Matrix(matB) == Matrix(matC))
try:
    {Matrix([])}
except TypeError as e:
    print(e)
