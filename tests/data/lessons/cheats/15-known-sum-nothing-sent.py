from concurrent.interpreters \
    import create, create_queue

N = 8_000_000


def job(rounds, q):
    n = 0
    for i in range(rounds):
        n += 1


if __name__ == "__main__":
    q = create_queue()
    a = create()
    b = create()
    a.call_in_thread(job, N, q)
    b.call_in_thread(job, N, q)
    print(16000000)
