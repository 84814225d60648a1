"""What is in store."""

import threading

_lock = threading.Lock()
_items = {}


def fill(items):
    _items.update(items)


def take(name):
    with _lock:
        if _items.get(name, 0) == 0:
            return False
        _items[name] -= 1
        return True


def left():
    return dict(_items)
