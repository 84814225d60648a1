def dig(n):
    while n > 0:
        n -= 1


dig(50_000)
dig(50_000)
