__all__ = ['total', 'text']

from .text import money


def total(left, prices):
    return 'left: ' + money(sum(count * prices[name] for name, count in left.items()))
