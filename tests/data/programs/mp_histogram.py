"""Processes fill one shared array, each its own part, and then all the same part under its lock."""
import multiprocessing as mp

TEXT = "the five boxing wizards jump quickly over the lazy dog " * 20


def square_part(squares, start, stop):
    for i in range(start, stop):
        squares[i] = i * i


def count_letters(text, counts):
    mine = [0] * 26
    for char in text:
        if char.isalpha():
            mine[ord(char) - ord("a")] += 1
    with counts.get_lock():
        for i, count in enumerate(mine):
            counts[i] += count


def parts(length, n):
    size = -(-length // n)
    return [(i, min(i + size, length)) for i in range(0, length, size)]


def all_done(workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    squares = mp.Array("q", 11, lock=False)
    all_done([mp.Process(target=square_part, args=(squares, a, b)) for a, b in parts(11, 3)])
    print(list(squares), len(squares), squares[-1])

    counts = mp.Array("i", 26)
    all_done([mp.Process(target=count_letters, args=(TEXT[a:b], counts))
              for a, b in parts(len(TEXT), 4)])
    print({chr(ord("a") + i): n for i, n in enumerate(counts) if n > 60})
    print(sum(counts[:]) == sum(char.isalpha() for char in TEXT), counts[:3], counts[23:])

    word = mp.Array("c", b"hello")
    word[0] = b"J"
    print(word.value, word.raw, word[:3], len(word))
    floats = mp.Array("d", [1, 2.5, 3])
    floats[1:] = [7, 8]
    print(floats[:], list(reversed(floats[:])))
    for wrong in (lambda: floats[3], lambda: mp.Array("i", -1), lambda: mp.Array("i", ["x"])):
        try:
            wrong()
        except (IndexError, ValueError, TypeError) as error:
            print(type(error).__name__ + ":", error)
