"""Bank tellers as subclasses of Process: each works on its own copy of the ledger."""
import multiprocessing as mp


class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f"cannot deposit {amount}")
        self.balance += amount
        return self.balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError(f"{self.owner} has only {self.balance}")
        self.balance -= amount
        return self.balance

    def __repr__(self):
        return f"Account({self.owner!r}, {self.balance})"


class Teller(mp.Process):
    """Works through a list of orders and sends the ledger back."""

    def __init__(self, name, ledger, orders, outbox):
        super().__init__(name=name)
        self.ledger = ledger
        self.orders = orders
        self.outbox = outbox
        self.refused = []

    def run(self):
        for owner, kind, amount in self.orders:
            account = self.ledger[owner]
            try:
                getattr(account, kind)(amount)
            except ValueError as error:
                self.refused.append(str(error))
        self.outbox.put((self.name, self.ledger, self.refused))


def merge(ledger, results, before):
    """The changes of all tellers together."""
    for _, changed, _ in results:
        for owner, account in changed.items():
            ledger[owner].balance += account.balance - before[owner]
    return ledger


if __name__ == "__main__":
    mp.set_start_method("fork")
    ledger = {name: Account(name, 100) for name in ("ada", "bob", "cyd")}
    before = {name: account.balance for name, account in ledger.items()}
    outbox = mp.Queue()
    work = [
        [("ada", "deposit", 50), ("bob", "withdraw", 30), ("bob", "withdraw", 300)],
        [("cyd", "withdraw", 100), ("cyd", "withdraw", 1), ("ada", "deposit", -5)],
    ]
    tellers = [Teller(f"teller-{i}", ledger, orders, outbox) for i, orders in enumerate(work)]
    for teller in tellers:
        teller.start()
    results = sorted([outbox.get() for _ in tellers], key=lambda result: result[0])
    for teller in tellers:
        teller.join()
    print("after the tellers, here:", list(ledger.values()))
    print([t.exitcode for t in tellers], [t.refused for t in tellers])
    for name, changed, refused in results:
        print(name, list(changed.values()), refused)
    print("merged:", list(merge(ledger, results, before).values()))
