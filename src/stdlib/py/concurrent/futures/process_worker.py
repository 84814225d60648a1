"""What a worker process of an executor does, and what travels to it and back."""

import posix

_HOME = 'concurrent.futures.process'


class _RemoteTraceback(Exception):
    """The traceback of an error in another process, as text."""

    __module__ = _HOME

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


def _text_of(exc):
    """An exception with its traceback, as lines."""
    import traceback
    return traceback.format_exception(exc)


class _ExceptionWithTraceback:
    """An exception that takes the text of its traceback along when it is pickled."""

    def __init__(self, exc, tb):
        lines = _text_of(exc)
        self.exc = exc
        self.exc.__traceback__ = None
        self.tb = '\n"""\n%s"""' % ''.join(lines)

    def __reduce__(self):
        return _rebuild_exc, (self.exc, self.tb)


def _rebuild_exc(exc, tb):
    exc.__cause__ = _RemoteTraceback(tb)
    return exc


class _CallItem:

    def __init__(self, work_id, fn, args, kwargs):
        self.work_id = work_id
        self.fn = fn
        self.args = args
        self.kwargs = kwargs


class _ResultItem:

    def __init__(self, work_id, exception=None, result=None, exit_pid=None):
        self.work_id = work_id
        self.exception = exception
        self.result = result
        self.exit_pid = exit_pid


def _process_chunk(fn, chunk):
    return [fn(*args) for args in chunk]


def _sendback_result(result_queue, work_id, result=None, exception=None, exit_pid=None):
    try:
        result_queue.put(_ResultItem(work_id, result=result, exception=exception,
                                     exit_pid=exit_pid))
    except BaseException as exc:
        # The result cannot be pickled: that is the result.
        wrapped = _ExceptionWithTraceback(exc, exc.__traceback__)
        result_queue.put(_ResultItem(work_id, exception=wrapped, exit_pid=exit_pid))


def _process_worker(call_queue, result_queue, initializer, initargs, max_tasks=None):
    if initializer is not None:
        try:
            initializer(*initargs)
        except BaseException:
            # The parent sees that the process has ended, and calls the pool broken.
            import logging
            logging.getLogger('concurrent.futures').critical(
                'Exception in initializer:', exc_info=True)
            return
    done = 0
    exit_pid = None
    while exit_pid is None:
        call_item = call_queue.get(block=True)
        if call_item is None:
            return
        done += 1
        if max_tasks is not None and done >= max_tasks:
            exit_pid = posix.getpid()
        try:
            result = call_item.fn(*call_item.args, **call_item.kwargs)
        except BaseException as exc:
            wrapped = _ExceptionWithTraceback(exc, exc.__traceback__)
            _sendback_result(result_queue, call_item.work_id, exception=wrapped,
                             exit_pid=exit_pid)
        else:
            _sendback_result(result_queue, call_item.work_id, result=result, exit_pid=exit_pid)
