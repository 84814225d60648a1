def job():
    n = 1_740_000
    while n > 0:
        n -= 1


job()
job()
print("both done")
