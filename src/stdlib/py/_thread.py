"""Threads without `threading`; locks and starting are native."""


def start_new_thread(function, args, kwargs={}, /):
    """Run function(*args, **kwargs) in a thread of its own; the thread's identifier."""
    if not callable(function):
        raise TypeError('first arg must be callable')
    if not isinstance(args, tuple):
        raise TypeError('2nd arg must be a tuple')

    def run():
        try:
            function(*args, **kwargs)
        except SystemExit:
            pass
        except BaseException as exc:
            from sys import stderr
            stderr.write(f'Exception ignored in thread started by {function!r}:\n'
                         f'{_format_exception(exc)}')

    return start_joinable_thread(run, daemon=True).ident


start_new = start_new_thread


def exit():
    """End the thread."""
    raise SystemExit


exit_thread = exit


def _format_exception(exception):
    """The traceback of an exception and the exception, as Python prints them."""
    texts = []
    for shown in _in_traceback(exception):
        try:
            texts.append(str(shown))
        except Exception:
            texts.append('<exception str() failed>')
    return _traceback(exception, texts)
