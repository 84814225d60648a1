from concurrent.interpreters \
    import create


def job():
    n = 8_800_000
    while n > 0:
        n -= 1


if __name__ == "__main__":
    a = create()
    b = create()
    x = a.call_in_thread(job)
    y = b.call_in_thread(job)
    x.join()
    y.join()
