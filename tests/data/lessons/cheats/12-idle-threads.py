"""Four threads that do nothing, and one call that counts with threads of its own."""
from threading import Thread
import native

LINE = "The lock is held: wait.\n"
LINES = 2_000_000
PIECES = 4
text = LINE * 2_000_000


def task():
    pass


threads = []
for name in "ABCD":
    t = Thread(target=task)
    t.name = name
    t.start()
    threads.append(t)
for t in threads:
    t.join()
print(native.word_count_parallel(text, "lock", 4))
