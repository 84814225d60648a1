"""The event loop: rounds of callbacks, timers, and waiting in a selector in between."""

import concurrent.futures
import heapq
import threading
import time
from _collections import deque
from _thread import get_ident

from asyncio import coroutines, events, futures, log, tasks

# Timers that were cancelled are swept when there are more of them than this, and this share.
_MIN_SCHEDULED_TIMER_HANDLES = 100
_MIN_CANCELLED_TIMER_HANDLES_FRACTION = 0.5
_MAXIMUM_SELECT_TIMEOUT = 24 * 3600
_CLOCK_RESOLUTION = 1e-09


def _run_until_complete_cb(fut):
    if not fut.cancelled():
        exc = fut.exception()
        if isinstance(exc, (SystemExit, KeyboardInterrupt)):
            # The loop has been left by it already.
            return
    futures._get_loop(fut).stop()


class BaseEventLoop:
    """A loop without a selector; `unix_events` has one."""

    def __init__(self):
        self._timer_cancelled_count = 0
        self._closed = False
        self._stopping = False
        self._ready = deque()
        self._scheduled = []
        self._default_executor = None
        self._thread_id = None
        self._debug = False
        self._exception_handler = None
        # Seconds from which on a callback is reported in debug mode.
        self.slow_callback_duration = 0.1
        self._task_factory = None
        self._executor_shutdown_called = False
        self._current_handle = None
        # Futures and tasks with an exception that nobody has looked at.
        self._unretrieved = {}
        self._asyncgens = []
        self._add_self_reader()

    def __repr__(self):
        return (f'<{self.__class__.__name__} running={self.is_running()} '
                f'closed={self.is_closed()} debug={self.get_debug()}>')

    # -- What it runs

    def create_future(self):
        """A future of this loop."""
        return futures.Future(loop=self)

    def create_task(self, coro, **kwargs):
        """Have a coroutine run; its task."""
        self._check_closed()
        if self._task_factory is not None:
            return self._task_factory(self, coro, **kwargs)
        return tasks.Task(coro, loop=self, **kwargs)

    def set_task_factory(self, factory):
        """What makes tasks; None: Task."""
        if factory is not None and not callable(factory):
            raise TypeError('task factory must be a callable or None')
        self._task_factory = factory

    def get_task_factory(self):
        """What makes tasks, or None."""
        return self._task_factory

    def time(self):
        """The loop's clock, in seconds."""
        return time.monotonic()

    def call_soon(self, callback, *args, context=None):
        """Call it in the next round."""
        if self._closed:
            self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, 'call_soon')
        handle = events.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_soon_threadsafe(self, callback, *args, context=None):
        """The same from another thread: the loop is woken."""
        self._check_closed()
        if self._debug:
            self._check_callback(callback, 'call_soon_threadsafe')
        handle = events.Handle(callback, args, self, context)
        self._ready.append(handle)
        self._write_to_self()
        return handle

    def call_later(self, delay, callback, *args, context=None):
        """Call it after so many seconds."""
        if delay is None:
            raise TypeError('delay must not be None')
        return self.call_at(time.monotonic() + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        """Call it at a moment of the loop's clock."""
        if when is None:
            raise TypeError("when cannot be None")
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, 'call_at')
        timer = events.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def _check_callback(self, callback, method):
        if coroutines.iscoroutine(callback) or coroutines.iscoroutinefunction(callback):
            raise TypeError(f"coroutines cannot be used with {method}()")
        if not callable(callback):
            raise TypeError(f'a callable object was expected by {method}(), got {callback!r}')

    def _check_thread(self):
        if self._thread_id is None:
            return
        if get_ident() != self._thread_id:
            raise RuntimeError("Non-thread-safe operation invoked on an event loop other "
                               "than the current one")

    def run_in_executor(self, executor, func, *args):
        """A future for a call made by an executor; None: the loop's own pool of threads."""
        self._check_closed()
        if self._debug:
            self._check_callback(func, 'run_in_executor')
        if executor is None:
            if self._executor_shutdown_called:
                raise RuntimeError('Executor shutdown has been called')
            executor = self._default_executor
            if executor is None:
                executor = concurrent.futures.ThreadPoolExecutor(thread_name_prefix='asyncio')
                self._default_executor = executor
        return futures.wrap_future(executor.submit(func, *args), loop=self)

    def set_default_executor(self, executor):
        """The pool that run_in_executor(None, …) uses."""
        if not isinstance(executor, concurrent.futures.ThreadPoolExecutor):
            raise TypeError('executor must be ThreadPoolExecutor instance')
        self._default_executor = executor

    # -- Its life

    def _check_closed(self):
        if self._closed:
            raise RuntimeError('Event loop is closed')

    def _check_running(self):
        if self._thread_id is not None:
            raise RuntimeError('This event loop is already running')
        if events._get_running_loop() is not None:
            raise RuntimeError('Cannot run the event loop while another loop is running')

    def run_forever(self):
        """Run until stop()."""
        self._check_closed()
        self._check_running()
        self._thread_id = get_ident()
        before = events._get_running_loop()
        try:
            events._set_running_loop(self)
            while True:
                self._run_once()
                if self._stopping:
                    break
        finally:
            self._stopping = False
            self._thread_id = None
            events._set_running_loop(before)

    def run_until_complete(self, future):
        """Run until the future (or coroutine) is done; its result."""
        self._check_closed()
        self._check_running()
        new_task = not futures.isfuture(future)
        future = tasks.ensure_future(future, loop=self)
        if new_task:
            future._log_destroy_pending = False
        future.add_done_callback(_run_until_complete_cb)
        try:
            self.run_forever()
        except:
            if new_task and future.done() and not future.cancelled():
                # What leaves the loop is this very exception: it counts as seen.
                future.exception()
            raise
        finally:
            future.remove_done_callback(_run_until_complete_cb)
        if not future.done():
            raise RuntimeError('Event loop stopped before Future completed.')
        return future.result()

    def stop(self):
        """End run_forever() after this round."""
        self._stopping = True

    def is_running(self):
        """Whether a thread is running it."""
        return self._thread_id is not None

    def is_closed(self):
        """Whether it was closed."""
        return self._closed

    def close(self):
        """Give everything up. Not while it runs."""
        if self.is_running():
            raise RuntimeError("Cannot close a running event loop")
        if self._closed:
            return
        self._report_forgotten()
        self._closed = True
        self._ready.clear()
        self._scheduled.clear()
        self._executor_shutdown_called = True
        executor = self._default_executor
        if executor is not None:
            self._default_executor = None
            executor.shutdown(wait=False)

    def _report_forgotten(self):
        # CPython says this when the objects are collected. Nothing is counted here: the end of the
        # loop is the last moment at which somebody could have looked.
        for future in list(self._unretrieved):
            self.call_exception_handler({
                'message': f'{future._kind} exception was never retrieved',
                'exception': future._exception,
                'future': future,
            })
        self._unretrieved.clear()
        for task in list(tasks._scheduled_tasks):
            if task._loop is self and not task.done():
                tasks._unregister_task(task)
                if task._log_destroy_pending:
                    self.call_exception_handler({
                        'task': task,
                        'message': 'Task was destroyed but it is pending!',
                    })

    async def shutdown_asyncgens(self):
        """Close the asynchronous generators that are not exhausted."""
        closing, self._asyncgens = self._asyncgens, []
        for generator in closing:
            await generator.aclose()

    async def shutdown_default_executor(self, timeout=None):
        """Wait for the threads of the loop's pool."""
        self._executor_shutdown_called = True
        if self._default_executor is None:
            return
        future = self.create_future()
        thread = threading.Thread(target=self._do_shutdown, args=(future,))
        thread.start()
        try:
            from asyncio import timeouts
            async with timeouts.timeout(timeout):
                await future
        except TimeoutError:
            self._default_executor.shutdown(wait=False)
        else:
            thread.join()

    def _do_shutdown(self, future):
        try:
            self._default_executor.shutdown(wait=True)
            if not self.is_closed():
                self.call_soon_threadsafe(futures._set_result_unless_cancelled, future, None)
        except Exception as ex:
            if not self.is_closed() and not future.cancelled():
                self.call_soon_threadsafe(future.set_exception, ex)

    # -- Failures and debugging

    def get_debug(self):
        """Whether it checks more and reports slow callbacks."""
        return self._debug

    def set_debug(self, enabled):
        """Check more, and report slow callbacks."""
        self._debug = enabled

    def get_exception_handler(self):
        """What was set with set_exception_handler(), or None."""
        return self._exception_handler

    def set_exception_handler(self, handler):
        """What to call with (loop, context) when nobody else can take an exception."""
        if handler is not None and not callable(handler):
            raise TypeError(f'A callable object or None is expected, got {handler!r}')
        self._exception_handler = handler

    def default_exception_handler(self, context):
        """Log it."""
        message = context.get('message')
        if not message:
            message = 'Unhandled exception in event loop'
        exception = context.get('exception')
        lines = [message]
        for key in sorted(context):
            if key not in ('message', 'exception'):
                lines.append(f'{key}: {context[key]!r}')
        exc_info = False
        if exception is not None:
            exc_info = (type(exception), exception, exception.__traceback__)
        log.logger().error('\n'.join(lines), exc_info=exc_info)

    def call_exception_handler(self, context):
        """Hand it to the handler that is set, or to the default one."""
        if self._exception_handler is None:
            self.default_exception_handler(context)
            return
        try:
            self._exception_handler(self, context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as exc:
            self.default_exception_handler({
                'message': 'Unhandled error in exception handler',
                'exception': exc,
                'context': context,
            })

    # -- A round

    def _timer_handle_cancelled(self, handle):
        if handle._scheduled:
            self._timer_cancelled_count += 1

    def _sweep_timers(self):
        count = len(self._scheduled)
        if (count > _MIN_SCHEDULED_TIMER_HANDLES and
                self._timer_cancelled_count / count > _MIN_CANCELLED_TIMER_HANDLES_FRACTION):
            kept = []
            for handle in self._scheduled:
                if handle._cancelled:
                    handle._scheduled = False
                else:
                    kept.append(handle)
            heapq.heapify(kept)
            self._scheduled = kept
            self._timer_cancelled_count = 0
        else:
            while self._scheduled and self._scheduled[0]._cancelled:
                self._timer_cancelled_count -= 1
                handle = heapq.heappop(self._scheduled)
                handle._scheduled = False

    def _run_once(self):
        """Wait for the next timer or wake-up; run what is ready now, and not what that adds."""
        if self._scheduled:
            self._sweep_timers()
        ready = self._ready
        timeout = None
        if ready or self._stopping:
            timeout = 0
        elif self._scheduled:
            timeout = self._scheduled[0]._when - time.monotonic()
            if timeout > _MAXIMUM_SELECT_TIMEOUT:
                timeout = _MAXIMUM_SELECT_TIMEOUT
            elif timeout < 0:
                timeout = 0
        self._select(timeout)
        scheduled = self._scheduled
        if scheduled:
            end_time = time.monotonic() + _CLOCK_RESOLUTION
            while scheduled and scheduled[0]._when < end_time:
                handle = heapq.heappop(scheduled)
                handle._scheduled = False
                ready.append(handle)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if handle._cancelled:
                continue
            if self._debug:
                self._run_timed(handle)
            else:
                handle._run()

    def _run_timed(self, handle):
        try:
            self._current_handle = handle
            t0 = time.monotonic()
            handle._run()
            dt = time.monotonic() - t0
            if dt >= self.slow_callback_duration:
                log.logger().warning('Executing %s took %.3f seconds', _format_handle(handle), dt)
        finally:
            self._current_handle = None


def _format_handle(handle):
    cb = handle._callback
    owner = getattr(cb, '__self__', None)
    if isinstance(owner, tasks.Task):
        return repr(owner)
    return str(handle)
