"""Standard input as a file: lines, numbers, the rest."""

import sys

header = sys.stdin.readline()
print(repr(header))
count = int(input())
rows = [list(map(int, input().split())) for _ in range(count)]
print(rows, [sum(row) for row in rows])
for number, line in enumerate(sys.stdin):
    line = line.rstrip('\n')
    if line == '--':
        break
    print(number, line.title())
rest = sys.stdin.read()
print(repr(rest))
print(repr(sys.stdin.read()), repr(sys.stdin.readline()), sys.stdin.readlines())
try:
    input('again: ')
except EOFError:
    print('end')
