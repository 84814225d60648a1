"""Sales from three shops, read as tables by three threads, reported as one."""

import csv
import statistics
import string
import textwrap
import threading
from fractions import Fraction

SHOPS = {
    "north": 'date,item,price\n2024-01-01,"tea, green",2.50\n2024-01-02,coffee,3.00\n'
             '2024-01-03,"mug ""XL""",7.25\n',
    "south": "date,item,price\n2024-01-01,coffee,3.20\n2024-01-02,coffee,3.10\n",
    "west": 'date,item,price\n2024-01-01,tea,2.00\n\n2024-01-04,"cake\nwith cream",4.75\n',
}

HEADER = string.Template("$title\n$line")


class Report:
    """Collects rows from several threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.rows = []

    def read(self, shop, text):
        table = csv.DictReader(text.splitlines(keepends=True))
        rows = [(shop, row["date"], row["item"], float(row["price"])) for row in table]
        with self.lock:
            self.rows.extend(rows)


class Page:
    """Something with a `write`, as csv.writer needs it."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text


def main():
    report = Report()
    threads = [threading.Thread(target=report.read, args=pair) for pair in SHOPS.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = sorted(report.rows)
    title = f"{len(rows)} sales"
    print(HEADER.substitute(title=title, line="=" * len(title)))
    for shop, date, item, price in rows:
        print(f"{shop:<6} {date} {item!r:<20} {price:6.2f}")

    prices = [row[3] for row in rows]
    print("mean", round(statistics.mean(prices), 4), "median", statistics.median(prices),
          "stdev", round(statistics.stdev(prices), 4))
    print("most sold:", statistics.mode(row[2] for row in rows))
    share = Fraction(sum(1 for row in rows if row[2] == "coffee"), len(rows))
    print("coffee is", share, "of all, about", round(float(share), 3))

    page = Page()
    out = csv.writer(page, lineterminator="\n")
    out.writerow(["shop", "item", "price"])
    out.writerows([shop, item, price] for shop, _, item, price in rows)
    print(page.text)
    print(list(csv.reader(page.text.splitlines(keepends=True)))[1:3])
    note = ("Prices are in the shop's own currency. Items with commas, quotes or "
            "line ends are quoted as the format asks for.")
    print(textwrap.fill(note, width=44, initial_indent="* ", subsequent_indent="  "))
    print(string.capwords("end of  report"))


main()
