"""A shop's inventory is kept as JSON text; clerks change it under a lock, a custom encoder writes objects."""

import json
import threading


class Item:
    def __init__(self, name, price, stock, tags=()):
        self.name = name
        self.price = price
        self.stock = stock
        self.tags = set(tags)

    def __repr__(self):
        return f"<{self.name}: {self.stock} at {self.price}>"


class ShopEncoder(json.JSONEncoder):
    """Items become objects with a type, sets become sorted lists."""

    def default(self, o):
        if isinstance(o, Item):
            return {"__type__": "Item", **vars(o)}
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


def revive(data):
    if data.get("__type__") == "Item":
        return Item(data["name"], data["price"], data["stock"], data["tags"])
    return data


class Store:
    """Holds text only: every change reads it, changes it and writes it."""

    def __init__(self, items):
        self.lock = threading.Lock()
        self.text = json.dumps({"items": items, "sold": 0}, cls=ShopEncoder)

    def change(self, work):
        with self.lock:
            data = json.loads(self.text, object_hook=revive)
            result = work(data)
            self.text = json.dumps(data, cls=ShopEncoder)
            return result


def sell(name):
    def work(data):
        for item in data["items"]:
            if item.name == name and item.stock:
                item.stock -= 1
                data["sold"] += 1
                return True
        return False
    return work


def clerk(store, names, sales):
    for name in names:
        if store.change(sell(name)):
            sales.append(name)


def main():
    store = Store([
        Item("pen", 1.5, 12, ["office", "blue"]),
        Item("café mug", 7.25, 3, ["kitchen"]),
        Item("lamp", 30, 1),
    ])
    print(store.text)
    sales = []
    clerks = [
        threading.Thread(target=clerk, args=(store, ["pen"] * 5 + ["lamp"], sales)),
        threading.Thread(target=clerk, args=(store, ["café mug"] * 5, sales)),
        threading.Thread(target=clerk, args=(store, ["pen", "lamp", "sofa"], sales)),
    ]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join()
    final = json.loads(store.text, object_hook=revive)
    print("sold:", final["sold"], "as counted:", len(sales))
    print(final["items"])
    print(json.dumps(final, cls=ShopEncoder, indent=2, ensure_ascii=False, sort_keys=True))
    print(json.dumps({"compact": [1, 2, {"a": None}]}, separators=(",", ":")))
    for text in ('{"items": [1, 2', '{"items" 1}', "[1, 2,]", ""):
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            print(f"{text!r}: {error}")
    try:
        json.dumps({"worker": threading.Lock()})
    except TypeError as error:
        print("TypeError:", error)


main()
