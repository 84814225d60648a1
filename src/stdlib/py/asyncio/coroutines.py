"""What is a coroutine, and what makes one."""

__all__ = ['iscoroutinefunction', 'iscoroutine']


async def _sample():
    pass


_coroutine = _sample()
_coroutine.close()
_COROUTINE = type(_coroutine)
# CO_COROUTINE of a code object's flags.
_IS_ASYNC = 0x80


def iscoroutine(obj):
    """Whether it can be run by a task."""
    if isinstance(obj, _COROUTINE):
        return True
    kind = type(obj)
    return (hasattr(kind, 'send') and hasattr(kind, 'throw') and hasattr(kind, 'close')
            and hasattr(kind, '__await__'))


def iscoroutinefunction(func):
    """Whether calling it makes a coroutine."""
    while hasattr(func, '__func__'):
        func = func.__func__
    while hasattr(func, 'func') and hasattr(func, 'keywords'):
        func = func.func
    code = getattr(func, '__code__', None)
    return code is not None and bool(code.co_flags & _IS_ASYNC)


def frame_of(coro):
    """The frame of a coroutine (or generator) that has not ended."""
    frame = getattr(coro, 'cr_frame', None)
    return frame if frame is not None else getattr(coro, 'gi_frame', None)
