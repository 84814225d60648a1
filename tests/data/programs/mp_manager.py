"""A shop whose stock, orders and totals live in a manager's process."""
import multiprocessing as mp

PRICES = {"tea": 3, "milk": 2, "bread": 4}
ORDERS = [("ann", "tea", 2), ("ben", "milk", 9), ("cat", "bread", 1), ("ann", "milk", 3),
          ("ben", "tea", 5), ("cat", "cake", 1)]


def clerk(name, orders, stock, sold, books, lock):
    for customer, item, count in orders:
        with lock:
            left = stock.get(item)
            if left is None or left < count:
                books.refused += 1
                continue
            stock[item] = left - count
            sold.append((customer, item, count))
            books.income += PRICES[item] * count
    books.clerks = sorted(books.clerks + [name])


def report(stock, sold, books):
    print("stock:", sorted(stock.items()))
    print("sold:", sorted(sold))
    print("books:", books.income, books.refused, books.clerks)


if __name__ == "__main__":
    with mp.Manager() as manager:
        stock = manager.dict({"tea": 6, "milk": 10, "bread": 3})
        sold = manager.list()
        books = manager.Namespace(income=0, refused=0, clerks=[])
        lock = manager.Lock()
        for name, part in (("desk 1", ORDERS[:3]), ("desk 2", ORDERS[3:])):
            process = mp.Process(target=clerk, args=(name, part, stock, sold, books, lock))
            process.start()
            process.join()
            report(stock, sold, books)

        print(repr(stock).split(" at ")[0], str(stock), len(stock), "tea" in stock)
        print(list(stock.keys()), list(stock.values()), stock.pop("bread"), stock.copy())
        try:
            stock["cake"]
        except KeyError as error:
            print("KeyError:", error)
        sold.sort()
        print(sold[0], sold[-1], sold[:1], len(sold), [item for _, item, _ in sold])
        sold += [("dan", "tea", 0)]
        sold.remove(("cat", "bread", 1))
        print(sold.pop(), sold.index(("ann", "tea", 2)), sold.count("x"))
        try:
            sold[99]
        except IndexError as error:
            print("IndexError:", error)

        value, array, queue = manager.Value("i", 41), manager.Array("i", [3, 1, 2]), manager.Queue(2)
        value.value += 1
        array[0] = 9
        queue.put("first")
        queue.put("second")
        print(value.value, value, array[0], len(array), queue.full(), queue.get(), queue.qsize())
        event, gate = manager.Event(), manager.Semaphore(1)
        print(event.is_set(), event.wait(0.001), gate.acquire(), gate.acquire(False))
        event.set()
        print(event.wait())
        nested = manager.list([manager.dict(a=1), 2])
        nested[0]["b"] = 2
        print(nested[0], nested[1], books)
        try:
            books.missing
        except AttributeError as error:
            print("AttributeError:", error)
