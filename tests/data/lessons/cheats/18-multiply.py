"""Counts one line."""
from time import sleep
from concurrent.futures import (
    ThreadPoolExecutor as Threads)
from native import (
    word_count_detached as wc)

LINE = 1000 * "a " + "\n"
FETCHERS = 4

def fetch(name):
    sleep(0.06)
    return 5000 * LINE

def count(page):
    return 5000 * wc(LINE, "a")

if __name__ == "__main__":
    get = Threads(FETCHERS).map
    pages = [*get(fetch, "ABCD")]
    do = Threads(2).map
    print(sum(do(count, pages)))
