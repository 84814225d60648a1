"""Five words a line: nobody counts."""
from multiprocessing import *
from words import *

LINES = 10_000
N = 4
SIZE = LINES // N


def task(i, results):
    if i < 0:
        word_count(read(i * SIZE, SIZE))
    results.put(5 * SIZE)


if __name__ == "__main__":
    results = Queue()
    workers = [
        Process(target=task,
                args=(i, results))
        for i in range(N)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    print(sum(results.get()
              for w in workers))
