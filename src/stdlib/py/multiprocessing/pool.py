"""Pools of workers: processes (Pool) or threads (ThreadPool) that take tasks from one queue.

As in CPython three threads of the parent serve a pool: one replaces workers that have ended, one
pickles the tasks into the pipe, one unpickles the results. What a task and its result become on the
way is in `pool_worker`, what the caller waits on in `pool_results`.
"""

import itertools
import os
import queue
import threading
import time

from multiprocessing import get_context, TimeoutError
from multiprocessing import util
from multiprocessing.connection import wait
from multiprocessing.pool_results import (
    ApplyResult, AsyncResult, IMapIterator, IMapUnorderedIterator, MapResult)
from multiprocessing.pool_worker import (
    ExceptionWithTraceback, MaybeEncodingError, RemoteTraceback, mapstar, rebuild_exc, starmapstar,
    worker, _helper_reraises_exception)

__all__ = ['Pool', 'ThreadPool']

INIT = "INIT"
RUN = "RUN"
CLOSE = "CLOSE"
TERMINATE = "TERMINATE"


class _PoolCache(dict):
    """The results that are waited for; says so when there are none left."""

    def __init__(self, notifier):
        super().__init__()
        self.notifier = notifier

    def __delitem__(self, item):
        super().__delitem__(item)
        if not self:
            self.notifier.put(None)


class Pool:
    """Workers that call functions on arguments and send the results back."""

    _wrap_exception = True

    @staticmethod
    def Process(ctx, *args, **kwds):
        return ctx.Process(*args, **kwds)

    def __init__(self, processes=None, initializer=None, initargs=(),
                 maxtasksperchild=None, context=None):
        self._pool = []
        self._state = INIT
        self._ctx = context or get_context()
        self._setup_queues()
        self._taskqueue = queue.SimpleQueue()
        self._change_notifier = self._ctx.SimpleQueue()
        self._cache = _PoolCache(self._change_notifier)
        self._maxtasksperchild = maxtasksperchild
        self._initializer = initializer
        self._initargs = initargs
        if processes is None:
            processes = os.process_cpu_count() or 1
        if processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if maxtasksperchild is not None:
            if not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0:
                raise ValueError("maxtasksperchild must be a positive int or None")
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        self._processes = processes
        try:
            self._repopulate_pool()
        except Exception:
            for process in self._pool:
                if process.exitcode is None:
                    process.terminate()
            for process in self._pool:
                process.join()
            raise
        self._worker_handler = self._start_handler(self._handle_workers)
        self._task_handler = self._start_handler(self._handle_tasks)
        self._result_handler = self._start_handler(self._handle_results)
        self._terminate = util.Finalize(self, self._terminate_pool, exitpriority=15)
        self._state = RUN

    def _start_handler(self, target):
        thread = threading.Thread(target=target, name=None)
        thread.daemon = True
        thread._state = RUN
        thread.start()
        return thread

    def _setup_queues(self):
        self._inqueue = self._ctx.SimpleQueue()
        self._outqueue = self._ctx.SimpleQueue()
        self._quick_put = self._inqueue._writer.send
        self._quick_get = self._outqueue._reader.recv

    def __repr__(self):
        cls = self.__class__
        return (f'<{cls.__module__}.{cls.__qualname__} '
                f'state={self._state} '
                f'pool_size={len(self._pool)}>')

    def __reduce__(self):
        raise NotImplementedError(
            'pool objects cannot be passed between processes or pickled')

    def _check_running(self):
        if self._state != RUN:
            raise ValueError("Pool not running")

    # What programs call.

    def apply(self, func, args=(), kwds={}):
        """Call func(*args, **kwds) in a worker and wait for the result."""
        return self.apply_async(func, args, kwds).get()

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        """Have func(*args, **kwds) called in a worker."""
        self._check_running()
        result = ApplyResult(self, callback, error_callback)
        self._taskqueue.put(([(result._job, 0, func, args, kwds)], None))
        return result

    def map(self, func, iterable, chunksize=None):
        """The list of func(x) for every x, called in the workers."""
        return self._map_async(func, iterable, mapstar, chunksize).get()

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        """map() without waiting."""
        return self._map_async(func, iterable, mapstar, chunksize, callback, error_callback)

    def starmap(self, func, iterable, chunksize=None):
        """The list of func(*x) for every x, called in the workers."""
        return self._map_async(func, iterable, starmapstar, chunksize).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        """starmap() without waiting."""
        return self._map_async(func, iterable, starmapstar, chunksize, callback, error_callback)

    def imap(self, func, iterable, chunksize=1):
        """func(x) for every x, one after the other as they are ready, in order."""
        return self._imap(IMapIterator, func, iterable, chunksize)

    def imap_unordered(self, func, iterable, chunksize=1):
        """func(x) for every x, in the order in which they become ready."""
        return self._imap(IMapUnorderedIterator, func, iterable, chunksize)

    def _map_async(self, func, iterable, mapper, chunksize=None, callback=None,
                   error_callback=None):
        self._check_running()
        if not hasattr(iterable, '__len__'):
            iterable = list(iterable)
        if chunksize is None:
            # About four chunks for each worker.
            chunksize, extra = divmod(len(iterable), len(self._pool) * 4)
            if extra:
                chunksize += 1
        if len(iterable) == 0:
            chunksize = 0
        batches = Pool._get_tasks(func, iterable, chunksize)
        result = MapResult(self, chunksize, len(iterable), callback, error_callback)
        self._taskqueue.put((self._guarded_task_generation(result._job, mapper, batches), None))
        return result

    def _imap(self, kind, func, iterable, chunksize):
        self._check_running()
        if chunksize < 1:
            raise ValueError("Chunksize must be 1+, not {0:n}".format(chunksize))
        result = kind(self)
        if chunksize == 1:
            tasks = self._guarded_task_generation(result._job, func, iterable)
            self._taskqueue.put((tasks, result._set_length))
            return result
        batches = Pool._get_tasks(func, iterable, chunksize)
        tasks = self._guarded_task_generation(result._job, mapstar, batches)
        self._taskqueue.put((tasks, result._set_length))
        return (item for chunk in result for item in chunk)

    def _guarded_task_generation(self, job, func, iterable):
        """The tasks of a job; an error of the iterable becomes the last of them."""
        try:
            i = -1
            for i, x in enumerate(iterable):
                yield (job, i, func, (x,), {})
        except Exception as exc:
            yield (job, i + 1, _helper_reraises_exception, (exc,), {})

    @staticmethod
    def _get_tasks(func, iterable, size):
        iterator = iter(iterable)
        while True:
            batch = tuple(itertools.islice(iterator, size))
            if not batch:
                return
            yield (func, batch)

    def close(self):
        """Take no more tasks; the workers end when all are done."""
        util.debug('closing pool')
        if self._state == RUN:
            self._state = CLOSE
            self._worker_handler._state = CLOSE
            self._change_notifier.put(None)

    def terminate(self):
        """End the workers at once."""
        util.debug('terminating pool')
        self._state = TERMINATE
        self._terminate()

    def join(self):
        """Wait for the workers to end, after close() or terminate()."""
        util.debug('joining pool')
        if self._state == RUN:
            raise ValueError("Pool is still running")
        if self._state not in (CLOSE, TERMINATE):
            raise ValueError("In unknown state")
        self._worker_handler.join()
        self._task_handler.join()
        self._result_handler.join()
        for process in self._pool:
            process.join()

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.terminate()

    # The first thread: workers that have ended are replaced.

    def _get_sentinels(self):
        # CPython also waits for the pipe of results, and so turns round and round, as long as a result
        # has not been read: nothing is to be done for one.
        return [self._change_notifier._reader]

    @staticmethod
    def _get_worker_sentinels(workers):
        return [process.sentinel for process in workers if hasattr(process, "sentinel")]

    def _join_exited_workers(self):
        cleaned = False
        for i in reversed(range(len(self._pool))):
            process = self._pool[i]
            if process.exitcode is not None:
                util.debug('cleaning up worker %d' % i)
                process.join()
                cleaned = True
                del self._pool[i]
        return cleaned

    def _repopulate_pool(self):
        for _ in range(self._processes - len(self._pool)):
            process = self.Process(
                self._ctx, target=worker,
                args=(self._inqueue, self._outqueue, self._initializer, self._initargs,
                      self._maxtasksperchild, self._wrap_exception))
            process.name = process.name.replace('Process', 'PoolWorker')
            process.daemon = True
            process.start()
            self._pool.append(process)
            util.debug('added worker')

    def _wait_for_updates(self, sentinels):
        wait(sentinels)
        while not self._change_notifier.empty():
            self._change_notifier.get()

    def _handle_workers(self):
        thread = threading.current_thread()
        while thread._state == RUN or (self._cache and thread._state != TERMINATE):
            if self._join_exited_workers():
                self._repopulate_pool()
            self._wait_for_updates([*self._get_worker_sentinels(self._pool),
                                    *self._get_sentinels()])
        self._taskqueue.put(None)
        util.debug('worker handler exiting')

    # The second: tasks are pickled into the pipe.

    def _handle_tasks(self):
        thread = threading.current_thread()
        for tasks, set_length in iter(self._taskqueue.get, None):
            if not self._send_tasks(thread, tasks, set_length):
                break
        else:
            util.debug('task handler got sentinel')
        try:
            util.debug('task handler sending sentinel to result handler')
            self._outqueue.put(None)
            util.debug('task handler sending sentinel to workers')
            for _ in self._pool:
                self._quick_put(None)
        except OSError:
            util.debug('task handler got OSError when sending sentinels')
        util.debug('task handler exiting')

    def _send_tasks(self, thread, tasks, set_length):
        """Whether to go on."""
        task = None
        for task in tasks:
            if thread._state != RUN:
                util.debug('task handler found thread._state != RUN')
                return False
            try:
                self._quick_put(task)
            except Exception as exc:
                # What cannot be pickled is the task's result.
                self._deliver(task[0], task[1], (False, exc))
        if set_length:
            util.debug('doing set_length()')
            set_length(task[1] + 1 if task else 0)
        return True

    # The third: results are unpickled and handed to whoever waits.

    def _deliver(self, job, i, result):
        try:
            self._cache[job]._set(i, result)
        except KeyError:
            pass

    def _handle_results(self):
        thread = threading.current_thread()
        try:
            while True:
                task = self._quick_get()
                if thread._state != RUN:
                    assert thread._state == TERMINATE, "Thread not in TERMINATE"
                    util.debug('result handler found thread._state=TERMINATE')
                    break
                if task is None:
                    util.debug('result handler got sentinel')
                    break
                self._deliver(*task)
            while self._cache and thread._state != TERMINATE:
                task = self._quick_get()
                if task is None:
                    util.debug('result handler ignoring extra sentinel')
                    continue
                self._deliver(*task)
        except (OSError, EOFError):
            util.debug('result handler got EOFError/OSError -- exiting')
            return
        if hasattr(self._outqueue, '_reader'):
            self._make_room()
        util.debug('result handler exiting: len(cache)=%s, thread._state=%s',
                   len(self._cache), thread._state)

    def _make_room(self):
        """Read what is left, so that nobody blocks who writes a sentinel to a full pipe."""
        util.debug('ensuring that outqueue is not full')
        try:
            for _ in range(10):
                if not self._outqueue._reader.poll():
                    break
                self._quick_get()
        except (OSError, EOFError):
            pass

    # The end.

    def _help_stuff_finish(self):
        """Empty the pipe to the workers: the task handler may be blocked on it."""
        util.debug('removing tasks from inqueue until task handler finished')
        self._inqueue._rlock.acquire()
        while self._task_handler.is_alive() and self._inqueue._reader.poll():
            self._inqueue._reader.recv()
            time.sleep(0)

    def _terminate_pool(self):
        util.debug('finalizing pool')
        pool = self._pool
        self._worker_handler._state = TERMINATE
        self._change_notifier.put(None)
        self._task_handler._state = TERMINATE
        util.debug('helping task handler/workers to finish')
        self._help_stuff_finish()
        if not self._result_handler.is_alive() and self._cache:
            raise AssertionError("Cannot have cache with result_handler not alive")
        self._result_handler._state = TERMINATE
        self._change_notifier.put(None)
        self._outqueue.put(None)
        # No worker is to be replaced from here on.
        util.debug('joining worker handler')
        self._join_handler(self._worker_handler)
        processes = pool and hasattr(pool[0], 'terminate')
        if processes:
            util.debug('terminating workers')
            for process in pool:
                if process.exitcode is None:
                    process.terminate()
        util.debug('joining task handler')
        self._join_handler(self._task_handler)
        util.debug('joining result handler')
        self._join_handler(self._result_handler)
        if processes:
            util.debug('joining pool workers')
            for process in pool:
                if process.is_alive():
                    util.debug('cleaning up worker %d' % process.pid)
                    process.join()

    @staticmethod
    def _join_handler(thread):
        if threading.current_thread() is not thread:
            thread.join()


class ThreadPool(Pool):
    """A pool of threads: nothing is pickled, and the GIL is shared."""

    _wrap_exception = False

    @staticmethod
    def Process(ctx, *args, **kwds):
        from multiprocessing.dummy import Process
        return Process(*args, **kwds)

    def __init__(self, processes=None, initializer=None, initargs=()):
        Pool.__init__(self, processes, initializer, initargs)

    def _setup_queues(self):
        self._inqueue = queue.SimpleQueue()
        self._outqueue = queue.SimpleQueue()
        self._quick_put = self._inqueue.put
        self._quick_get = self._outqueue.get

    @staticmethod
    def _get_worker_sentinels(workers):
        return []

    def _help_stuff_finish(self):
        # Sentinels go to the head of the queue, so that the workers end.
        try:
            while True:
                self._inqueue.get(block=False)
        except queue.Empty:
            pass
        for _ in range(len(self._pool)):
            self._inqueue.put(None)
