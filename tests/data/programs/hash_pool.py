"""Three threads verify blocks of a ledger: hashing large blocks lets the other threads run."""

import hashlib
import threading
import time

BLOCK = 4096
WORKERS = 3


class Ledger:
    """Blocks that are chained: each knows the hash of the one before."""

    def __init__(self, count):
        self.blocks = []
        previous = b"\0" * 32
        for number in range(count):
            body = bytes((number * 7 + i) % 256 for i in range(BLOCK))
            digest = hashlib.sha256(previous + body).digest()
            self.blocks.append((previous, body, digest))
            previous = digest

    def tamper(self, number):
        previous, body, digest = self.blocks[number]
        self.blocks[number] = (previous, b"!" + body[1:], digest)


class Verifier(threading.Thread):
    """Takes every n-th block."""

    def __init__(self, ledger, first):
        super().__init__(name=f"verifier-{first}")
        self.ledger = ledger
        self.first = first
        self.bad = []
        self.checked = 0

    def run(self):
        for number in range(self.first, len(self.ledger.blocks), WORKERS):
            previous, body, digest = self.ledger.blocks[number]
            found = hashlib.sha256()
            found.update(previous)
            found.update(body)
            self.checked += 1
            if found.digest() != digest:
                self.bad.append(number)


def verify(ledger):
    workers = [Verifier(ledger, first) for first in range(WORKERS)]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert time.perf_counter() > start
    for worker in workers:
        print(f"{worker.name}: {worker.checked} blocks, bad: {worker.bad}")
    return sorted(number for worker in workers for number in worker.bad)


ledger = Ledger(20)
print("first verification:", verify(ledger))
ledger.tamper(7)
ledger.tamper(12)
print("after tampering:", verify(ledger))
print("head:", ledger.blocks[-1][2].hex()[:24])
for name in ("md5", "sha1", "sha3_256", "blake2b"):
    digest = hashlib.new(name, ledger.blocks[0][1]).hexdigest()
    print(f"{name:>8} {digest[:32]}")
