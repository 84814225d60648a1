# masked: ids
import threading
import random
import time
import logging
import sys

logging.basicConfig(stream=sys.stdout, level=logging.DEBUG,
                    format='[%(levelname)-8s] (%(threadName)-10s) %(message)s')


class InsufficientFunds(Exception):
    def __init__(self, account, amount):
        super().__init__(f"{account.owner} has {account.balance:.2f}, needs {amount:.2f}")
        self.account = account
        self.amount = amount


class Account:
    _next = 1000

    def __init__(self, owner, balance=0.0):
        self.number = Account._next
        Account._next += 1
        self.owner = owner
        self._balance = balance
        self.lock = threading.RLock()
        self.history = []

    @property
    def balance(self):
        with self.lock:
            return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise ValueError("negative balance: %r" % value)
        with self.lock:
            self._balance = value

    def deposit(self, amount):
        with self.lock:
            new = self.balance + amount
            time.sleep(0.0001)
            self.balance = new
            self.history.append(("+", amount))

    def withdraw(self, amount):
        with self.lock:
            if amount > self.balance:
                raise InsufficientFunds(self, amount)
            new = self.balance - amount
            time.sleep(0.0001)
            self.balance = new
            self.history.append(("-", amount))

    def __repr__(self):
        return f"{type(self).__name__}(#{self.number} {self.owner!r}, {self.balance:,.2f})"

    def __lt__(self, other):
        return self.number < other.number


def transfer(src, dst, amount):
    first, second = sorted((src, dst))
    with first.lock, second.lock:
        try:
            src.withdraw(amount)
        except InsufficientFunds as e:
            return str(e)
        else:
            dst.deposit(amount)
            return None


def teller(accounts, n, rng, failures):
    for _ in range(n):
        a, b = rng.sample(accounts, 2)
        problem = transfer(a, b, rng.randint(1, 50))
        if problem:
            failures.append(problem)


accounts = [Account(n, 100.0) for n in ("ann", "bob", "cid", "dee")]
for a in accounts:
    logging.info("opened %r", a)
failures = []
threads = [threading.Thread(target=teller, name="teller-%d" % i, args=(accounts, 20, random.Random(i), failures))
           for i in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print("total:", sum(a.balance for a in accounts))
print("operations balance:", sum(1 if s == "+" else -1 for a in accounts for s, _ in a.history))
try:
    accounts[0].balance = -1
except ValueError as e:
    logging.error("refused: %s", e)
try:
    accounts[0].withdraw(1e6)
except InsufficientFunds as e:
    logging.exception("no money") if False else logging.warning("%s / %s", type(e).__name__, e.amount)
print(accounts[0].lock.__class__, accounts[0].lock)
accounts[0].lock.acquire(); accounts[0].lock.acquire()
print(str(accounts[0].lock).split(" object")[0], str(accounts[0].lock).split("count=")[1].split()[0])
accounts[0].lock.release(); accounts[0].lock.release()
try:
    accounts[0].lock.release()
except RuntimeError as e:
    print("RuntimeError:", e)
