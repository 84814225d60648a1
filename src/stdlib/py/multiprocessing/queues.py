"""Queues between processes: a pipe, two locks, and for the full queue a thread that fills it.

put() returns before anything is pickled or sent: the feeder thread does that, in the process that
puts, and needs its GIL for it.
"""

import collections
import posix
import threading
import time
from queue import Empty, Full

from multiprocessing import connection
from multiprocessing import context
from multiprocessing import util

__all__ = ['Queue', 'SimpleQueue', 'JoinableQueue']

_dumps = context.reduction.ForkingPickler.dumps
_loads = context.reduction.ForkingPickler.loads

# errno.EPIPE on Linux.
_BROKEN_PIPE = 32

# What tells the feeder thread that there will be no more.
_sentinel = object()


class Queue:
    """First in, first out; with at most `maxsize` items, when that is above zero."""

    def __init__(self, maxsize=0, *, ctx):
        if maxsize <= 0:
            from multiprocessing.synchronize import SEM_VALUE_MAX as maxsize
        self._maxsize = maxsize
        self._reader, self._writer = connection.Pipe(duplex=False)
        self._rlock = ctx.Lock()
        self._opid = posix.getpid()
        self._wlock = ctx.Lock()
        self._sem = ctx.BoundedSemaphore(maxsize)
        # For concurrent.futures: a pipe that nobody reads any more is no error there.
        self._ignore_epipe = False
        self._reset()
        util.register_after_fork(self, Queue._after_fork)

    def __getstate__(self):
        context.assert_spawning(self)
        return (self._ignore_epipe, self._maxsize, self._reader, self._writer,
                self._rlock, self._wlock, self._sem, self._opid)

    def __setstate__(self, state):
        (self._ignore_epipe, self._maxsize, self._reader, self._writer,
         self._rlock, self._wlock, self._sem, self._opid) = state
        self._reset()

    def _after_fork(self):
        util.debug('Queue._after_fork()')
        self._reset()

    def _reset(self):
        self._notempty = threading.Condition(threading.Lock())
        self._buffer = collections.deque()
        self._thread = None
        self._jointhread = None
        self._joincancelled = False
        self._closed = False
        self._close = None
        self._send_bytes = self._writer.send_bytes
        self._recv_bytes = self._reader.recv_bytes
        self._poll = self._reader.poll

    def _check_open(self):
        if self._closed:
            raise ValueError(f"Queue {self!r} is closed")

    def put(self, obj, block=True, timeout=None):
        """Hand an item to the feeder thread, waiting for room; Full when there was none in time."""
        self._check_open()
        if not self._sem.acquire(block, timeout):
            raise Full
        with self._notempty:
            if self._thread is None:
                self._start_thread()
            self._buffer.append(obj)
            self._notempty.notify()

    def get(self, block=True, timeout=None):
        """Take an item, waiting for one; Empty when there was none in time."""
        self._check_open()
        if block and timeout is None:
            with self._rlock:
                message = self._recv_bytes()
            self._sem.release()
        else:
            message = self._get_in_time(block, timeout)
        # Others may read while this one unpickles.
        return _loads(message)

    def _get_in_time(self, block, timeout):
        if block:
            deadline = time.monotonic() + timeout
        if not self._rlock.acquire(block, timeout):
            raise Empty
        try:
            if not self._poll(deadline - time.monotonic() if block else 0.0):
                raise Empty
            message = self._recv_bytes()
            self._sem.release()
            return message
        finally:
            self._rlock.release()

    def qsize(self):
        """How many items there were a moment ago."""
        return self._maxsize - self._sem._semlock._get_value()

    def empty(self):
        """Whether nothing could be read a moment ago."""
        return not self._poll()

    def full(self):
        """Whether there was no room a moment ago."""
        return self._sem._semlock._is_zero()

    def get_nowait(self):
        """Take an item if there is one now."""
        return self.get(False)

    def put_nowait(self, obj):
        """Add an item if there is room now."""
        return self.put(obj, False)

    def close(self):
        """Put no more here; the feeder thread ends when it has sent what there is."""
        self._closed = True
        close = self._close
        if close:
            self._close = None
            close()

    def join_thread(self):
        """Wait for the feeder thread."""
        util.debug('Queue.join_thread()')
        assert self._closed, "Queue {0!r} not closed".format(self)
        if self._jointhread:
            self._jointhread()

    def cancel_join_thread(self):
        """Do not wait for the feeder thread at exit: what it has not sent is lost."""
        util.debug('Queue.cancel_join_thread()')
        self._joincancelled = True
        if self._jointhread is not None:
            self._jointhread.cancel()

    def _terminate_broken(self):
        """For concurrent.futures: end it though nobody reads any more."""
        self._reader.close()
        self.close()
        self.join_thread()

    def _start_thread(self):
        util.debug('Queue._start_thread()')
        self._buffer.clear()
        self._thread = threading.Thread(
            target=Queue._feed,
            args=(self._buffer, self._notempty, self._send_bytes, self._wlock,
                  self._reader.close, self._writer.close, self._ignore_epipe,
                  self._on_queue_feeder_error, self._sem),
            name='QueueFeederThread',
            daemon=True)
        try:
            self._thread.start()
        except:
            self._thread = None
            raise
        if not self._joincancelled:
            self._jointhread = util.Finalize(self._thread, Queue._finalize_join,
                                             [self._thread], exitpriority=-5)
        self._close = util.Finalize(self, Queue._finalize_close,
                                    [self._buffer, self._notempty], exitpriority=10)

    @staticmethod
    def _finalize_join(thread):
        util.debug('joining queue thread')
        thread.join()
        util.debug('... queue thread joined')

    @staticmethod
    def _finalize_close(buffer, notempty):
        util.debug('telling queue thread to quit')
        with notempty:
            buffer.append(_sentinel)
            notempty.notify()

    @staticmethod
    def _feed(buffer, notempty, send_bytes, writelock, reader_close, writer_close,
              ignore_epipe, onerror, queue_sem):
        util.debug('starting thread to feed data to pipe')
        while True:
            try:
                with notempty:
                    if not buffer:
                        notempty.wait()
                while buffer:
                    obj = buffer.popleft()
                    if obj is _sentinel:
                        util.debug('feeder thread got sentinel -- exiting')
                        reader_close()
                        writer_close()
                        return
                    # Pickled before the lock is taken: others may write meanwhile.
                    message = _dumps(obj)
                    with writelock:
                        send_bytes(message)
            except Exception as exc:
                if ignore_epipe and getattr(exc, 'errno', 0) == _BROKEN_PIPE:
                    return
                # At exit what the thread needs may be gone already.
                if util.is_exiting():
                    util.info('error in queue thread: %s', exc)
                    return
                # The item is not in the queue: its place is free again.
                queue_sem.release()
                onerror(exc, obj)

    @staticmethod
    def _on_queue_feeder_error(exc, obj):
        util.report(exc, '')

    @classmethod
    def __class_getitem__(cls, item):
        return cls


class JoinableQueue(Queue):
    """A queue that knows how many of its items are not done yet."""

    def __init__(self, maxsize=0, *, ctx):
        Queue.__init__(self, maxsize, ctx=ctx)
        self._unfinished_tasks = ctx.Semaphore(0)
        self._cond = ctx.Condition()

    def __getstate__(self):
        return Queue.__getstate__(self) + (self._cond, self._unfinished_tasks)

    def __setstate__(self, state):
        Queue.__setstate__(self, state[:-2])
        self._cond, self._unfinished_tasks = state[-2:]

    def put(self, obj, block=True, timeout=None):
        """Hand an item to the feeder thread, waiting for room; Full when there was none in time."""
        self._check_open()
        if not self._sem.acquire(block, timeout):
            raise Full
        with self._notempty, self._cond:
            if self._thread is None:
                self._start_thread()
            self._buffer.append(obj)
            self._unfinished_tasks.release()
            self._notempty.notify()

    def task_done(self):
        """Say that an item that was got has been dealt with."""
        with self._cond:
            if not self._unfinished_tasks.acquire(False):
                raise ValueError('task_done() called too many times')
            if self._unfinished_tasks._semlock._is_zero():
                self._cond.notify_all()

    def join(self):
        """Wait until every item has been dealt with."""
        with self._cond:
            if not self._unfinished_tasks._semlock._is_zero():
                self._cond.wait()


class SimpleQueue:
    """A pipe with two locks: put() pickles and writes itself, and waits while the pipe is full."""

    def __init__(self, *, ctx):
        self._reader, self._writer = connection.Pipe(duplex=False)
        self._rlock = ctx.Lock()
        self._wlock = ctx.Lock()
        self._poll = self._reader.poll

    def close(self):
        """Close both ends."""
        self._reader.close()
        self._writer.close()

    def empty(self):
        """Whether nothing could be read a moment ago."""
        return not self._poll()

    def __getstate__(self):
        context.assert_spawning(self)
        return (self._reader, self._writer, self._rlock, self._wlock)

    def __setstate__(self, state):
        (self._reader, self._writer, self._rlock, self._wlock) = state
        self._poll = self._reader.poll

    def get(self):
        """Wait for an item."""
        with self._rlock:
            message = self._reader.recv_bytes()
        return _loads(message)

    def put(self, obj):
        """Pickle an item and write it."""
        message = _dumps(obj)
        with self._wlock:
            self._writer.send_bytes(message)

    @classmethod
    def __class_getitem__(cls, item):
        return cls
