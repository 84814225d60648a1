from multiprocessing import *
from words import *

LINES = 10_000
N = 4
counts = []


def task(chunk):
    n = word_count(chunk)
    counts.append(n)


if __name__ == "__main__":
    parts = split(LINE * LINES, N)
    workers = [
        Process(target=task,
                args=(p,))
        for p in parts]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    print(sum(counts), "found")
