"""Counting words in the files of a folder: by thread, by pathlib, and what the modes of open() do."""

import threading
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEXTS = sorted((HERE / 'weblogs').glob('*.txt')) + sorted((HERE / 'shop').glob('*.py'))
total = Counter()
lock = threading.Lock()


def words(text):
    word = ''
    for letter in text:
        if letter.isalpha():
            word += letter.lower()
        elif word:
            yield word
            word = ''
    if word:
        yield word


def count(path):
    found = Counter(words(path.read_text(encoding='utf-8')))
    with lock:
        total.update(found)


threads = [threading.Thread(target=count, args=(path,), name=path.stem) for path in TEXTS]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print([path.name for path in TEXTS])
for word, times in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:8]:
    print(f'{word:>12} {"#" * times}')

notes = HERE / 'weblogs' / 'notes.txt'
print(notes.name, notes.suffix, notes.stem, notes.parent.name, notes.is_file(), notes.stat().st_size)
with notes.open(encoding='utf-8') as file:
    print(file.readline().rstrip(), file.tell())
    print(file.read(9), repr(file.read(3)))
    print(len(file.readlines()))
with open(notes, 'rb') as file:
    data = file.read()
    print(len(data), data.count(b'\n'), data[-30:])
    file.seek(-6, 2)
    print(file.read(), file.read())
for encoding, errors in [('latin-1', 'strict'), ('ascii', 'replace'), ('ascii', 'ignore')]:
    with open(notes, encoding=encoding, errors=errors) as file:
        print(encoding, errors, ascii(file.read().splitlines()[-1]))
try:
    with open(notes, encoding='ascii') as file:
        file.read()
except UnicodeDecodeError as error:
    print(type(error).__name__, error)
