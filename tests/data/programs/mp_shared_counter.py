"""A counter in shared memory: `+=` on its value is two steps; the lock makes them one."""
import multiprocessing as mp

ROUNDS = 300


def add_with_lock(counter):
    for _ in range(ROUNDS):
        with counter.get_lock():
            counter.value += 1


def add_with_own_lock(counter, lock):
    for _ in range(ROUNDS):
        lock.acquire()
        try:
            counter.value += 1
        finally:
            lock.release()


def run(target, *args):
    workers = [mp.Process(target=target, args=args) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [worker.exitcode for worker in workers]


if __name__ == "__main__":
    counter = mp.Value("i", 0)
    print(run(add_with_lock, counter), counter.value)
    raw = mp.RawValue("l", 10)
    lock = mp.Lock()
    print(run(add_with_own_lock, raw, lock), raw.value, lock)

    print(counter, raw, mp.Value("d", 2.5), mp.Value("c", b"x").value, mp.Value("B", 300).value)
    print(counter.get_obj(), mp.Value("i", lock=False), mp.Value("h", 7, lock=lock).get_lock())
    counter.value = 2 ** 31
    print(counter.value)
    for wrong in (lambda: mp.Value("i", "x"), lambda: mp.Value("d", "x"), lambda: mp.Value("z"),
                  lambda: mp.Value("i", 1, 2), lambda: mp.Value("i", 1, lock=3)):
        try:
            wrong()
        except (TypeError, AttributeError) as error:
            print(type(error).__name__ + ":", error)
