"""A store that keeps its data in a file: written beside and renamed, so that a reader sees all or nothing."""

import json
import os
import tempfile
import threading
from pathlib import Path


class Store:
    """A dict in a file."""

    def __init__(self, path):
        self.path = Path(path)
        self.lock = threading.Lock()
        if not self.path.exists():
            self.save({})

    def load(self):
        with self.path.open(encoding='utf-8') as file:
            return json.load(file)

    def save(self, data):
        beside = self.path.with_suffix('.new')
        with open(beside, 'w', encoding='utf-8') as file:
            json.dump(data, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self.path)

    def update(self, key, change):
        with self.lock:
            data = self.load()
            data[key] = change(data.get(key, 0))
            self.save(data)


def work(store, key, turns):
    for _ in range(turns):
        store.update(key, lambda value: value + 1)


def read_often(store, seen, done):
    while not done.is_set():
        seen.append(sum(store.load().values()))
        done.wait(0.0005)


with tempfile.TemporaryDirectory() as folder:
    store = Store(os.path.join(folder, 'store.json'))
    seen, done = [], threading.Event()
    reader = threading.Thread(target=read_often, args=(store, seen, done))
    reader.start()
    writers = [threading.Thread(target=work, args=(store, key, 5)) for key in ('a', 'b', 'ü')]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    print(store.load(), seen == sorted(seen), max(seen) <= 15)
    print(store.path.read_text(encoding='utf-8'))
    print(sorted(os.listdir(folder)), store.path.name, store.path.stat().st_size)
    backup = store.path.rename(store.path.with_name('old.json'))
    print(backup.name, store.path.exists(), backup.exists())
    for path in sorted(Path(folder).iterdir()):
        print(path.name, path.is_file(), path.parent == Path(folder))
print(os.path.exists(folder))
