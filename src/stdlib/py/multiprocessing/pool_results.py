"""What a caller of a pool waits on: the result of one call, of a map, or of an iteration."""

import collections
import itertools
import threading

from multiprocessing import TimeoutError

_jobs = itertools.count()


class ApplyResult:
    """The result of one call."""

    __module__ = 'multiprocessing.pool'

    def __init__(self, pool, callback, error_callback):
        self._pool = pool
        self._event = threading.Event()
        self._job = next(_jobs)
        self._cache = pool._cache
        self._callback = callback
        self._error_callback = error_callback
        self._cache[self._job] = self

    def ready(self):
        """Whether it is there."""
        return self._event.is_set()

    def successful(self):
        """Whether it is no error."""
        if not self.ready():
            raise ValueError("{0!r} not ready".format(self))
        return self._success

    def wait(self, timeout=None):
        """Wait for it, or for `timeout` seconds."""
        self._event.wait(timeout)

    def get(self, timeout=None):
        """Wait for it; what the call returned or raised."""
        self.wait(timeout)
        if not self.ready():
            raise TimeoutError
        if self._success:
            return self._value
        raise self._value

    def _set(self, i, result):
        self._success, self._value = result
        if self._callback and self._success:
            self._callback(self._value)
        if self._error_callback and not self._success:
            self._error_callback(self._value)
        self._event.set()
        del self._cache[self._job]
        self._pool = None


AsyncResult = ApplyResult


class MapResult(ApplyResult):
    """The list of results of a map."""

    __module__ = 'multiprocessing.pool'

    def __init__(self, pool, chunksize, length, callback, error_callback):
        ApplyResult.__init__(self, pool, callback, error_callback)
        self._success = True
        self._value = [None] * length
        self._chunksize = chunksize
        if chunksize <= 0:
            self._number_left = 0
            self._event.set()
            del self._cache[self._job]
        else:
            self._number_left = length // chunksize + bool(length % chunksize)

    def _set(self, i, chunk):
        self._number_left -= 1
        success, result = chunk
        if success and self._success:
            self._value[i * self._chunksize:(i + 1) * self._chunksize] = result
            if self._number_left == 0:
                self._finish(self._callback)
            return
        if not success and self._success:
            # The first error is the result, once all chunks are done.
            self._success = False
            self._value = result
        if self._number_left == 0:
            self._finish(self._error_callback)

    def _finish(self, callback):
        if callback:
            callback(self._value)
        del self._cache[self._job]
        self._event.set()
        self._pool = None


class IMapIterator:
    """Results one after the other, in order."""

    __module__ = 'multiprocessing.pool'

    def __init__(self, pool):
        self._pool = pool
        self._cond = threading.Condition(threading.Lock())
        self._job = next(_jobs)
        self._cache = pool._cache
        self._items = collections.deque()
        self._index = 0
        self._length = None
        self._unsorted = {}
        self._cache[self._job] = self

    def __iter__(self):
        return self

    def next(self, timeout=None):
        """The next result, waiting for it; TimeoutError when it did not come in time."""
        with self._cond:
            if not self._items:
                self._stop_at_end()
                self._cond.wait(timeout)
                if not self._items:
                    self._stop_at_end()
                    raise TimeoutError from None
            success, value = self._items.popleft()
        if success:
            return value
        raise value

    __next__ = next

    def _stop_at_end(self):
        if self._index == self._length:
            self._pool = None
            raise StopIteration from None

    def _set(self, i, result):
        with self._cond:
            if self._index == i:
                self._append(result)
                while self._index in self._unsorted:
                    self._append(self._unsorted.pop(self._index))
                self._cond.notify()
            else:
                self._unsorted[i] = result
            self._forget_at_end()

    def _append(self, result):
        self._items.append(result)
        self._index += 1

    def _set_length(self, length):
        with self._cond:
            self._length = length
            if self._index == self._length:
                self._cond.notify()
            self._forget_at_end()

    def _forget_at_end(self):
        if self._index == self._length:
            del self._cache[self._job]
            self._pool = None


class IMapUnorderedIterator(IMapIterator):
    """Results one after the other, as they become ready."""

    __module__ = 'multiprocessing.pool'

    def _set(self, i, result):
        with self._cond:
            self._append(result)
            self._cond.notify()
            self._forget_at_end()
