"""Functions to be called when the interpreter ends, the last registered first."""

_registered = []    # (function, args, kwargs)


def register(func, /, *args, **kwargs):
    """Call func(*args, **kwargs) at the end; the function itself, so that this is a decorator too."""
    if not callable(func):
        raise TypeError("the first argument must be callable")
    _registered.append((func, args, kwargs))
    return func


def unregister(func, /):
    """Take a function out again, as often as it was registered."""
    _registered[:] = [entry for entry in _registered if entry[0] != func]


def _clear():
    """Forget all functions."""
    _registered.clear()


def _ncallbacks():
    """How many functions are registered."""
    return len(_registered)


def _run_exitfuncs():
    """Call the registered functions; one that raises is reported, and the others are called."""
    from _thread import _report
    while _registered:
        func, args, kwargs = _registered.pop()
        try:
            func(*args, **kwargs)
        except BaseException as exc:
            exc.__traceback__ = exc.__traceback__.tb_next
            _report(exc, f"Exception ignored in atexit callback {func!r}:\n")
