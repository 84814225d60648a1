"""An executor whose workers are processes: callables, arguments and results are pickled.

As in CPython a manager thread moves work from the queue of futures to a small call queue (of one
more than there are workers: what is in there can no longer be cancelled), from which a feeder thread
pickles it into a pipe, and hands the results to the futures. The worker's side is in
`process_worker`.
"""

import itertools
import multiprocessing as mp
import multiprocessing.connection
import os
import queue
import threading
from functools import partial
from multiprocessing.queues import Queue

from concurrent.futures import _base
from concurrent.futures.process_worker import (
    _CallItem, _process_chunk, _process_worker, _RemoteTraceback, _text_of)

# Manager threads, each with what wakes it up.
_threads_wakeups = {}
_global_shutdown = False

# How many more calls than workers wait in the call queue.
EXTRA_QUEUED_CALLS = 1


class BrokenProcessPool(_base.BrokenExecutor):
    """A worker ended abruptly while its future was running or waiting."""


class _ThreadWakeup:
    """A pipe that wakes a thread which waits for others."""

    def __init__(self):
        self._closed = False
        self._reader, self._writer = mp.Pipe(duplex=False)

    def close(self):
        if not self._closed:
            self._closed = True
            self._writer.close()
            self._reader.close()

    def wakeup(self):
        if not self._closed:
            self._writer.send_bytes(b"")

    def clear(self):
        if not self._closed:
            while self._reader.poll():
                self._reader.recv_bytes()


def _python_exit():
    global _global_shutdown
    _global_shutdown = True
    items = list(_threads_wakeups.items())
    for _, wakeup in items:
        wakeup.wakeup()
    for thread, _ in items:
        thread.join()


threading._register_atexit(_python_exit)


class _WorkItem:

    def __init__(self, future, fn, args, kwargs):
        self.future = future
        self.fn = fn
        self.args = args
        self.kwargs = kwargs


class _SafeQueue(Queue):
    """The call queue: what cannot be pickled is the error of its future."""

    def __init__(self, max_size=0, *, ctx, pending_work_items, shutdown_lock, thread_wakeup):
        self.pending_work_items = pending_work_items
        self.shutdown_lock = shutdown_lock
        self.thread_wakeup = thread_wakeup
        super().__init__(max_size, ctx=ctx)

    def _on_queue_feeder_error(self, exc, obj):
        if not isinstance(obj, _CallItem):
            super()._on_queue_feeder_error(exc, obj)
            return
        lines = _text_of(exc)
        exc.__cause__ = _RemoteTraceback('\n"""\n{}"""'.format(''.join(lines)))
        work_item = self.pending_work_items.pop(obj.work_id, None)
        with self.shutdown_lock:
            self.thread_wakeup.wakeup()
        if work_item is not None:
            work_item.future.set_exception(exc)


class _ExecutorManagerThread(threading.Thread):
    """The thread between the futures and the workers."""

    def __init__(self, executor):
        self.executor = executor
        self.thread_wakeup = executor._executor_manager_thread_wakeup
        self.shutdown_lock = executor._shutdown_lock
        self.processes = executor._processes
        self.call_queue = executor._call_queue
        self.result_queue = executor._result_queue
        self.work_ids_queue = executor._work_ids
        self.pending_work_items = executor._pending_work_items
        super().__init__()

    def run(self):
        while True:
            try:
                self.add_call_item_to_queue()
            except BaseException as exc:
                self.terminate_broken(_text_of(exc))
                return
            result_item, is_broken, cause = self.wait_result_broken_or_wakeup()
            if is_broken:
                self.terminate_broken(cause)
                return
            if result_item is not None:
                self.process_result_item(result_item)
                self.replace_or_release(result_item.exit_pid)
            if self.is_shutting_down():
                self.flag_executor_shutting_down()
                # If only cancelled futures are left there would be nothing to wait for.
                self.add_call_item_to_queue()
                if not self.pending_work_items:
                    self.join_executor_internals()
                    return

    def replace_or_release(self, exit_pid):
        """A worker has done its last task, or is idle."""
        if exit_pid is not None:
            self.processes.pop(exit_pid).join()
            with self.shutdown_lock:
                # Whether others are idle does not matter: this one's place is free (gh-115634).
                if len(self.processes) < self.executor._max_workers:
                    self.executor._spawn_process()
        else:
            self.executor._idle_worker_semaphore.release()

    def add_call_item_to_queue(self):
        """Fill the call queue; never waits."""
        while not self.call_queue.full():
            try:
                work_id = self.work_ids_queue.get(block=False)
            except queue.Empty:
                return
            work_item = self.pending_work_items[work_id]
            if work_item.future.set_running_or_notify_cancel():
                self.call_queue.put(
                    _CallItem(work_id, work_item.fn, work_item.args, work_item.kwargs),
                    block=True)
            else:
                del self.pending_work_items[work_id]

    def wait_result_broken_or_wakeup(self):
        """A result, or that a worker has ended, or None."""
        result_reader = self.result_queue._reader
        wakeup_reader = self.thread_wakeup._reader
        sentinels = [process.sentinel for process in list(self.processes.values())]
        ready = mp.connection.wait([result_reader, wakeup_reader] + sentinels)
        cause = None
        is_broken = True
        result_item = None
        if result_reader in ready:
            try:
                result_item = result_reader.recv()
                is_broken = False
            except BaseException as exc:
                cause = _text_of(exc)
        elif wakeup_reader in ready:
            is_broken = False
        self.thread_wakeup.clear()
        return result_item, is_broken, cause

    def process_result_item(self, result_item):
        """Let the future have its result."""
        work_item = self.pending_work_items.pop(result_item.work_id, None)
        if work_item is not None:
            if result_item.exception:
                work_item.future.set_exception(result_item.exception)
            else:
                work_item.future.set_result(result_item.result)

    def is_shutting_down(self):
        """Whether no more work can come."""
        return _global_shutdown or self.executor._shutdown_thread

    def terminate_broken(self, cause):
        """A worker has ended abruptly: no future can be kept."""
        with self.shutdown_lock:
            self._terminate_broken(cause)

    def _terminate_broken(self, cause):
        self.executor._broken = ('A child process terminated '
                                 'abruptly, the process pool is not '
                                 'usable anymore')
        self.executor._shutdown_thread = True
        broken = BrokenProcessPool("A process in the process pool was "
                                   "terminated abruptly while the future was "
                                   "running or pending.")
        if cause is not None:
            broken.__cause__ = _RemoteTraceback(f"\n'''\n{''.join(cause)}'''")
        for work_item in self.pending_work_items.values():
            try:
                work_item.future.set_exception(broken)
            except _base.InvalidStateError:
                # It was cancelled.
                pass
        self.pending_work_items.clear()
        for process in self.processes.values():
            process.terminate()
        self.call_queue._terminate_broken()
        self._join_executor_internals(broken=True)

    def flag_executor_shutting_down(self):
        """Cancel what has not begun, if that was asked for."""
        executor = self.executor
        executor._shutdown_thread = True
        if executor._cancel_pending_futures:
            kept = {}
            for work_id, work_item in self.pending_work_items.items():
                if not work_item.future.cancel():
                    kept[work_id] = work_item
            self.pending_work_items = kept
            while True:
                try:
                    self.work_ids_queue.get_nowait()
                except queue.Empty:
                    break
            executor._cancel_pending_futures = False

    def shutdown_workers(self):
        """Send every worker its sentinel."""
        wanted = self.get_n_children_alive()
        sent = 0
        while sent < wanted and self.get_n_children_alive() > 0:
            for _ in range(wanted - sent):
                try:
                    self.call_queue.put_nowait(None)
                    sent += 1
                except queue.Full:
                    break

    def join_executor_internals(self):
        """End the workers and the queues."""
        with self.shutdown_lock:
            self._join_executor_internals()

    def _join_executor_internals(self, broken=False):
        if not broken:
            self.shutdown_workers()
        self.call_queue.close()
        self.call_queue.join_thread()
        self.thread_wakeup.close()
        for process in self.processes.values():
            if broken:
                process.terminate()
            process.join()

    def get_n_children_alive(self):
        """How many workers are alive, at most."""
        return sum([process.is_alive() for process in self.processes.values()])


def _chain_reversing(iterable):
    for chunk in iterable:
        chunk.reverse()
        while chunk:
            yield chunk.pop()


class ProcessPoolExecutor(_base.Executor):
    """Calls functions in worker processes."""

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *,
                 max_tasks_per_child=None):
        if max_workers is None:
            max_workers = os.process_cpu_count() or 1
        elif max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        self._max_workers = max_workers
        if mp_context is None:
            if max_tasks_per_child is not None:
                mp_context = mp.get_context("spawn")
            else:
                mp_context = mp.get_context()
        self._mp_context = mp_context
        method = mp_context.get_start_method(allow_none=False)
        # After a fork the child would have the locks of the threads, but not the threads.
        self._safe_to_dynamically_spawn_children = method != "fork"
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._initializer = initializer
        self._initargs = initargs
        if max_tasks_per_child is not None:
            if not isinstance(max_tasks_per_child, int):
                raise TypeError("max_tasks_per_child must be an integer")
            if max_tasks_per_child <= 0:
                raise ValueError("max_tasks_per_child must be >= 1")
            if method == "fork":
                raise ValueError("max_tasks_per_child is incompatible with"
                                 " the 'fork' multiprocessing start method;"
                                 " supply a different mp_context.")
        self._max_tasks_per_child = max_tasks_per_child
        self._executor_manager_thread = None
        self._processes = {}
        self._shutdown_thread = False
        self._shutdown_lock = threading.Lock()
        self._idle_worker_semaphore = threading.Semaphore(0)
        self._broken = False
        self._queue_count = 0
        self._pending_work_items = {}
        self._cancel_pending_futures = False
        self._executor_manager_thread_wakeup = _ThreadWakeup()
        self._call_queue = _SafeQueue(
            max_size=self._max_workers + EXTRA_QUEUED_CALLS, ctx=mp_context,
            pending_work_items=self._pending_work_items,
            shutdown_lock=self._shutdown_lock,
            thread_wakeup=self._executor_manager_thread_wakeup)
        # A worker that was killed is noticed anyway: no traceback of the feeder thread.
        self._call_queue._ignore_epipe = True
        self._result_queue = mp_context.SimpleQueue()
        self._work_ids = queue.Queue()

    def _start_executor_manager_thread(self):
        if self._executor_manager_thread is None:
            if not self._safe_to_dynamically_spawn_children:
                # All at once, while there is no thread yet.
                for _ in range(len(self._processes), self._max_workers):
                    self._spawn_process()
            self._executor_manager_thread = _ExecutorManagerThread(self)
            self._executor_manager_thread.start()
            _threads_wakeups[self._executor_manager_thread] = \
                self._executor_manager_thread_wakeup

    def _adjust_process_count(self):
        if self._idle_worker_semaphore.acquire(blocking=False):
            return
        if len(self._processes) < self._max_workers:
            self._spawn_process()

    def _spawn_process(self):
        process = self._mp_context.Process(
            target=_process_worker,
            args=(self._call_queue, self._result_queue, self._initializer, self._initargs,
                  self._max_tasks_per_child))
        process.start()
        self._processes[process.pid] = process

    def submit(self, fn, /, *args, **kwargs):
        """Have fn(*args, **kwargs) called in a worker; its future."""
        with self._shutdown_lock:
            if self._broken:
                raise BrokenProcessPool(self._broken)
            if self._shutdown_thread:
                raise RuntimeError('cannot schedule new futures after shutdown')
            if _global_shutdown:
                raise RuntimeError('cannot schedule new futures after interpreter shutdown')
            future = _base.Future()
            self._pending_work_items[self._queue_count] = _WorkItem(future, fn, args, kwargs)
            self._work_ids.put(self._queue_count)
            self._queue_count += 1
            self._executor_manager_thread_wakeup.wakeup()
            if self._safe_to_dynamically_spawn_children:
                self._adjust_process_count()
            self._start_executor_manager_thread()
            return future

    def map(self, fn, *iterables, timeout=None, chunksize=1, buffersize=None):
        """fn(x, …) for every x, in order, sent to the workers in chunks."""
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        options = {'timeout': timeout}
        if buffersize is not None:
            options['buffersize'] = buffersize
        results = super().map(partial(_process_chunk, fn),
                              itertools.batched(zip(*iterables), chunksize), **options)
        return _chain_reversing(results)

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Take no more work; wait for the workers to end."""
        with self._shutdown_lock:
            self._cancel_pending_futures = cancel_futures
            self._shutdown_thread = True
            if self._executor_manager_thread_wakeup is not None:
                self._executor_manager_thread_wakeup.wakeup()
        if self._executor_manager_thread is not None and wait:
            self._executor_manager_thread.join()
        self._executor_manager_thread = None
        self._call_queue = None
        if self._result_queue is not None and wait:
            self._result_queue.close()
        self._result_queue = None
        self._processes = None
        self._executor_manager_thread_wakeup = None

    def terminate_workers(self):
        """End the workers with SIGTERM (3.14)."""
        self._end_workers(lambda process: process.terminate())

    def kill_workers(self):
        """End the workers with SIGKILL (3.14)."""
        self._end_workers(lambda process: process.kill())

    def _end_workers(self, end):
        processes = dict(self._processes or {})
        # No task begins from here on.
        self.shutdown(wait=False, cancel_futures=True)
        for process in processes.values():
            if process.is_alive():
                end(process)
