from multiprocessing import (
    Process, Queue)
from words import *

LINES = 10_000
N = 4


def task(chunk, results):
    results.put(word_count(chunk))


if __name__ == "__main__":
    results = Queue()
    parts = split(LINE * LINES, N)
    workers = [
        Process(target=task,
                args=(p, results))
        for p in parts]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    print(sum(results.get()
              for w in workers))
