import random
import threading
import logging
import sys

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout,
                    format='(%(threadName)-10s) %(message)s')


def show_value(data):
    try:
        val = data.value
    except AttributeError:
        logging.debug('No value yet')
    else:
        logging.debug('value=%s', val)


def worker(data):
    show_value(data)
    data.value = random.Random(7).randint(1, 100)
    show_value(data)


class MyLocal(threading.local):
    shared = []

    def __init__(self, value):
        super().__init__()
        logging.debug('Initializing %r', value)
        self.value = value


class Slotted(threading.local):
    __slots__ = ("number",)


local_data = threading.local()
show_value(local_data)
local_data.value = 1000
show_value(local_data)

for i in range(2):
    t = threading.Thread(target=worker, args=(local_data,), name='Thread-%d' % (i + 1))
    t.start()
    t.join()

mine = MyLocal(1000)
show_value(mine)
for i in range(2):
    t = threading.Thread(target=worker, args=(mine,))
    t.start()
    t.join()
show_value(mine)
print(sorted(vars(mine).items()), mine.__dict__)
mine.shared.append(1)
t = threading.Thread(target=lambda: mine.shared.append(2))
t.start()
t.join()
print(MyLocal.shared, isinstance(mine, threading.local))

s = Slotted()
s.number = 42
out = []
t = threading.Thread(target=lambda: out.append(s.number))
t.start(); t.join()
print("slots are shared:", out)

try:
    del local_data.value
    local_data.value
except AttributeError as e:
    print("AttributeError:", e)
try:
    threading.local(1)
except TypeError as e:
    print("TypeError:", e)
print(hasattr(local_data, "value"), getattr(local_data, "value", "default"))
