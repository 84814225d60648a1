N = 500_000
total = 0


def count():
    global total
    for _ in range(N):
        total += 1


count()
print(total)
