"""A pool of worker processes, and all the ways to give it work."""
import multiprocessing as mp
import time

SAMPLES = [("north", 12), ("south", 31), ("east", 22), ("west", 18)]


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n ** 0.5) + 1))


def count_primes(start, stop):
    return sum(is_prime(n) for n in range(start, stop))


def describe(name, value, unit="C"):
    return f"{name}: {value} {unit}"


def set_up(factor):
    global FACTOR
    FACTOR = factor


def scale(n):
    return n * FACTOR


def slow_square(n):
    time.sleep(0.002 * (3 - n))
    return n * n


def who(_):
    name = mp.current_process().name
    return name.rstrip("0123456789")


if __name__ == "__main__":
    mp.set_start_method("fork")
    with mp.Pool(3) as pool:
        print(pool)
        print(pool.map(is_prime, range(10)))
        print(pool.starmap(count_primes, [(0, 100), (100, 200), (200, 300)]))
        print(list(pool.imap(slow_square, range(4))))
        print(sorted(pool.imap_unordered(slow_square, range(4), chunksize=2)))
        print(pool.apply(describe, ("lab", 21)), pool.apply(describe, ("lab", 70), {"unit": "F"}))
        print(set(pool.map(who, range(6))))

        results = [pool.apply_async(describe, sample) for sample in SAMPLES]
        print([result.get(timeout=5) for result in results])
        collected = []
        answer = pool.map_async(is_prime, [7, 8, 9], callback=collected.append)
        answer.wait()
        print(answer.get(), answer.ready(), answer.successful(), collected)
        print(pool.map(is_prime, []), list(pool.imap(is_prime, iter([]))))
    print(pool)

    with mp.Pool(2, initializer=set_up, initargs=(10,)) as pool:
        print(pool.map(scale, range(5), chunksize=2))

    pool = mp.Pool(processes=1, maxtasksperchild=2)
    print(pool.map(is_prime, range(5), chunksize=1))
    pool.close()
    pool.join()
    print(pool)
    for wrong in (lambda: pool.map(is_prime, [1]), lambda: mp.Pool(0), lambda: mp.Pool(1, "x"),
                  lambda: mp.Pool(1, maxtasksperchild=0)):
        try:
            wrong()
        except (ValueError, TypeError) as error:
            print(type(error).__name__ + ":", error)
