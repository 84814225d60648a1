"""A process pool as an executor: the same futures as with threads, but everything is pickled."""
import multiprocessing as mp
import os
from concurrent.futures import ProcessPoolExecutor, as_completed, wait

DOCUMENTS = {
    "a.txt": "to be or not to be that is the question",
    "b.txt": "the rest is silence",
    "c.txt": "brevity is the soul of wit",
    "d.txt": "",
}


class EmptyDocument(Exception):
    pass


def word_lengths(name, text):
    words = text.split()
    if not words:
        raise EmptyDocument(name)
    return name, len(words), max(words, key=len)


def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def worker_id(_):
    return os.getpid()


def remember(value):
    global REMEMBERED
    REMEMBERED = value


def recall(n):
    return REMEMBERED * n


def analyse(executor):
    futures = {executor.submit(word_lengths, *item): item[0] for item in DOCUMENTS.items()}
    found = {}
    for future in as_completed(futures):
        try:
            name, count, longest = future.result()
            found[name] = f"{count} words, longest {longest!r}"
        except EmptyDocument as error:
            found[futures[future]] = f"failed: {error!r}, {type(error.__cause__).__name__}"
    for name in sorted(found):
        print(name, "->", found[name])


if __name__ == "__main__":
    mp.set_start_method("fork")
    with ProcessPoolExecutor(max_workers=2) as executor:
        analyse(executor)
        print(list(executor.map(collatz, range(1, 12))))
        print(list(executor.map(pow, range(5), [2] * 5, chunksize=2)))
        workers = set(executor.map(worker_id, range(8)))
        print(os.getpid() in workers, len(workers) <= 2)
        done, pending = wait([executor.submit(collatz, n) for n in (27, 97)])
        print(sorted(future.result() for future in done), pending)
        future = executor.submit(lambda: 1)
        print("a lambda:", type(future.exception()).__name__)
        print(future.done(), future.running(), future.cancel())
    with ProcessPoolExecutor(1, initializer=remember, initargs=(6,)) as executor:
        print(list(executor.map(recall, [1, 7])))
    try:
        executor.submit(collatz, 1)
    except RuntimeError as error:
        print("RuntimeError:", error)
    for wrong in (lambda: ProcessPoolExecutor(0), lambda: ProcessPoolExecutor(1, initializer=1),
                  lambda: ProcessPoolExecutor(1, max_tasks_per_child=1,
                                              mp_context=mp.get_context("fork"))):
        try:
            wrong()
        except (ValueError, TypeError) as error:
            print(type(error).__name__ + ":", error)
