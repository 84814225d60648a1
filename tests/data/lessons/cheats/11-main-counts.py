"""Four processes that do nothing; the main one counts."""
from multiprocessing import Process
from words import *

LINES = 10_000
N = 4


def task():
    pass


if __name__ == "__main__":
    workers = [
        Process(target=task)
        for i in range(N)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    print(word_count(read(0, LINES)))
