"""Queues between interpreters. As in CPython, whoever waits for an item, or for room, looks again every
10 ms: there is no lock that two interpreters share.
"""

import queue
import time

import _interpreters
from _interpreter_entry import dumps, loads

__all__ = ['UNBOUND', 'create', 'list_all', 'Queue', 'QueueError', 'QueueNotFoundError',
           'QueueEmpty', 'QueueFull']


class QueueError(RuntimeError):
    """An operation on a queue between interpreters failed."""
    __module__ = 'concurrent.interpreters'


class QueueNotFoundError(QueueError):
    """There is no such queue."""
    __module__ = 'concurrent.interpreters'


class QueueEmpty(QueueError, queue.Empty):
    """get() found nothing."""
    __module__ = 'concurrent.interpreters'


class QueueFull(QueueError, queue.Full):
    """put() found no room."""
    __module__ = 'concurrent.interpreters'


class _Unbound:

    def __repr__(self):
        return 'interpreters.UNBOUND'

    def __reduce__(self):
        return 'UNBOUND'


# What get() gives for an item whose interpreter was closed meanwhile.
UNBOUND = _Unbound()

# Between two looks at a queue (CPython: `_delay` of put and get).
_DELAY = 10 / 1000

_known = {}


def create(maxsize=0):
    """A new queue of at most maxsize items; 0: any number."""
    return Queue(_interpreters.queue_create(maxsize))


class Queue:
    """A queue for several interpreters; there is one of these objects for each in an interpreter."""

    def __new__(cls, id, /):
        if not isinstance(id, int):
            raise TypeError(f'id must be an int, got {id!r}')
        if id not in _known:
            self = object.__new__(cls)
            self._id = id
            self._size()
            _known[id] = self
        return _known[id]

    def __repr__(self):
        return f'{type(self).__name__}({self.id})'

    def __hash__(self):
        return hash(self._id)

    def __reduce__(self):
        return (type(self), (self._id,))

    def _size(self):
        try:
            return _interpreters.queue_size(self._id)
        except FileNotFoundError:
            raise self._not_found() from None

    def _not_found(self):
        return QueueNotFoundError(f'queue {self._id} not found')

    @property
    def id(self):
        return self._id

    @property
    def maxsize(self):
        return self._size()[1]

    def empty(self):
        return self.qsize() == 0

    def full(self):
        size, most = self._size()
        return 0 < most <= size

    def qsize(self):
        return self._size()[0]

    def put_nowait(self, obj):
        """Add an object; QueueFull when there is no room."""
        data = dumps(obj)
        try:
            _interpreters.queue_put(self._id, data)
        except FileNotFoundError:
            raise self._not_found() from None
        except BlockingIOError:
            raise QueueFull(f'queue {self._id} is full') from None

    def put(self, obj, block=True, timeout=None):
        """Add an object, as soon as there is room."""
        return self._repeat(lambda: self.put_nowait(obj), QueueFull, block, timeout)

    def get_nowait(self):
        """The next object; QueueEmpty when there is none."""
        try:
            data = _interpreters.queue_get(self._id)
        except FileNotFoundError:
            raise self._not_found() from None
        except BlockingIOError:
            raise QueueEmpty(f'queue {self._id} is empty') from None
        return UNBOUND if data is None else loads(data)

    def get(self, block=True, timeout=None):
        """The next object, as soon as there is one."""
        return self._repeat(self.get_nowait, QueueEmpty, block, timeout)

    def _repeat(self, attempt, failure, block, timeout):
        if not block:
            return attempt()
        end = None
        if timeout is not None:
            if timeout < 0:
                raise ValueError(f'timeout value must be non-negative, got {timeout}')
            end = time.time() + timeout
        while True:
            try:
                return attempt()
            except failure:
                if end is not None and time.time() >= end:
                    raise
            time.sleep(_DELAY)
