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
            _report(exc, f'Exception ignored in thread started by {function!r}:\n')

    return start_joinable_thread(run, daemon=True).ident


start_new = start_new_thread


def exit():
    """End the thread."""
    raise SystemExit


exit_thread = exit
