"""Two threads look for words whose hashes are known: a salted, slow hash, and a quick one."""

import hashlib
import hmac
import threading
from base64 import b64decode, b64encode

WORDS = """apple banana cherry dragon elephant falcon guitar harbor island jungle
kitten lemon mango needle orange pepper quartz rocket silver tunnel""".split()


def slow_hash(word, salt):
    return hashlib.pbkdf2_hmac("sha256", word.encode(), salt, 50)


class Vault:
    """Names with salted hashes, as a site would store them."""

    def __init__(self):
        self.entries = {}

    def add(self, name, word):
        salt = hashlib.md5(name.encode()).digest()[:8]
        self.entries[name] = b64encode(salt + slow_hash(word, salt)).decode()

    def check(self, name, word):
        stored = b64decode(self.entries[name])
        salt, wanted = stored[:8], stored[8:]
        return hmac.compare_digest(wanted, slow_hash(word, salt))


class Cracker(threading.Thread):
    """Tries its part of the words on every name."""

    def __init__(self, number, vault, words, found, lock):
        super().__init__(name=f"cracker-{number}")
        self.vault = vault
        self.words = words
        self.found = found
        self.lock = lock
        self.tries = 0

    def run(self):
        for name in sorted(self.vault.entries):
            for word in self.words:
                self.tries += 1
                if self.vault.check(name, word):
                    with self.lock:
                        self.found[name] = (word, self.name)


def main():
    vault = Vault()
    vault.add("ann", "falcon")
    vault.add("bob", "tunnel")
    vault.add("cid", "correct horse")
    for name, entry in vault.entries.items():
        print(f"{name}: {entry[:32]}… {len(entry)} characters")

    found, lock = {}, threading.Lock()
    half = len(WORDS) // 2
    crackers = [Cracker(1, vault, WORDS[:half], found, lock),
                Cracker(2, vault, WORDS[half:], found, lock)]
    for cracker in crackers:
        cracker.start()
    for cracker in crackers:
        cracker.join()
        print(cracker.name, "tried", cracker.tries)
    for name in sorted(vault.entries):
        print(name, "->", found.get(name, "not found"))

    message = b"transfer 100 to bob"
    seal = hmac.new(b"key", message, hashlib.sha256).hexdigest()
    print("seal:", seal[:32])
    forged = hmac.new(b"key", message.replace(b"100", b"900"), hashlib.sha256).hexdigest()
    print("forged is equal:", hmac.compare_digest(seal, forged))


main()
