"""Locks, semaphores, conditions, events and barriers between processes.

All of them are made of semaphores of the kernel (`_multiprocessing.SemLock`), as in CPython: which
semaphore is taken where, and how often, is what other processes can see.
"""

import itertools
import posix
import sys
import threading
import time

import _multiprocessing
from multiprocessing import context
from multiprocessing import process
from multiprocessing import util

__all__ = ['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event', 'Barrier']

RECURSIVE_MUTEX, SEMAPHORE = 0, 1
SEM_VALUE_MAX = _multiprocessing.SemLock.SEM_VALUE_MAX

_names = itertools.count(1)


class SemLock:
    """A semaphore of the kernel."""

    def __init__(self, kind, value, maxvalue, *, ctx):
        if ctx is None:
            ctx = context._default_context.get_context()
        self._is_fork_ctx = ctx.get_start_method() == 'fork'
        name = '%s-%d-%d' % (process.current_process()._config['semprefix'], posix.getpid(),
                             next(_names))
        self._semlock = _multiprocessing.SemLock(kind, value, maxvalue, name, self._is_fork_ctx)
        util.debug('created semlock with handle %s' % self._semlock.handle)
        self._make_methods()
        util.register_after_fork(self, _forget_owner)

    def _make_methods(self):
        self.acquire = self._semlock.acquire
        self.release = self._semlock.release

    def __enter__(self):
        return self._semlock.__enter__()

    def __exit__(self, *args):
        return self._semlock.__exit__(*args)

    def __getstate__(self):
        context.assert_spawning(self)
        if self._is_fork_ctx:
            raise RuntimeError('A SemLock created in a fork context is being '
                               'shared with a process in a spawn context. This is '
                               'not supported. Please use the same context to create '
                               'multiprocessing objects and Process.')
        lock = self._semlock
        return (lock.handle, lock.kind, lock.maxvalue, lock.name)

    def __setstate__(self, state):
        self._semlock = _multiprocessing.SemLock._rebuild(*state)
        util.debug('recreated blocker with handle %r' % state[0])
        self._make_methods()
        self._is_fork_ctx = False

    def _owner(self):
        """Who holds it, in the words of a repr."""
        try:
            if self._semlock._is_mine():
                name = process.current_process().name
                thread = threading.current_thread().name
                return name if thread == 'MainThread' else name + '|' + thread
            if self._semlock._get_value() == 1:
                return 'None'
            if self._semlock._count() > 0:
                return 'SomeOtherThread'
            return 'SomeOtherProcess'
        except Exception:
            return 'unknown'


def _forget_owner(lock):
    lock._semlock._after_fork()


class Semaphore(SemLock):
    """A counter that acquire() waits for to be above zero and takes one from."""

    def __init__(self, value=1, *, ctx):
        SemLock.__init__(self, SEMAPHORE, value, SEM_VALUE_MAX, ctx=ctx)

    def get_value(self):
        """Its value a moment ago."""
        return self._semlock._get_value()

    def __repr__(self):
        return '<%s(value=%s)>' % (self.__class__.__name__, self._semlock._get_value())


class BoundedSemaphore(Semaphore):
    """A semaphore that refuses to be released more often than it was acquired."""

    def __init__(self, value=1, *, ctx):
        SemLock.__init__(self, SEMAPHORE, value, value, ctx=ctx)

    def __repr__(self):
        return '<%s(value=%s, maxvalue=%s)>' % (
            self.__class__.__name__, self._semlock._get_value(), self._semlock.maxvalue)


class Lock(SemLock):
    """A lock; whoever likes may release it."""

    def __init__(self, *, ctx):
        SemLock.__init__(self, SEMAPHORE, 1, 1, ctx=ctx)

    def __repr__(self):
        return '<%s(owner=%s)>' % (self.__class__.__name__, self._owner())


class RLock(SemLock):
    """A lock that its owner may acquire again."""

    def __init__(self, *, ctx):
        SemLock.__init__(self, RECURSIVE_MUTEX, 1, 1, ctx=ctx)

    def __repr__(self):
        name = self._owner()
        if name.startswith('SomeOther'):
            count = 'nonzero'
        elif name == 'None':
            count = 0
        else:
            count = self._semlock._count()
        return '<%s(%s, %s)>' % (self.__class__.__name__, name, count)


class Condition:
    """Waiting until another process says that something has changed."""

    def __init__(self, lock=None, *, ctx):
        self._lock = lock or ctx.RLock()
        self._sleeping_count = ctx.Semaphore(0)
        self._woken_count = ctx.Semaphore(0)
        self._wait_semaphore = ctx.Semaphore(0)
        self._make_methods()

    def __getstate__(self):
        context.assert_spawning(self)
        return (self._lock, self._sleeping_count, self._woken_count, self._wait_semaphore)

    def __setstate__(self, state):
        (self._lock, self._sleeping_count, self._woken_count, self._wait_semaphore) = state
        self._make_methods()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def _make_methods(self):
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __repr__(self):
        waiters = (self._sleeping_count._semlock._get_value()
                   - self._woken_count._semlock._get_value())
        return '<%s(%s, %s)>' % (self.__class__.__name__, self._lock, waiters)

    def wait(self, timeout=None):
        """Let go of the lock, wait for notify() or the timeout, take the lock again."""
        assert self._lock._semlock._is_mine(), 'must acquire() condition before using wait()'
        self._sleeping_count.release()
        levels = self._lock._semlock._count()
        for _ in range(levels):
            self._lock.release()
        try:
            return self._wait_semaphore.acquire(True, timeout)
        finally:
            self._woken_count.release()
            for _ in range(levels):
                self._lock.acquire()

    def notify(self, n=1):
        """Wake at most n waiters, and wait until they have woken."""
        assert self._lock._semlock._is_mine(), 'lock is not owned'
        assert not self._wait_semaphore.acquire(False), (
            'notify: Should not have been able to acquire _wait_semaphore')
        # Those whose wait timed out since the last notify() sleep no more.
        while self._woken_count.acquire(False):
            sleeping = self._sleeping_count.acquire(False)
            assert sleeping, ('notify: Bug in sleeping_count.acquire'
                              '- res should not be False')
        woken = 0
        while woken < n and self._sleeping_count.acquire(False):
            self._wait_semaphore.release()
            woken += 1
        if woken:
            for _ in range(woken):
                self._woken_count.acquire()
            # A waiter whose wait timed out just now has left its wake-up behind.
            while self._wait_semaphore.acquire(False):
                pass

    def notify_all(self):
        """Wake every waiter."""
        self.notify(n=sys.maxsize)

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true; its last result."""
        result = predicate()
        if result:
            return result
        left = None
        if timeout is not None:
            deadline = time.monotonic() + timeout
        while not result:
            if timeout is not None:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
            self.wait(left)
            result = predicate()
        return result


class Event:
    """A flag that processes can wait for."""

    def __init__(self, *, ctx):
        self._cond = ctx.Condition(ctx.Lock())
        self._flag = ctx.Semaphore(0)

    def _peek(self):
        if self._flag.acquire(False):
            self._flag.release()
            return True
        return False

    def is_set(self):
        """Whether the flag is set."""
        with self._cond:
            return self._peek()

    def set(self):
        """Set the flag and wake every waiter."""
        with self._cond:
            self._flag.acquire(False)
            self._flag.release()
            self._cond.notify_all()

    def clear(self):
        """Reset the flag."""
        with self._cond:
            self._flag.acquire(False)

    def wait(self, timeout=None):
        """Wait until the flag is set; False only when the timeout came first."""
        with self._cond:
            if not self._peek():
                self._cond.wait(timeout)
            return self._peek()

    def __repr__(self):
        status = 'set' if self.is_set() else 'unset'
        return f"<{type(self).__qualname__} at {id(self):#x} {status}>"


class Barrier(threading.Barrier):
    """The barrier of threads, its state and its count in shared memory."""

    def __init__(self, parties, action=None, timeout=None, *, ctx):
        from multiprocessing.heap import Block
        self.__setstate__((parties, action, timeout, ctx.Condition(), Block(8)))
        self._state = 0
        self._count = 0

    def __getstate__(self):
        return (self._parties, self._action, self._timeout, self._cond, self._block)

    def __setstate__(self, state):
        (self._parties, self._action, self._timeout, self._cond, self._block) = state

    @property
    def _state(self):
        return self._block.load('i', 0)

    @_state.setter
    def _state(self, value):
        self._block.store('i', 0, value)

    @property
    def _count(self):
        return self._block.load('i', 4)

    @_count.setter
    def _count(self, value):
        self._block.store('i', 4, value)
