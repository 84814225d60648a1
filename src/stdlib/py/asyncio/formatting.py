"""Texts for callbacks, futures, tasks and coroutines in reprs and messages."""

import functools
from asyncio import coroutines

_FUNCTION = type(lambda: None)


def function_source(func):
    """(file, line) of a Python function, or None."""
    while hasattr(func, '__wrapped__'):
        func = func.__wrapped__
    if type(func) is _FUNCTION:
        code = func.__code__
        return code.co_filename, code.co_firstlineno
    if isinstance(func, functools.partial):
        return function_source(func.func)
    return None


def arguments(args, kwargs, debug):
    """As they stand in a call, long ones shortened; in debug mode only, because they may be secret."""
    if not debug:
        return '()'
    items = [shortened(arg) for arg in args]
    items.extend(f'{name}={shortened(value)}' for name, value in kwargs.items())
    return '(' + ', '.join(items) + ')'


def shortened(value):
    """A repr of reasonable length, as `reprlib` makes it."""
    if isinstance(value, str):
        text = repr(value[:30])
        if len(text) > 30:
            whole = repr(value)
            text = whole[:13] + '...' + whole[len(whole) - 14:]
        return text
    if isinstance(value, int):
        text = repr(value)
        if len(text) > 40:
            return text[:18] + '...' + text[len(text) - 19:]
        return text
    if isinstance(value, (list, tuple)):
        opening, closing, most = ('[', ']', 6) if isinstance(value, list) else ('(', ')', 6)
        items = [shortened(item) for item in value[:most]]
        if len(value) > most:
            items.append('...')
        text = ', '.join(items)
        if isinstance(value, tuple) and len(value) == 1:
            text += ','
        return opening + text + closing
    if isinstance(value, dict):
        items = [f'{shortened(key)}: {shortened(value[key])}' for key in list(value)[:4]]
        if len(value) > 4:
            items.append('...')
        return '{' + ', '.join(items) + '}'
    text = repr(value)
    if len(text) > 30 and type(value).__module__ != 'builtins':
        return text[:13] + '...' + text[len(text) - 14:]
    return text


def callback(func, args, kwargs, debug, suffix=''):
    """A call, as it would be written."""
    if isinstance(func, functools.partial):
        suffix = arguments(args, kwargs, debug) + suffix
        return callback(func.func, func.args, func.keywords, debug, suffix)
    name = getattr(func, '__qualname__', None) or getattr(func, '__name__', None) or repr(func)
    return name + arguments(args, kwargs, debug) + suffix


def callback_source(func, args, debug=False):
    """The same, with the place of the function."""
    text = callback(func, args, {}, debug)
    source = function_source(func)
    if source:
        text += f' at {source[0]}:{source[1]}'
    return text


def _callbacks(entries):
    texts = [callback_source(entry[0], ()) for entry in entries[:1] + entries[1:][-1:]]
    if len(entries) > 2:
        texts.insert(1, f'<{len(entries) - 2} more>')
    return f"cb=[{', '.join(texts)}]"


def future_info(future):
    """The words of a future's repr."""
    info = [future._state.lower()]
    if future._state == 'FINISHED':
        if future._exception is not None:
            info.append(f'exception={future._exception!r}')
        else:
            info.append(f'result={shortened(future._result)}')
    if future._callbacks:
        info.append(_callbacks(future._callbacks))
    return info


def future(future):
    """Its repr."""
    return f"<{future.__class__.__name__} {' '.join(future_info(future))}>"


def task(task):
    """A task's repr."""
    info = future_info(task)
    if task._num_cancels_requested and not task.done():
        info[0] = 'cancelling'
    info.insert(1, f'name={task.get_name()!r}')
    if task._fut_waiter is not None:
        info.insert(2, f'wait_for={task._fut_waiter!r}')
    if task._coro:
        info.insert(2, f'coro=<{coroutine(task._coro)}>')
    return f"<{task.__class__.__name__} {' '.join(info)}>"


def coroutine(coro):
    """What a coroutine is called, and where it is."""
    name = getattr(coro, '__qualname__', None) or getattr(coro, '__name__', None)
    name = f'{name or "<" + type(coro).__name__ + " without __name__>"}()'
    place = coroutines.place_of(coro)
    if place is None:
        return name
    code, line = place
    if line is not None:
        return f'{name} running at {code.co_filename}:{line}'
    return f'{name} done, defined at {code.co_filename}:{code.co_firstlineno}'
