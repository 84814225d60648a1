def dig():
    n = 1_500_000
    while n > 0:
        n -= 1


dig()
dig()
