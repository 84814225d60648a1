"""A list kept so that its smallest item is its first."""

__all__ = ['heappush', 'heappop', 'heapify', 'heapreplace', 'heappushpop', 'merge',
           'nlargest', 'nsmallest']


def heappush(heap, item):
    """Add an item."""
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap):
    """Take the smallest item."""
    last = heap.pop()
    if heap:
        smallest = heap[0]
        heap[0] = last
        _sink(heap, 0)
        return smallest
    return last


def heapreplace(heap, item):
    """Take the smallest item and then add one."""
    smallest = heap[0]
    heap[0] = item
    _sink(heap, 0)
    return smallest


def heappushpop(heap, item):
    """Add an item and then take the smallest."""
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _sink(heap, 0)
    return item


def heapify(x):
    """Put a list in order."""
    for at in reversed(range(len(x) // 2)):
        _sink(x, at)


def _rise(heap, start, at):
    item = heap[at]
    while at > start:
        parent_at = (at - 1) >> 1
        parent = heap[parent_at]
        if item < parent:
            heap[at] = parent
            at = parent_at
            continue
        break
    heap[at] = item


def _sink(heap, at):
    # Down to a leaf along the smaller children, then up to where it belongs: fewer comparisons,
    # and CPython's order among equals.
    end = len(heap)
    start = at
    item = heap[at]
    child = 2 * at + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = item
    _rise(heap, start, at)


def merge(*iterables, key=None, reverse=False):
    """All items of sorted iterables, sorted."""
    everything = [item for iterable in iterables for item in iterable]
    everything.sort(key=key, reverse=reverse)
    yield from everything


def nsmallest(n, iterable, key=None):
    """The n smallest, in order."""
    return sorted(iterable, key=key)[:max(n, 0)]


def nlargest(n, iterable, key=None):
    """The n largest, the largest first."""
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]
