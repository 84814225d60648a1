"""A worker that dies breaks its whole pool."""
import multiprocessing as mp
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def fine(n):
    return n + 1


def dies(n):
    os._exit(n)


if __name__ == "__main__":
    context = mp.get_context("fork")
    with ProcessPoolExecutor(2, context) as executor:
        print(executor.submit(fine, 1).result())
        future = executor.submit(dies, 3)
        try:
            future.result()
        except BrokenProcessPool as error:
            print("BrokenProcessPool:", error)
        try:
            executor.submit(fine, 1)
        except BrokenProcessPool as error:
            print("BrokenProcessPool:", error)
    executor = ProcessPoolExecutor(1, context)
    futures = [executor.submit(fine, n) for n in range(30)]
    executor.shutdown(cancel_futures=True)
    print(futures[-1].cancelled(), futures[0].done(), all(f.done() for f in futures))
