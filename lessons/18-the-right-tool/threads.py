from time import sleep
from concurrent.futures import (
    ProcessPoolExecutor as Procs,
    ThreadPoolExecutor as Threads)
FETCHERS = 4
COUNT = Threads


def fetch(name):
    sleep(0.06)
    return 1_500_000 * "a "


def count(page):
    n = 0
    for c in page:
        n += c == " "
    return n


if __name__ == "__main__":
    get = Threads(FETCHERS).map
    pages = [*get(fetch, "ABCD")]
    do = COUNT(2).map
    print(sum(do(count, pages)))
