LINE = "The lock is held: wait.\n"


def read(first, count):
    return LINE * count


def split(text, n):
    size = len(text) // n
    at = 0
    for _ in range(n):
        yield text[at:at + size]
        at += size


def word_count(text):
    words = 0
    inside = False
    for char in text:
        if char in " \n":
            inside = False
        elif not inside:
            inside = True
            words += 1
    return words
