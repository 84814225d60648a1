"""What goes wrong in a worker comes back to the caller."""
import multiprocessing as mp
import time


class Rejected(Exception):
    """An error with more than a message."""

    def __init__(self, item, reason):
        super().__init__(item, reason)
        self.item = item
        self.reason = reason


def check(item):
    if item % 4 == 3:
        raise Rejected(item, "three too many")
    return item


def divide(a, b):
    return a / b


def give_back_a_function(n):
    return lambda: n


def sleepy(n):
    time.sleep(n)
    return n


if __name__ == "__main__":
    mp.set_start_method("fork")
    pool = mp.Pool(2)
    try:
        pool.map(check, range(6))
    except Rejected as error:
        print("map:", error, error.item, error.reason, type(error.__cause__).__name__)
    try:
        pool.apply(divide, (1, 0))
    except ZeroDivisionError as error:
        text = str(error.__cause__)
        print("apply:", error)
        print(text.splitlines()[1], "...", text.splitlines()[-2])

    seen = []
    result = pool.apply_async(divide, (1, 0), callback=seen.append, error_callback=seen.append)
    result.wait()
    print("async:", result.ready(), result.successful(), seen)

    values = pool.imap(check, [1, 2, 3, 4])
    for _ in range(4):
        try:
            print("imap:", next(values))
        except Rejected as error:
            print("imap:", repr(error))

    try:
        pool.apply(give_back_a_function, (1,))
    except mp.pool.MaybeEncodingError as error:
        print("result:", str(error).split(" at ")[0])
    try:
        pool.apply(lambda: 1)
    except Exception as error:
        print("argument:", type(error).__name__)
    late = pool.apply_async(sleepy, (0.2,))
    try:
        late.get(timeout=0.01)
    except mp.TimeoutError as error:
        print("late:", repr(error), late.ready())
    try:
        late.successful()
    except ValueError as error:
        print(str(error).split(" object")[0][1:], "...", str(error).split()[-1])
    pool.terminate()
    pool.join()
    print(pool)
