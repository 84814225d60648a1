from concurrent.interpreters \
    import create, create_queue


def job(q):
    n = 0
    for i in range(80_000):
        n += 1
    q.put(100 * n)


if __name__ == "__main__":
    q = create_queue()
    a = create()
    b = create()
    a.call_in_thread(job, q)
    b.call_in_thread(job, q)
    print(q.get() + q.get())
