"""What is a coroutine, and what makes one."""

from _frames import getframe as _getframe
from _gilscope import line_of as _line_of

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


def _same(a, b):
    return (a.co_firstlineno == b.co_firstlineno and a.co_name == b.co_name
            and a.co_filename == b.co_filename)


def place_of(coro):
    """(code, line where it is or None when it has ended); None for what has no code."""
    if not isinstance(coro, _COROUTINE):
        return None
    code = coro.cr_code
    if not coro.cr_running:
        return code, _line_of(coro)
    frame = _getframe(1)
    while frame is not None:
        if _same(frame.f_code, code):
            return code, frame.f_lineno
        frame = frame.f_back
    # Another thread runs it.
    return code, code.co_firstlineno
