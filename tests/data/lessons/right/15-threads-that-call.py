from concurrent.interpreters \
    import create
from threading import Thread

N = 8_000_000
found = []


def job(rounds):
    n = 0
    for i in range(rounds):
        n += 1
    return n


def ask(interpreter):
    found.append(interpreter.call(job, N))


if __name__ == "__main__":
    threads = [Thread(target=ask, args=[create()]) for _ in "ab"]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(sum(found))
