"""The pool of threads with the interface of the pool of processes, and multiprocessing.dummy."""
import time
from multiprocessing import TimeoutError, dummy
from multiprocessing.pool import ThreadPool

CACHE = {}


def fetch(page):
    time.sleep(0.002 * (page % 3))
    CACHE[page] = f"<page {page}>"
    return len(CACHE[page])


def fail(page):
    raise LookupError(f"page {page} is gone")


if __name__ == "__main__":
    with ThreadPool(4) as pool:
        print(pool)
        print(pool.map(fetch, range(8)))
        print(sorted(CACHE) == list(range(8)), CACHE[3])
        print(pool.starmap(max, [(1, 5), (7, 2)]), list(pool.imap(fetch, [1, 10, 100])))
        try:
            pool.map(fail, [404])
        except LookupError as error:
            print("LookupError:", error, error.__cause__)
        print(pool.apply(lambda a, b: a + b, ("lambdas", " work")))
        seen = []
        answer = pool.apply_async(fetch, (7,), callback=seen.append)
        print(answer.get(), seen)
        try:
            pool.apply_async(time.sleep, (0.1,)).get(timeout=0.01)
        except TimeoutError:
            print("too slow")
    print(pool)

    with dummy.Pool(2) as pool:
        print(pool.map(str.upper, ["a", "b"]))
    here, there = dummy.Pipe()
    worker = dummy.Process(target=there.send, args=("hi",))
    worker.start()
    worker.join()
    print(here.recv(), here.poll(), worker.exitcode)
    manager = dummy.Manager()
    print(manager.list([1]), manager.dict(a=1), manager.Value("i", 3), manager.Namespace(x=1))
