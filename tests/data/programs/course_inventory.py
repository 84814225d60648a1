"""An inventory with categories, discounts, a stock ledger and a report (course work, week 4)."""
from collections import defaultdict, namedtuple
from functools import total_ordering
from operator import attrgetter, itemgetter


class StockError(Exception):
    """The base of what can go wrong."""


class OutOfStock(StockError):
    def __init__(self, item, wanted):
        super().__init__(f"only {item.quantity} of {item.name!r}, wanted {wanted}")
        self.item = item
        self.wanted = wanted


Movement = namedtuple("Movement", "kind name amount", defaults=(1,))


@total_ordering
class Item:
    count = 0

    def __init__(self, name, price, quantity=0, *, category="misc"):
        self.name = name
        self._price = None
        self.price = price
        self.quantity = quantity
        self.category = category
        type(self).count += 1

    @property
    def price(self):
        """The price of one."""
        return self._price

    @price.setter
    def price(self, value):
        if value < 0:
            raise ValueError(f"negative price: {value}")
        self._price = float(value)

    @property
    def value(self):
        return self.price * self.quantity

    def __eq__(self, other):
        if not isinstance(other, Item):
            return NotImplemented
        return (self.name, self.price) == (other.name, other.price)

    def __lt__(self, other):
        if not isinstance(other, Item):
            return NotImplemented
        return (self.price, self.name) < (other.price, other.name)

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r}, {self.price:g}, {self.quantity})"


class Perishable(Item):
    def __init__(self, name, price, quantity=0, days=7, **rest):
        super().__init__(name, price, quantity, **rest)
        self.days = days

    @property
    def value(self):
        return super().value * (0.5 if self.days < 3 else 1)


class Inventory:
    def __init__(self, *items):
        self._items = {item.name: item for item in items}
        self.ledger = []

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items.values())

    def __contains__(self, name):
        return name in self._items

    def __getitem__(self, name):
        try:
            return self._items[name]
        except KeyError:
            raise StockError(f"no such item: {name}") from None

    def __iadd__(self, item):
        self._items[item.name] = item
        return self

    def sell(self, name, amount=1):
        item = self[name]
        if item.quantity < amount:
            raise OutOfStock(item, amount)
        item.quantity -= amount
        self.ledger.append(Movement("sell", name, amount))
        return item.price * amount

    def by_category(self):
        groups = defaultdict(list)
        for item in self:
            groups[item.category].append(item)
        return groups


inventory = Inventory(
    Item("hammer", 12.5, 10, category="tools"),
    Item("nails", 0.05, 1000, category="tools"),
    Perishable("milk", 0.99, 20, days=2, category="food"),
    Perishable("cheese", 4.25, 6, category="food"),
)
inventory += Item("vase", 30)
print(len(inventory), Item.count, Perishable.count, "milk" in inventory, "beer" in inventory)
for item in sorted(inventory):
    print(f"{item.name:<10}|{item.price:>8.2f}|{item.quantity:^7}|{item.value:>+10,.2f}|{item.category:.>8}")
print(max(inventory), min(inventory, key=attrgetter("quantity")))
print(inventory["vase"] >= inventory["milk"], inventory["vase"] != inventory["milk"])
for name, amount in [("hammer", 3), ("milk", 25), ("beer", 1), ("nails", 500)]:
    try:
        print("sold", name, f"{inventory.sell(name, amount):.2f}")
    except OutOfStock as error:
        print("out of stock:", error, error.wanted, error.item.quantity)
    except StockError as error:
        print("error:", error, error.__cause__, error.__suppress_context__)
for category, items in sorted(inventory.by_category().items()):
    names = ", ".join(map(attrgetter("name"), items))
    print(f"{category:8}{names:30}{sum(i.value for i in items):10.2f}")
print(inventory.ledger)
print(*(m._asdict() for m in inventory.ledger), sep="\n")
print(sorted(inventory.ledger, key=itemgetter(2), reverse=True)[0]._replace(kind="bought"))
print(Movement._fields, Movement._field_defaults, Movement("gift", "vase"))
try:
    inventory["vase"].price = -1
except ValueError as error:
    print("refused:", error)
try:
    inventory["vase"] < 3
except TypeError as error:
    print(error)
try:
    inventory["vase"].value = 3
except AttributeError as error:
    print(error)
print(Item.price.__doc__, Perishable.__mro__)
