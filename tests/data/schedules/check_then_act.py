import threading

seats = {"12A": None}
sold = []


def book(name):
    if seats["12A"] is None:
        receipt = name.upper()
        seats["12A"] = receipt
        sold.append(receipt)


a = threading.Thread(target=book, args=("Ada",), name="Ada")
b = threading.Thread(target=book, args=("Bob",), name="Bob")
a.start()
b.start()
a.join()
b.join()
assert len(sold) == 1, sold
