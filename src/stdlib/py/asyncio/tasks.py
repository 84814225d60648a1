"""Tasks: coroutines that a loop runs, step by step. Waiting for several is in `waiting`."""

import itertools
from _gilscope import forget_frames as _forget_frames

from asyncio import coroutines, events, exceptions, formatting, futures

__all__ = ['Task', 'create_task', 'current_task', 'all_tasks', 'ensure_future', 'sleep',
           'eager_task_factory', 'create_eager_task_factory', 'run_coroutine_threadsafe',
           '_register_task', '_unregister_task', '_enter_task', '_leave_task']

# Written in C in CPython: a traceback does not show them.
_NATIVE = ['_advance', 'task_step', 'task_wakeup', 'result', '__await__']
_task_name_counter = itertools.count(1).__next__
# Tasks that are not done, in the order of their creation.
_scheduled_tasks = {}
_current_tasks = {}     # loop -> the task that takes a step


def current_task(loop=None):
    """The task that is running, or None."""
    if loop is None:
        loop = events.get_running_loop()
    return _current_tasks.get(loop)


def all_tasks(loop=None):
    """The tasks of the loop that are not done."""
    if loop is None:
        loop = events.get_running_loop()
    return {task for task in list(_scheduled_tasks) if task._loop is loop and not task.done()}


def _register_task(task):
    _scheduled_tasks[task] = task


def _unregister_task(task):
    _scheduled_tasks.pop(task, None)


def _enter_task(loop, task):
    current = _current_tasks.get(loop)
    if current is not None:
        raise RuntimeError(f"Cannot enter into task {task!r} while another "
                           f"task {current!r} is being executed.")
    _current_tasks[loop] = task


def _leave_task(loop, task):
    current = _current_tasks.get(loop)
    if current is not task:
        raise RuntimeError(f"Leaving task {task!r} does not match "
                           f"the current task {current!r}.")
    del _current_tasks[loop]


def _swap_current_task(loop, task):
    before = _current_tasks.pop(loop, None)
    if task is not None:
        _current_tasks[loop] = task
    return before


class Task(futures.Future):
    """A coroutine on its way; a future for what it returns."""

    __module__ = '_asyncio'

    _log_destroy_pending = True
    _kind = 'Task'

    def __init__(self, coro, *, loop=None, name=None, context=None, eager_start=False):
        super().__init__(loop=loop)
        if not coroutines.iscoroutine(coro):
            self._log_destroy_pending = False
            raise TypeError(f"a coroutine was expected, got {coro!r}")
        if name is None:
            self._name = f'Task-{_task_name_counter()}'
        else:
            self._name = str(name)
        self._num_cancels_requested = 0
        self._must_cancel = False
        self._fut_waiter = None
        self._coro = coro
        if context is None:
            self._context = events.copy_context()
        else:
            self._context = context
        if eager_start and self._loop.is_running():
            self._eager_start()
        else:
            self._loop.call_soon(self.task_step, context=self._context)
            _scheduled_tasks[self] = self

    def __repr__(self):
        return formatting.task(self)

    def get_coro(self):
        """The coroutine."""
        return self._coro

    def get_context(self):
        """The context it runs in."""
        return self._context

    def get_name(self):
        """Its name."""
        return self._name

    def set_name(self, value):
        """Give it another name."""
        self._name = str(value)

    def set_result(self, result):
        raise RuntimeError('Task does not support set_result operation')

    def set_exception(self, exception):
        raise RuntimeError('Task does not support set_exception operation')

    def cancel(self, msg=None):
        """Have CancelledError raised in it at the next opportunity."""
        self._retrieved()
        if self._state != 'PENDING':
            return False
        self._num_cancels_requested += 1
        if self._fut_waiter is not None:
            if self._fut_waiter.cancel(msg=msg):
                # The step that follows from it passes the cancellation on.
                return True
        self._must_cancel = True
        self._cancel_message = msg
        return True

    def cancelling(self):
        """How many cancel() have not been taken back by uncancel()."""
        return self._num_cancels_requested

    def uncancel(self):
        """Take one cancel() back; how many are left."""
        if self._num_cancels_requested > 0:
            self._num_cancels_requested -= 1
            if self._num_cancels_requested == 0:
                self._must_cancel = False
        return self._num_cancels_requested

    def _eager_start(self):
        before = _swap_current_task(self._loop, self)
        try:
            self._context.run(self._advance, None)
        finally:
            _swap_current_task(self._loop, before)
            if self.done():
                self._coro = None
            else:
                _scheduled_tasks[self] = self

    def task_step(self, exc=None):
        """One step, as a callback of the loop."""
        if self._state != 'PENDING':
            raise exceptions.InvalidStateError(f'__step(): already done: {self!r}, {exc!r}')
        if self._must_cancel:
            if not isinstance(exc, exceptions.CancelledError):
                exc = self._make_cancelled_error()
            self._must_cancel = False
        self._fut_waiter = None
        loop = self._loop
        _enter_task(loop, self)
        try:
            self._advance(exc)
        finally:
            _leave_task(loop, self)

    def _advance(self, exc):
        try:
            if exc is None:
                result = self._coro.send(None)
            else:
                result = self._coro.throw(exc)
        except StopIteration as stop:
            if self._must_cancel:
                # Cancelled in its last step.
                self._must_cancel = False
                super().cancel(msg=self._cancel_message)
            else:
                super().set_result(stop.value)
        except exceptions.CancelledError as cancelled:
            self._cancelled_exc = cancelled
            super().cancel()
        except (KeyboardInterrupt, SystemExit) as leaving:
            super().set_exception(leaving)
            _scheduled_tasks.pop(self, None)
            raise
        except BaseException as error:
            _forget_frames(error, _NATIVE)
            super().set_exception(error)
        else:
            self._wait_for(result)
            return
        _scheduled_tasks.pop(self, None)

    def _wait_for(self, result):
        """The coroutine is suspended on what it yielded."""
        blocking = getattr(result, '_asyncio_future_blocking', None)
        if blocking is not None:
            if result.get_loop() is not self._loop:
                self._fail(f'Task {self!r} got Future {result!r} attached to a different loop')
            elif not blocking:
                self._fail(f'yield was used instead of yield from '
                           f'in task {self!r} with {result!r}')
            elif result is self:
                self._fail(f'Task cannot await on itself: {self!r}')
            else:
                result._asyncio_future_blocking = False
                result.add_done_callback(self.task_wakeup, context=self._context)
                self._fut_waiter = result
                if self._must_cancel:
                    if result.cancel(msg=self._cancel_message):
                        self._must_cancel = False
        elif result is None:
            self._loop.call_soon(self.task_step, context=self._context)
        else:
            self._fail(f'Task got bad yield: {result!r}')

    def _fail(self, message):
        self._loop.call_soon(self.task_step, RuntimeError(message), context=self._context)

    def task_wakeup(self, future):
        """What it waited for is done."""
        try:
            future.result()
        except BaseException as exc:
            self.task_step(exc)
        else:
            self.task_step()


def create_task(coro, **kwargs):
    """Have the running loop run a coroutine; its task."""
    loop = events.get_running_loop()
    return loop.create_task(coro, **kwargs)


def create_eager_task_factory(custom_task_constructor):
    """A factory whose tasks take their first step when they are made."""

    def factory(loop, coro, *, eager_start=True, **kwargs):
        return custom_task_constructor(coro, loop=loop, eager_start=eager_start, **kwargs)

    return factory


eager_task_factory = create_eager_task_factory(Task)


async def _await(awaitable):
    return await awaitable


def ensure_future(coro_or_future, *, loop=None):
    """A future as it is, a task for anything else that can be awaited."""
    if futures.isfuture(coro_or_future):
        if loop is not None and loop is not coro_or_future.get_loop():
            raise ValueError('The future belongs to a different loop than '
                             'the one specified as the loop argument')
        return coro_or_future
    should_close = True
    if not coroutines.iscoroutine(coro_or_future):
        if not hasattr(type(coro_or_future), '__await__'):
            raise TypeError('An asyncio.Future, a coroutine or an awaitable is required')
        coro_or_future = _await(coro_or_future)
        should_close = False
    if loop is None:
        loop = events.get_event_loop()
    try:
        return loop.create_task(coro_or_future)
    except RuntimeError:
        if should_close:
            coro_or_future.close()
        raise


class _Pass:
    """Lets the loop make one round."""

    def __await__(self):
        yield


_one_round = _Pass()


async def sleep(delay, result=None):
    """Do nothing for `delay` seconds, while other tasks run."""
    if delay <= 0:
        await _one_round
        return result
    if delay != delay:
        raise ValueError("Invalid delay: NaN (not a number)")
    loop = events.get_running_loop()
    future = loop.create_future()
    h = loop.call_later(delay, futures._set_result_unless_cancelled, future, result)
    try:
        return await future
    finally:
        h.cancel()


def run_coroutine_threadsafe(coro, loop):
    """Have a loop of another thread run a coroutine; a concurrent.futures.Future."""
    if not coroutines.iscoroutine(coro):
        raise TypeError('A coroutine object is required')
    from concurrent.futures import Future
    future = Future()

    def callback():
        try:
            futures._chain_future(ensure_future(coro, loop=loop), future)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as exc:
            if future.set_running_or_notify_cancel():
                future.set_exception(exc)
            raise

    loop.call_soon_threadsafe(callback)
    return future
