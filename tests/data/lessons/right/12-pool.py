"""A pool of four, one piece for each."""
from concurrent.futures import ThreadPoolExecutor
import native

LINE = "The lock is held: wait.\n"
LINES = 2_000_000
PIECES = 4
piece = LINE * (LINES // PIECES)


def task(_):
    return native.word_count_detached(piece, "lock")


with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(task, range(PIECES))))
