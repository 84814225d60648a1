from concurrent.interpreters \
    import create, create_queue


def job():
    n = 0
    for i in range(8_000_000):
        n += 1
    return n


if __name__ == "__main__":
    a = create()
    b = create()
    x = a.call(job)
    y = b.call(job)
    print(x + y)
