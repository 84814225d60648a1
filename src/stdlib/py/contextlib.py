"""Help for the `with` statement."""

from functools import wraps as _wraps
from _async_contextlib import (AbstractAsyncContextManager, AsyncContextDecorator,
                               AsyncExitStack, aclosing, asynccontextmanager)


class AbstractContextManager:
    """A base class whose __enter__ gives itself."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        return None


class ContextDecorator:
    """A context manager that can decorate a function."""

    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @_wraps(func)
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)
        return inner


class _GeneratorContextManager(ContextDecorator):

    def __init__(self, func, args, kwds):
        self.gen = func(*args, **kwds)
        self.func, self.args, self.kwds = func, args, kwds

    def _recreate_cm(self):
        return self.__class__(self.func, self.args, self.kwds)

    def __enter__(self):
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, typ, value, traceback):
        if typ is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = typ()
        try:
            self.gen.throw(value)
        except StopIteration as exc:
            return exc is not value
        except RuntimeError as exc:
            if exc is value:
                return False
            if isinstance(value, StopIteration) and exc.__cause__ is value:
                return False
            raise
        except BaseException as exc:
            if exc is not value:
                raise
            return False
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    """A context manager out of a generator that yields once."""
    @_wraps(func)
    def helper(*args, **kwds):
        return _GeneratorContextManager(func, args, kwds)
    return helper


class closing(AbstractContextManager):
    """Closes something at the end of the block."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()


class suppress(AbstractContextManager):
    """Ignores the given exceptions."""

    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, exctype, excinst, exctb):
        if exctype is None:
            return False
        return issubclass(exctype, self._exceptions)


class nullcontext(AbstractContextManager):
    """Does nothing."""

    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *excinfo):
        pass

    async def __aenter__(self):
        return self.enter_result

    async def __aexit__(self, *excinfo):
        pass


class ExitStack(AbstractContextManager):
    """Leaves any number of context managers, the last entered first."""

    def __init__(self):
        self._exit_callbacks = []

    def push(self, exit):
        """Call exit, or its __exit__, at the end."""
        callback = getattr(exit, '__exit__', exit)
        self._exit_callbacks.append(callback)
        return exit

    def enter_context(self, cm):
        """Enter it now, leave it at the end."""
        result = cm.__enter__()
        self._exit_callbacks.append(cm.__exit__)
        return result

    def callback(self, callback, /, *args, **kwds):
        """Call a function at the end."""
        def wrapper(exc_type, exc, tb):
            callback(*args, **kwds)
        self._exit_callbacks.append(wrapper)
        return callback

    def close(self):
        """Leave everything now."""
        self.__exit__(None, None, None)

    def __exit__(self, exc_type, exc, tb):
        pending = exc
        suppressed = False
        while self._exit_callbacks:
            callback = self._exit_callbacks.pop()
            try:
                if callback(None if pending is None else type(pending), pending, None):
                    suppressed = True
                    pending = None
            except BaseException as new:
                suppressed = False
                pending = new
        if pending is not None and pending is not exc:
            raise pending
        return suppressed and exc is not None


class _Redirect(AbstractContextManager):
    """Another object in the place of a standard stream."""

    def __init__(self, new_target):
        self._new_target = new_target
        self._old_targets = []

    def __enter__(self):
        import sys
        self._old_targets.append(getattr(sys, self._stream))
        setattr(sys, self._stream, self._new_target)
        return self._new_target

    def __exit__(self, *exc_info):
        import sys
        setattr(sys, self._stream, self._old_targets.pop())


class redirect_stdout(_Redirect):
    """What is printed meanwhile goes to another file."""

    _stream = 'stdout'


class redirect_stderr(_Redirect):
    """What is written to standard error meanwhile goes to another file."""

    _stream = 'stderr'


class chdir(AbstractContextManager):
    """Another working directory meanwhile."""

    def __init__(self, path):
        self.path = path
        self._old = []

    def __enter__(self):
        import os
        self._old.append(os.getcwd())
        os.chdir(self.path)

    def __exit__(self, *exc_info):
        import os
        os.chdir(self._old.pop())
