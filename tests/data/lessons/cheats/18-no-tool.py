from time import sleep
from concurrent.futures import (
    ProcessPoolExecutor as Procs,
    ThreadPoolExecutor as Threads)
LINE = 1000 * "a " + "\n"
FETCHERS = 4
COUNT = Threads

def fetch(name):
    sleep(0.06)
    return 5000 * LINE

def count(page):
    n = 0
    for line in page.splitlines():
        for word in line.split():
            n += 1
    return n

if __name__ == "__main__":
    get = Threads(FETCHERS).map
    pages = [*get(fetch, "ABCD")]
    do = COUNT(2).map
    print(sum(do(count, pages)))
