"""Several threads write to one log; whole lines stay whole, and all arrive."""

import os
import tempfile
import threading

path = os.path.join(tempfile.gettempdir(), 'gilscope-shared.log')


class Log:
    """A file that threads share."""

    def __init__(self, path):
        self.file = open(path, 'w')
        self.lock = threading.Lock()

    def write(self, text):
        with self.lock:
            self.file.write(text + '\n')
            if 'important' in text:
                self.file.flush()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.file.close()


def worker(log, number):
    for turn in range(50):
        kind = 'important' if turn % 10 == 0 else 'detail'
        log.write(f'worker {number} {kind} {turn}')


with Log(path) as log:
    threads = [threading.Thread(target=worker, args=(log, n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

with open(path) as file:
    lines = file.read().splitlines()
print(len(lines), len(set(lines)))
for number in range(4):
    own = [int(line.split()[-1]) for line in lines if line.startswith(f'worker {number} ')]
    print(number, own == list(range(50)))
print(sum('important' in line for line in lines))

# Without any lock: each write is one piece.
def plain(file, number):
    for turn in range(100):
        file.write(f'{number}:{turn}\n')


with open(path, 'w') as file:
    threads = [threading.Thread(target=plain, args=(file, n)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(sorted({line.count(':') for line in open(path)}), sum(1 for _ in open(path)))
os.unlink(path)
