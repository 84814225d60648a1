LINE = "The lock is held: wait.\n"


def split(text, n):
    size = len(text) // n
    at = 0
    for _ in range(n):
        yield text[at:at + size]
        at += size


def word_count(text):
    count = 0
    for word in text.split():
        word = word.strip(".,:")
        if word.lower() == "lock":
            count += 1
    return count
