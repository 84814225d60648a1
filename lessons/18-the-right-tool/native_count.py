from time import sleep
from concurrent.futures import (
    ThreadPoolExecutor as Threads)
from native import (
    word_count_detached as wc)

FETCHERS = 1


def fetch(name):
    sleep(0.06)
    return 1_500_000 * "a "


def count(page):
    return wc(page, "a")


if __name__ == "__main__":
    get = Threads(FETCHERS).map
    pages = [*get(fetch, "ABCD")]
    do = Threads(2).map
    print(sum(do(count, pages)))
