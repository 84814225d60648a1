"""A bank: abstract accounts, a validating descriptor, an audit decorator, a context manager that rolls back."""
import functools
from abc import ABC, abstractmethod
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation


class Positive:
    def __set_name__(self, owner, name):
        self.name = name
        self.slot = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, self.slot, Decimal(0))

    def __set__(self, instance, value):
        value = Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        if value < 0:
            raise ValueError(f"{type(instance).__name__}.{self.name} may not be {value}")
        setattr(instance, self.slot, value)


def audited(kind):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(self, amount, *args, **kwargs):
            before = self.balance
            try:
                return function(self, amount, *args, **kwargs)
            finally:
                self.history.append((kind, str(amount), str(self.balance - before)))
        return wrapper
    return decorate


class Account(ABC):
    balance = Positive()
    limit = Positive()
    numbers = iter(range(1001, 2000))

    def __init__(self, owner, opening="0"):
        self.owner = owner
        self.number = next(Account.numbers)
        self.history = []
        self.balance = opening

    @audited("in")
    def deposit(self, amount):
        """Put money in."""
        self.balance += Decimal(amount)

    @audited("out")
    def withdraw(self, amount):
        self.balance -= Decimal(amount) + self.fee(amount)

    @abstractmethod
    def fee(self, amount): ...

    @abstractmethod
    def interest(self): ...

    def __str__(self):
        return f"{self.number} {self.owner:<8}{self.balance:>12,}"


class Savings(Account):
    rate = Decimal("0.0175")

    def fee(self, amount):
        return Decimal("0.5")

    def interest(self):
        return (self.balance * self.rate).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


class Checking(Account):
    def fee(self, amount):
        return Decimal(0)

    def interest(self):
        return Decimal()


@contextmanager
def transaction(*accounts):
    saved = [(account, account.balance) for account in accounts]
    try:
        yield
    except Exception as error:
        for account, balance in saved:
            account.balance = balance
        print("  rolled back:", type(error).__name__, error)
    else:
        print("  committed")


def transfer(a, b, amount):
    with transaction(a, b):
        b.deposit(amount)
        a.withdraw(amount)


ada, bob = Savings("Ada", "1234.565"), Checking("Bob", 99)
print(ada, bob, sep="\n")
for amount in ("100", "5000", "12.345", "-3", "abc", 0.1):
    print("transfer", amount)
    transfer(ada, bob, amount)
print(ada, bob, sep="\n")
print(ada.interest(), bob.interest(), Account.deposit.__name__, Account.deposit.__doc__)
print(*ada.history, sep="\n")
try:
    Account("Eve")
except TypeError as error:
    print(error)


class Broken(Account):
    def fee(self, amount):
        return 0


try:
    Broken("Eve")
except TypeError as error:
    print(error)
print(Account.__abstractmethods__ == frozenset({"fee", "interest"}), Account.balance.name)
due = date(2024, 1, 31)
for month in range(4):
    last = (due.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    print(f"{due:%a %d %b %Y} -> {last:%A %j %U}", (last - due).days, last.isocalendar()[:2])
    due = last + timedelta(days=1)
print(f"{Decimal('1234567.891'):,.2f} {Decimal('0.00001')} {Decimal('1E+5')} {Decimal('12.50').normalize()}")
try:
    Decimal("twelve")
except InvalidOperation as error:
    print(error)
