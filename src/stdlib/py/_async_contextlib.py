"""Help for the `async with` statement; programs find it in `contextlib`."""

from functools import wraps as _wraps


class AbstractAsyncContextManager:
    """A base class whose __aenter__ gives itself."""

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        return None


class AsyncContextDecorator:
    """An asynchronous context manager that can decorate a coroutine function."""

    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @_wraps(func)
        async def inner(*args, **kwds):
            async with self._recreate_cm():
                return await func(*args, **kwds)
        return inner


class _AsyncGeneratorContextManager(AbstractAsyncContextManager, AsyncContextDecorator):

    def __init__(self, func, args, kwds):
        self.gen = func(*args, **kwds)
        self.func, self.args, self.kwds = func, args, kwds

    def _recreate_cm(self):
        return self.__class__(self.func, self.args, self.kwds)

    async def __aenter__(self):
        try:
            return await anext(self.gen)
        except StopAsyncIteration:
            raise RuntimeError("generator didn't yield") from None

    async def __aexit__(self, typ, value, traceback):
        if typ is None:
            try:
                await anext(self.gen)
            except StopAsyncIteration:
                return False
            try:
                raise RuntimeError("generator didn't stop")
            finally:
                await self.gen.aclose()
        if value is None:
            value = typ()
        try:
            await self.gen.athrow(value)
        except StopAsyncIteration as exc:
            return exc is not value
        except RuntimeError as exc:
            if exc is value:
                return False
            # A generator turns these two, when they leave it, into a RuntimeError of its own.
            if isinstance(value, (StopIteration, StopAsyncIteration)) and exc.__cause__ is value:
                return False
            raise
        except BaseException as exc:
            if exc is not value:
                raise
            return False
        try:
            raise RuntimeError("generator didn't stop after athrow()")
        finally:
            await self.gen.aclose()


def asynccontextmanager(func):
    """An asynchronous context manager out of an asynchronous generator that yields once."""
    @_wraps(func)
    def helper(*args, **kwds):
        return _AsyncGeneratorContextManager(func, args, kwds)
    return helper


class aclosing(AbstractAsyncContextManager):
    """Awaits the aclose() of something at the end of the block."""

    def __init__(self, thing):
        self.thing = thing

    async def __aenter__(self):
        return self.thing

    async def __aexit__(self, *exc_info):
        await self.thing.aclose()


class AsyncExitStack(AbstractAsyncContextManager):
    """Leaves any number of context managers of both kinds, the last entered first."""

    def __init__(self):
        # (whether it is awaited, what is called with the exception)
        self._exit_callbacks = []

    def push(self, exit):
        """Call exit, or its __exit__, at the end."""
        self._exit_callbacks.append((False, getattr(exit, '__exit__', exit)))
        return exit

    def push_async_exit(self, exit):
        """Await exit(), or its __aexit__, at the end."""
        self._exit_callbacks.append((True, getattr(exit, '__aexit__', exit)))
        return exit

    def enter_context(self, cm):
        """Enter it now, leave it at the end."""
        result = cm.__enter__()
        self._exit_callbacks.append((False, cm.__exit__))
        return result

    async def enter_async_context(self, cm):
        """The same for `async with`."""
        result = await cm.__aenter__()
        self._exit_callbacks.append((True, cm.__aexit__))
        return result

    def callback(self, callback, /, *args, **kwds):
        """Call a function at the end."""
        def wrapper(exc_type, exc, tb):
            callback(*args, **kwds)
        self._exit_callbacks.append((False, wrapper))
        return callback

    def push_async_callback(self, callback, /, *args, **kwds):
        """Await a coroutine function at the end."""
        async def wrapper(exc_type, exc, tb):
            await callback(*args, **kwds)
        self._exit_callbacks.append((True, wrapper))
        return callback

    def pop_all(self):
        """A stack that has taken everything over."""
        taken = type(self)()
        taken._exit_callbacks, self._exit_callbacks = self._exit_callbacks, []
        return taken

    async def aclose(self):
        """Leave everything now."""
        await self.__aexit__(None, None, None)

    async def __aexit__(self, exc_type, exc, tb):
        pending = exc
        suppressed = False
        while self._exit_callbacks:
            awaited, callback = self._exit_callbacks.pop()
            try:
                result = callback(None if pending is None else type(pending), pending,
                                  None if pending is None else pending.__traceback__)
                if awaited:
                    result = await result
                if result:
                    suppressed = True
                    pending = None
            except BaseException as new:
                suppressed = False
                pending = new
        if pending is not None and pending is not exc:
            raise pending
        return suppressed and exc is not None
