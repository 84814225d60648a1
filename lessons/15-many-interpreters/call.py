from concurrent.interpreters \
    import create


def job():
    n = 8_800_000
    while n > 0:
        n -= 1


if __name__ == "__main__":
    a = create()
    b = create()
    a.call(job)
    b.call(job)
