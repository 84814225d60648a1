from threading import Thread
import native

count = native.word_count_detached
LINE = "The lock is held: wait.\n"
LINES = 2_000_000
PIECES = 4
size = LINES // PIECES
piece, counts = LINE * size, []


def task():
    for _ in range(PIECES // 4):
        n = count(piece, "lock")
        counts.append(n)


threads = []
for name in "ABCD":
    t = Thread(None, task, name)
    t.start()
    threads.append(t)
for t in threads:
    t.join()
print(sum(counts))
