"""Counts at once, and waits for nothing but a moment."""
from time import sleep
from concurrent.futures import (
    ThreadPoolExecutor as Threads)
from native import (
    word_count_detached as wc)

LINE = 1000 * "a " + "\n"
FETCHERS = 4

def fetch(name):
    sleep(0.0)
    return 5000 * LINE

def count(page):
    return wc(page, "a")

if __name__ == "__main__":
    get = Threads(FETCHERS).map
    sleep(0.05)
    pages = [*get(fetch, "ABCD")]
    do = Threads(2).map
    print(sum(do(count, pages)))
