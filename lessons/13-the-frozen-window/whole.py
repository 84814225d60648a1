def dig(n):
    while n > 0:
        n -= 1


for name in "ABCD":
    dig(500_000)
dig(2_000_000)
