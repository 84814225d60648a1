"""What of `math` takes iterables; the rest is native."""


def prod(iterable, *, start=1):
    """The product of all items."""
    result = start
    for item in iterable:
        result = result * item
    return result


def fsum(seq, /):
    """The sum of floats without loss of precision (Shewchuk's partial sums)."""
    partials = []
    for x in seq:
        x = float(x)
        kept = 0
        for y in partials:
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low:
                partials[kept] = low
                kept += 1
            x = high
        partials[kept:] = [x]
    total = 0.0
    while partials:
        x = total
        y = partials.pop()
        total = x + y
        low = y - (total - x)
        if low:
            # Round half to even across the partial sums that are left.
            if partials and (low < 0.0) == (partials[-1] < 0.0):
                y = low * 2.0
                x = total + y
                if y == x - total:
                    total = x
            break
    return total


def sumprod(p, q, /):
    """The sum of products of two sequences."""
    total = 0
    for a, b in zip(p, q, strict=True):
        total += a * b
    return total


def dist(p, q, /):
    """The distance of two points."""
    p, q = tuple(p), tuple(q)
    if len(p) != len(q):
        raise ValueError('both points must have the same number of dimensions')
    return hypot(*[a - b for a, b in zip(p, q)])
