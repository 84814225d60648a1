"""Iterators out of iterators. `count` is native; most others are generators."""

from operator import index as _index


class chain:
    """The items of one iterable after another."""

    def __init__(self, *iterables):
        self._items = _chain(iterables)

    @classmethod
    def from_iterable(cls, iterables):
        self = cls()
        self._items = _chain(iterables)
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)


def _chain(iterables):
    for iterable in iterables:
        yield from iterable


class repeat:
    """The same object again and again."""

    def __init__(self, object, times=None):
        self._object = object
        self._times = times if times is None else max(_index(times), 0)

    def __iter__(self):
        return self

    def __next__(self):
        if self._times is not None:
            if self._times == 0:
                raise StopIteration
            self._times -= 1
        return self._object

    def __length_hint__(self):
        if self._times is None:
            raise TypeError('len() of unsized object')
        return self._times

    def __repr__(self):
        if self._times is None:
            return f'repeat({self._object!r})'
        return f'repeat({self._object!r}, {self._times})'


def cycle(iterable):
    """The items of an iterable, endlessly."""
    saved = []
    for item in iterable:
        yield item
        saved.append(item)
    while saved:
        yield from saved


def accumulate(iterable, func=None, *, initial=None):
    """Running totals."""
    items = iter(iterable)
    total = initial
    if initial is None:
        try:
            total = next(items)
        except StopIteration:
            return
    yield total
    for item in items:
        total = total + item if func is None else func(total, item)
        yield total


def islice(iterable, *args):
    """A slice of an iterable."""
    s = slice(*args)
    start = 0 if s.start is None else s.start
    step = 1 if s.step is None else s.step
    stop = s.stop
    if start < 0 or (stop is not None and stop < 0):
        raise ValueError('Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.')
    if step < 1:
        raise ValueError('Step for islice() must be a positive integer or None.')
    return _islice(iterable, start, stop, step)


def _islice(iterable, start, stop, step):
    wanted = start
    if stop is not None and stop <= 0:
        return
    for at, item in enumerate(iterable):
        if stop is not None and at >= stop:
            return
        if at == wanted:
            yield item
            wanted += step
        if stop is not None and at + 1 >= stop:
            return


def takewhile(predicate, iterable):
    """Items as long as the predicate is true."""
    for item in iterable:
        if not predicate(item):
            break
        yield item


def dropwhile(predicate, iterable):
    """Items from the first on for which the predicate is false."""
    items = iter(iterable)
    for item in items:
        if not predicate(item):
            yield item
            break
    yield from items


def filterfalse(predicate, iterable):
    """Items for which the predicate is false."""
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def starmap(function, iterable):
    """The function of each tuple of arguments."""
    for args in iterable:
        yield function(*args)


def compress(data, selectors):
    """Items whose selector is true."""
    for item, selector in zip(data, selectors):
        if selector:
            yield item


def pairwise(iterable):
    """Each item with the next."""
    items = iter(iterable)
    try:
        a = next(items)
    except StopIteration:
        return
    for b in items:
        yield a, b
        a = b


def batched(iterable, n, *, strict=False):
    """Tuples of n items."""
    if n < 1:
        raise ValueError('n must be at least one')
    batch = []
    for item in iterable:
        batch.append(item)
        if len(batch) == n:
            yield tuple(batch)
            batch = []
    if batch:
        if strict:
            raise ValueError('batched(): incomplete batch')
        yield tuple(batch)


def zip_longest(*iterables, fillvalue=None):
    """Like zip, as long as the longest."""
    iterators = [iter(iterable) for iterable in iterables]
    left = len(iterators)
    while left:
        row = []
        for at, iterator in enumerate(iterators):
            item = fillvalue
            if iterator is not None:
                try:
                    item = next(iterator)
                except StopIteration:
                    iterators[at] = None
                    left -= 1
            row.append(item)
        if left:
            yield tuple(row)


def product(*iterables, repeat=1):
    """All combinations of an item of each."""
    pools = [tuple(pool) for pool in iterables] * repeat
    results = [()]
    for pool in pools:
        results = [done + (item,) for done in results for item in pool]
    yield from results


def permutations(iterable, r=None):
    """All orders of r items."""
    pool = tuple(iterable)
    n = len(pool)
    r = n if r is None else r
    for indices in product(range(n), repeat=r):
        if len(set(indices)) == r:
            yield tuple(pool[i] for i in indices)


def combinations(iterable, r):
    """All choices of r items, in order."""
    pool = tuple(iterable)
    n = len(pool)
    if r > n:
        return
    indices = list(range(r))
    yield tuple(pool[i] for i in indices)
    while True:
        for i in reversed(range(r)):
            if indices[i] != i + n - r:
                break
        else:
            return
        indices[i] += 1
        for j in range(i + 1, r):
            indices[j] = indices[j - 1] + 1
        yield tuple(pool[i] for i in indices)


def combinations_with_replacement(iterable, r):
    """All choices of r items, each as often as one likes."""
    pool = tuple(iterable)
    for indices in product(range(len(pool)), repeat=r):
        if list(indices) == sorted(indices):
            yield tuple(pool[i] for i in indices)


def groupby(iterable, key=None):
    """Runs of items with the same key, each with its key."""
    group = None
    current = None
    for item in iterable:
        k = item if key is None else key(item)
        if group is not None and k == current:
            group.append(item)
        else:
            if group is not None:
                yield current, iter(group)
            current = k
            group = [item]
    if group is not None:
        yield current, iter(group)


def tee(iterable, n=2):
    """n iterators over the same items."""
    items = iter(iterable)
    waiting = [[] for _ in range(n)]
    return tuple(_tee(items, mine, waiting) for mine in waiting)


def _tee(items, mine, waiting):
    while True:
        if not mine:
            try:
                item = next(items)
            except StopIteration:
                return
            for other in waiting:
                other.append(item)
        yield mine.pop(0)
