import threading
import time
from decimal import Decimal
from operator import attrgetter, methodcaller

class Item:
    def __init__(self, sku, qty, price): self.sku, self.qty, self.price = sku, qty, Decimal(price)
    @property
    def worth(self): return self.qty * self.price
    def __format__(self, spec):
        if spec == 'long': return f'{self.sku:<8}{self.qty:>5}{self.worth:>12,.2f}'
        return format(self.sku, spec)
    def __hash__(self): return hash(self.sku)
    def __eq__(self, other): return self.sku == getattr(other, 'sku', other)

class Inventory(object):
    def __init__(self): self.__items = {}; self.__lock = threading.RLock(); self.__log = []
    def __enter__(self): self.__lock.acquire(); return self
    def __exit__(self, *a): self.__lock.release()
    def add(self, sku, qty, price='1'):
        with self:
            it = self.__items.setdefault(sku, Item(sku, 0, price))
            q = it.qty; time.sleep(0); it.qty = q + qty
            self.__log += [(sku, qty)]
            return it
    def remove(self, sku, qty=1):
        with self:
            if sku not in self.__items: raise KeyError(sku)
            if self.__items[sku].qty < qty: raise ValueError('only %d of %s' % (self.__items[sku].qty, sku))
            return self.add(sku, -qty)
    def move(self, a, b, qty):
        with self: self.remove(a, qty); self.add(b, qty)
    def __len__(self): return len(self.__items)
    def __iter__(self): return iter(sorted(self.__items.values(), key=attrgetter('sku')))
    total = property(lambda self: sum((i.worth for i in self), Decimal(0)))

inv = Inventory()
for sku, q, p in (('bolt', 100, '0.05'), ('nut', 100, '.04'), ('gear', 10, '12.50')): inv.add(sku, q, p)
print(inv.total, len(inv))
errors = []
def worker(moves):
    for a, b, q in moves:
        try: inv.move(a, b, q)
        except (KeyError, ValueError) as e: errors.append(repr(e))
ts = [threading.Thread(target=worker, args=([('bolt', 'nut', 1), ('nut', 'bolt', 1)] * 20,)) for _ in range(3)]
ts.append(threading.Thread(target=worker, args=([('gear', 'bolt', 11), ('screw', 'nut', 1)],)))
[*map(methodcaller('start'), ts)]; [*map(methodcaller('join'), ts)]
for i in inv: print(f"{i:long}|{i:>6}")
print(sorted(errors), inv.total)
print([n for n in vars(inv)], Item('nut', 0, 0) in list(inv), 'gear' in list(inv))
try: inv.__items
except AttributeError as e: print(e)
try: print('%d' % 'x')
except TypeError as e: print(e)
try: '%s %s' % ('one',)
except TypeError as e: print(e)
print('%-5s|%5s|%05d|%+.1e|%%|%c|%r|%x|%#o' % ('ab', 'cd', 42, 12345.678, 'z', 'q', 255, 8))
print("%(name)s is %(age)5.1f" % {'name': 'Bo', 'age': 3.14159}, "%*d" % (6, 42), '%s' % (1, ) , '%s' % [1, 2])
