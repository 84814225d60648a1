"""Futures and what every executor has; waiting for futures is in `_waiting`.

Each future has a Condition of its own, and every question to it takes that lock, as in CPython: the
moments at which threads can hand over are the same.
"""

import threading
import time
from collections import deque
from itertools import islice

PENDING = 'PENDING'
RUNNING = 'RUNNING'
# Cancelled by the user; the waiters are told when a worker comes across it.
CANCELLED = 'CANCELLED'
CANCELLED_AND_NOTIFIED = 'CANCELLED_AND_NOTIFIED'
FINISHED = 'FINISHED'

_CANCELLED_STATES = (CANCELLED, CANCELLED_AND_NOTIFIED)
_WORDS = {
    PENDING: 'pending',
    RUNNING: 'running',
    CANCELLED: 'cancelled',
    CANCELLED_AND_NOTIFIED: 'cancelled',
    FINISHED: 'finished',
}


def _logger():
    # Only what goes wrong in a callback or an initializer is logged: most programs never load it.
    import logging
    return logging.getLogger('concurrent.futures')


class Error(Exception):
    """What the exceptions of futures have in common."""


class CancelledError(Error):
    """The future was cancelled."""


TimeoutError = TimeoutError


class InvalidStateError(Error):
    """The future is not in a state that allows this."""


class BrokenExecutor(RuntimeError):
    """The executor cannot be used any more."""


class Future:
    """The result of a call that may not have happened yet."""

    def __init__(self):
        self._condition = threading.Condition()
        self._state = PENDING
        self._result = None
        self._exception = None
        self._waiters = []
        self._done_callbacks = []

    @classmethod
    def __class_getitem__(cls, item):
        return cls

    def __repr__(self):
        with self._condition:
            text = f'<{self.__class__.__name__} at {id(self):#x} state={_WORDS[self._state]}'
            if self._state != FINISHED:
                return text + '>'
            if self._exception:
                return f'{text} raised {self._exception.__class__.__name__}>'
            return f'{text} returned {self._result.__class__.__name__}>'

    def _invoke_callbacks(self):
        for callback in self._done_callbacks:
            try:
                callback(self)
            except Exception:
                _logger().exception('exception calling callback for %r', self)

    def cancel(self):
        """Cancel the call unless it runs or has run; whether it is cancelled."""
        with self._condition:
            if self._state in [RUNNING, FINISHED]:
                return False
            if self._state in _CANCELLED_STATES:
                return True
            self._state = CANCELLED
            self._condition.notify_all()
        self._invoke_callbacks()
        return True

    def cancelled(self):
        """Whether it was cancelled."""
        with self._condition:
            return self._state in _CANCELLED_STATES

    def running(self):
        """Whether the call is being made."""
        with self._condition:
            return self._state == RUNNING

    def done(self):
        """Whether it was cancelled or has a result."""
        with self._condition:
            return self._state in [CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED]

    def add_done_callback(self, fn):
        """Call fn(self) when it is done: now, if it is."""
        with self._condition:
            if self._state not in [CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED]:
                self._done_callbacks.append(fn)
                return
        try:
            fn(self)
        except Exception:
            _logger().exception('exception calling callback for %r', self)

    def __get_result(self):
        if self._exception:
            raise self._exception
        return self._result

    def result(self, timeout=None):
        """What the call returned, or raise what it raised; waits for it."""
        with self._condition:
            if self._state in _CANCELLED_STATES:
                raise CancelledError()
            elif self._state == FINISHED:
                return self.__get_result()
            self._condition.wait(timeout)
            if self._state in _CANCELLED_STATES:
                raise CancelledError()
            elif self._state == FINISHED:
                return self.__get_result()
            else:
                raise TimeoutError()

    def exception(self, timeout=None):
        """What the call raised, or None; waits for it."""
        with self._condition:
            if self._state in _CANCELLED_STATES:
                raise CancelledError()
            elif self._state == FINISHED:
                return self._exception
            self._condition.wait(timeout)
            if self._state in _CANCELLED_STATES:
                raise CancelledError()
            elif self._state == FINISHED:
                return self._exception
            else:
                raise TimeoutError()

    def set_running_or_notify_cancel(self):
        """For executors: the call begins; False if it was cancelled before."""
        with self._condition:
            if self._state == CANCELLED:
                self._state = CANCELLED_AND_NOTIFIED
                for waiter in self._waiters:
                    waiter.add_cancelled(self)
                return False
            elif self._state == PENDING:
                self._state = RUNNING
                return True
            else:
                _logger().critical('Future %s in unexpected state: %s', id(self), self._state)
                raise RuntimeError('Future in unexpected state')

    def set_result(self, result):
        """For executors: the call returned."""
        with self._condition:
            if self._state in [CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED]:
                raise InvalidStateError(f'{self._state}: {self!r}')
            self._result = result
            self._state = FINISHED
            for waiter in self._waiters:
                waiter.add_result(self)
            self._condition.notify_all()
        self._invoke_callbacks()

    def set_exception(self, exception):
        """For executors: the call raised."""
        with self._condition:
            if self._state in [CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED]:
                raise InvalidStateError(f'{self._state}: {self!r}')
            self._exception = exception
            self._state = FINISHED
            for waiter in self._waiters:
                waiter.add_exception(self)
            self._condition.notify_all()
        self._invoke_callbacks()


def _result_or_cancel(future, timeout=None):
    try:
        return future.result(timeout)
    finally:
        future.cancel()


class Executor:
    """What makes calls elsewhere."""

    def submit(self, fn, /, *args, **kwargs):
        """Have fn(*args, **kwargs) called; its future."""
        raise NotImplementedError()

    def map(self, fn, *iterables, timeout=None, chunksize=1, buffersize=None):
        """As map(), with the calls made elsewhere; results in the order of the arguments."""
        if buffersize is not None and not isinstance(buffersize, int):
            raise TypeError("buffersize must be an integer or None")
        if buffersize is not None and buffersize < 1:
            raise ValueError("buffersize must be None or > 0")
        if timeout is not None:
            end_time = timeout + time.monotonic()
        zipped = zip(*iterables)
        if buffersize:
            futures = deque(self.submit(fn, *args) for args in islice(zipped, buffersize))
        else:
            futures = [self.submit(fn, *args) for args in zipped]

        # A generator of its own, so that the calls are submitted before the first result is asked for.
        def result_iterator():
            try:
                futures.reverse()
                while futures:
                    if buffersize and (args := next(zipped, None)):
                        futures.appendleft(self.submit(fn, *args))
                    if timeout is None:
                        yield _result_or_cancel(futures.pop())
                    else:
                        yield _result_or_cancel(futures.pop(), end_time - time.monotonic())
            finally:
                for future in futures:
                    future.cancel()

        return result_iterator()

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Accept no more calls."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.shutdown(wait=True)
        return False


# At the end, because waiting needs the states above.
from concurrent.futures._waiting import (
    FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED, DoneAndNotDoneFutures, wait, as_completed)
