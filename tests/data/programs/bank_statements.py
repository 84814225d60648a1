"""Bank accounts with exact money: tellers move amounts between accounts, interest is rounded as banks do."""

import threading
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation, getcontext, localcontext

CENT = Decimal("0.01")


class InsufficientFunds(Exception):
    pass


class Account:
    """Money, and a lock that guards it."""

    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = Decimal(balance)
        self.lock = threading.Lock()
        self.log = []

    def __repr__(self):
        return f"Account({self.owner!r}, {self.balance})"

    def change(self, amount):
        if self.balance + amount < 0:
            raise InsufficientFunds(f"{self.owner} has {self.balance}, needs {-amount}")
        self.balance += amount
        self.log.append(amount)


class Bank:
    """Accounts by owner; transfers lock two accounts in the order of their owners' names."""

    def __init__(self):
        self.accounts = {}
        self.refused = []

    def open(self, owner, balance):
        self.accounts[owner] = Account(owner, balance)

    def transfer(self, source, target, amount):
        a, b = self.accounts[source], self.accounts[target]
        first, second = sorted((a, b), key=lambda account: account.owner)
        with first.lock, second.lock:
            try:
                a.change(-amount)
            except InsufficientFunds as problem:
                self.refused.append(str(problem))
            else:
                b.change(amount)

    def total(self):
        return sum(account.balance for account in self.accounts.values())


def teller(bank, jobs):
    for source, target, amount in jobs:
        bank.transfer(source, target, Decimal(amount))


def main():
    bank = Bank()
    bank.open("ann", "100.10")
    bank.open("bob", "50.20")
    bank.open("cid", "0.05")
    before = bank.total()
    jobs = [
        [("ann", "bob", "0.10")] * 10,
        [("bob", "cid", "0.30")] * 10,
        [("cid", "ann", "0.00")] * 10,
    ]
    tellers = [threading.Thread(target=teller, args=(bank, work)) for work in jobs]
    for thread in tellers:
        thread.start()
    for thread in tellers:
        thread.join()
    for account in bank.accounts.values():
        print(account, "moves:", len(account.log))
    print("money kept:", bank.total() == before, bank.total(), "refused:", len(bank.refused))
    bank.transfer("cid", "ann", Decimal("1000"))
    print("refused:", bank.refused[-1])

    rate = Decimal("0.0375")
    for rounding in (ROUND_HALF_EVEN, ROUND_HALF_UP):
        gains = [(a.balance * rate).quantize(CENT, rounding=rounding)
                 for a in bank.accounts.values()]
        print(f"{rounding:>15}: {[str(gain) for gain in gains]} sum {sum(gains)}")
    print("0.1 + 0.2 as floats:", 0.1 + 0.2, "as decimals:", Decimal("0.1") + Decimal("0.2"))
    print("a third:", Decimal(1) / 3)
    with localcontext() as context:
        context.prec = 8
        print("a third, short:", Decimal(1) / 3)
    print("precision again:", getcontext().prec)
    try:
        Decimal("12,50")
    except InvalidOperation as problem:
        print("InvalidOperation:", problem)
    print(f"{Decimal('1234567.891'):>16,.2f}|{Decimal('0.5'):.1%}|{Decimal('-3'):+08.2f}")


main()
