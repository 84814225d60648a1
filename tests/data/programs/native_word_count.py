"""Counting words in an extension of one's own: with the lock, without it, and on native threads.

The results never differ. What differs is who else can run meanwhile, and that is not printed here:
a plain-Python stand-in for the extension cannot let go of the lock.
"""

import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import native

LINES = [
    "the lock is held by the thread that runs",
    "a thread that waits for the lock asks for it",
    "native code need not hold the lock at all",
    "\u00fcber den Wolken\u2003the lock\x1cthe end",
]


def make_text(lines):
    parts = []
    for number in range(lines):
        parts.append(LINES[number % len(LINES)])
    return "\n".join(parts)


def split_into_chunks(text, count):
    """Cuts at ends of lines, as the course does."""
    lines = text.splitlines(keepends=True)
    size = -(-len(lines) // count)
    return ["".join(lines[at:at + size]) for at in range(0, len(lines), size)]


def count_in_python(text, word):
    found = 0
    for each in text.split():
        if each == word:
            found += 1
    return found


def count_in_threads(text, word, threads):
    results = []
    lock = threading.Lock()

    def task(chunk):
        found = native.word_count_detached(chunk, word)
        with lock:
            results.append(found)

    workers = [
        threading.Thread(target=task, args=(chunk,)) for chunk in split_into_chunks(text, threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(results)


def count_in_pool(text, word, threads):
    with ThreadPoolExecutor(max_workers=threads) as pool:
        chunks = split_into_chunks(text, threads)
        return sum(pool.map(native.word_count, chunks, [word] * len(chunks)))


def main():
    text = make_text(3_000)
    for word in ["the", "lock", "\u00fcber", "absent", "th"]:
        expected = count_in_python(text, word)
        answers = Counter(
            [
                native.word_count(text, word),
                native.word_count_detached(text, word),
                *(native.word_count_parallel(text, word, n) for n in (1, 2, 3, 7, 64)),
                count_in_threads(text, word, 3),
                count_in_pool(text, word, 2),
            ]
        )
        print(f"{word:8} {expected:6} {dict(answers) == {expected: 9}}")
    for threads in (0, 65):
        try:
            native.word_count_parallel(text, "the", threads)
        except ValueError as error:
            print(threads, "threads:", error)
    print("empty:", native.word_count("", "the"), native.word_count_parallel(" \n ", "the", 4))
    print(native.__name__, "native" in sys.modules)


if __name__ == "__main__":
    main()
