"""A program of several files: modules and packages beside it, imported in every way there is."""

import threading

import shop
import shop.stock as stock
from shop import prices
from shop.reports import *
from shop.reports.text import underline


def name_of(path):
    return path.replace('\\', '/').rsplit('/', 1)[-1]


def worker(names):
    # Imported by whoever comes first; the others get the same module.
    from shop import lazy
    for name in names:
        lazy.note(name, stock.take(name))


stock.fill({'apple': 3, 'pear': 2, 'plum': 1})
orders = [['apple', 'pear'], ['apple', 'plum'], ['plum']]
threads = [threading.Thread(target=worker, args=(order,)) for order in orders]
for thread in threads:
    thread.start()
    thread.join()

from shop import lazy

print(underline('Shop'))
for line in lazy.NOTES:
    print(line)
print(total(stock.left(), prices.PRICES))

print(shop.__name__, repr(shop.__package__), name_of(shop.__file__), len(shop.__path__))
print(stock.__name__, stock.__package__, name_of(stock.__file__), stock.__doc__)
print(stock.__spec__.name, stock.__spec__.parent, name_of(stock.__spec__.origin))
print(shop.__spec__.submodule_search_locations == list(shop.__path__))
print(__name__, __package__, __spec__)
print(shop.stock is stock, shop.prices is prices, lazy.__name__)

for name in ['shop.nothing', 'shop.stock.deeper', 'nowhere', 'nowhere.at.all']:
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        print(f'{error} [{error.name}]')
try:
    from shop.stock import missing
except ImportError as error:
    print(type(error).__name__, str(error).split(' (')[0], error.name)
try:
    from . import stock as other
except ImportError as error:
    print(type(error).__name__, error)
try:
    import shop.broken
except SyntaxError as error:
    print(type(error).__name__, error, error.lineno, repr(error.text))
try:
    import shop.circle
except ImportError as error:
    print(str(error).split(' (/')[0])
try:
    import shop.fails
except ZeroDivisionError as error:
    print('while importing:', error)
print(hasattr(shop, 'fails'), hasattr(shop, 'circle'))
import shop.fails
