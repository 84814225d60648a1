"""A pool of threads that take calls from a queue.

What differs from CPython: an executor that is dropped without shutdown() keeps its threads until the
interpreter exits, because nothing is collected by reference counts here.
"""

import itertools
import threading
from _queue import SimpleQueue, Empty
from _thread import _cpu_count

from concurrent.futures import _base

_threads_queues = {}
_shutdown = False
# Held while _threads_queues and _shutdown change, so that no worker starts during the exit.
_global_shutdown_lock = threading.Lock()


def _python_exit():
    global _shutdown
    with _global_shutdown_lock:
        _shutdown = True
    items = list(_threads_queues.items())
    for t, q in items:
        q.put(None)
    for t, q in items:
        t.join()


# Before the interpreter joins its threads: workers would never end by themselves.
threading._register_atexit(_python_exit)


class WorkerContext:
    """What surrounds the calls of one worker; pools of other kinds have their own."""

    @classmethod
    def prepare(cls, initializer, initargs):
        """(makes a context, makes the task of a call)."""
        if initializer is not None:
            if not callable(initializer):
                raise TypeError("initializer must be a callable")

        def create_context():
            return cls(initializer, initargs)

        def resolve_task(fn, args, kwargs):
            return (fn, args, kwargs)

        return create_context, resolve_task

    def __init__(self, initializer, initargs):
        self.initializer = initializer
        self.initargs = initargs

    def initialize(self):
        if self.initializer is not None:
            self.initializer(*self.initargs)

    def finalize(self):
        pass

    def run(self, task):
        fn, args, kwargs = task
        return fn(*args, **kwargs)


class _WorkItem:

    def __init__(self, future, task):
        self.future = future
        self.task = task

    def run(self, ctx):
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = ctx.run(self.task)
        except BaseException as exc:
            self.future.set_exception(exc)
        else:
            self.future.set_result(result)


def _worker(executor, ctx, work_queue):
    try:
        ctx.initialize()
    except BaseException:
        _base._logger().critical('Exception in initializer:', exc_info=True)
        executor._initializer_failed()
        return
    try:
        while True:
            try:
                work_item = work_queue.get_nowait()
            except Empty:
                executor._idle_semaphore.release()
                work_item = work_queue.get(block=True)
            if work_item is not None:
                work_item.run(ctx)
                del work_item
                continue
            if _shutdown or executor._shutdown:
                executor._shutdown = True
                # For the next worker.
                work_queue.put(None)
                return
    except BaseException:
        _base._logger().critical('Exception in worker', exc_info=True)
    finally:
        ctx.finalize()


class BrokenThreadPool(_base.BrokenExecutor):
    """The initializer of a worker failed."""


class ThreadPoolExecutor(_base.Executor):
    """Calls are made by at most max_workers threads, started one by one as calls come in."""

    BROKEN = BrokenThreadPool
    _counter = itertools.count().__next__

    @classmethod
    def prepare_context(cls, initializer, initargs):
        return WorkerContext.prepare(initializer, initargs)

    def __init__(self, max_workers=None, thread_name_prefix='', initializer=None, initargs=(),
                 **ctxkwargs):
        if max_workers is None:
            # Calls that wait keep no core busy: a few more than there are cores.
            max_workers = min(32, (_cpu_count() or 1) + 4)
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        (self._create_worker_context, self._resolve_work_item_task,
         ) = type(self).prepare_context(initializer, initargs, **ctxkwargs)
        self._max_workers = max_workers
        self._work_queue = SimpleQueue()
        self._idle_semaphore = threading.Semaphore(0)
        self._threads = set()
        self._broken = False
        self._shutdown = False
        self._shutdown_lock = threading.Lock()
        self._thread_name_prefix = (thread_name_prefix
                                    or "ThreadPoolExecutor-%d" % self._counter())

    def submit(self, fn, /, *args, **kwargs):
        with self._shutdown_lock, _global_shutdown_lock:
            if self._broken:
                raise self.BROKEN(self._broken)
            if self._shutdown:
                raise RuntimeError('cannot schedule new futures after shutdown')
            if _shutdown:
                raise RuntimeError('cannot schedule new futures after interpreter shutdown')
            f = _base.Future()
            task = self._resolve_work_item_task(fn, args, kwargs)
            self._work_queue.put(_WorkItem(f, task))
            self._adjust_thread_count()
            return f

    def _adjust_thread_count(self):
        if self._idle_semaphore.acquire(timeout=0):
            return
        num_threads = len(self._threads)
        if num_threads < self._max_workers:
            thread_name = '%s_%d' % (self._thread_name_prefix or self, num_threads)
            t = threading.Thread(name=thread_name, target=_worker,
                                 args=(self, self._create_worker_context(), self._work_queue))
            t.start()
            self._threads.add(t)
            _threads_queues[t] = self._work_queue

    def _initializer_failed(self):
        with self._shutdown_lock:
            self._broken = ('A thread initializer failed, the thread pool '
                            'is not usable anymore')
            for work_item in self._drain():
                work_item.future.set_exception(self.BROKEN(self._broken))

    def _drain(self):
        while True:
            try:
                work_item = self._work_queue.get_nowait()
            except Empty:
                return
            if work_item is not None:
                yield work_item

    def shutdown(self, wait=True, *, cancel_futures=False):
        with self._shutdown_lock:
            self._shutdown = True
            if cancel_futures:
                for work_item in self._drain():
                    work_item.future.cancel()
            # Wakes a worker that waits for a call; it wakes the next.
            self._work_queue.put(None)
        if wait:
            for t in self._threads:
                t.join()
