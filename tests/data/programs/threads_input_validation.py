"""Threads that count letters of typed lines; the program ends with status 2 on bad input."""
import sys
import threading
from collections import Counter

def ask(prompt, convert=int):
    while True:
        try:
            return convert(input(prompt))
        except ValueError as err:
            print("Invalid input:", err)

def main():
    n = ask("How many threads? ")
    if n not in range(1, 5):
        print("between 1 and 4, not", n, file=sys.stderr)
        return 2
    lines = [sys.stdin.readline().rstrip() for _ in range(n)]
    counters = [None] * n
    def count(i):
        counters[i] = Counter(c for c in lines[i].lower() if c.isalpha())
    threads = [threading.Thread(target=count, args=(i,), name=f"counter {i}") for i in range(n)]
    for t in threads: t.start()
    for t in threads: t.join()
    for line, c in zip(lines, counters): print(f"{line!r:<20}", c.most_common(2))
    print(sum(counters, Counter()).most_common(3))
    rest = sys.stdin.read()
    print(len(rest.split()), "words left")
    try:
        input("more? ")
    except EOFError as e:
        print(repr(e))
    return main.__code__.co_argcount or "goodbye"

sys.exit(main())
