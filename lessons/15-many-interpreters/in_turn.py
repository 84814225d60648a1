from concurrent.interpreters \
    import create, create_queue

N = 8_000_000


def job(rounds):
    n = 0
    for i in range(rounds):
        n += 1
    return n


if __name__ == "__main__":
    a = create()
    b = create()
    x = a.call(job, N)
    y = b.call(job, N)
    print(x + y)
