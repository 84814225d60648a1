"""A JoinableQueue knows when all its tasks are done, though the workers go on waiting."""
import multiprocessing as mp
from queue import Empty, Full


def worker(tasks, results):
    while True:
        task = tasks.get()
        results.put((task, sum(range(task))))
        tasks.task_done()


if __name__ == "__main__":
    tasks, results = mp.JoinableQueue(), mp.Queue()
    workers = [mp.Process(target=worker, args=(tasks, results), daemon=True) for _ in range(2)]
    for process in workers:
        process.start()
    for task in range(1, 9):
        tasks.put(task * 10)
    tasks.join()
    print("all tasks are done")
    print(sorted(results.get() for _ in range(8)))
    try:
        tasks.task_done()
    except ValueError as error:
        print("ValueError:", error)
    print([process.is_alive() for process in workers])

    small = mp.Queue(maxsize=2)
    small.put("a")
    small.put("b", timeout=1)
    print(small.full(), small.qsize())
    for attempt in (lambda: small.put("c", False), lambda: small.put("c", timeout=0.01),
                    lambda: small.put_nowait("c")):
        try:
            attempt()
        except Full as error:
            print("Full", error.args)
    print(small.get(), small.get(timeout=1))
    for attempt in (lambda: small.get(False), lambda: small.get(timeout=0.01), small.get_nowait):
        try:
            attempt()
        except Empty as error:
            print("Empty", error.args)
    small.close()
    small.join_thread()
    try:
        small.put("d")
    except ValueError as error:
        print(str(error).split(" at ")[0], "...", str(error).split()[-1])
