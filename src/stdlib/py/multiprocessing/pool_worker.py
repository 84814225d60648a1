"""What a worker of a pool does: take a task, call, send the result or the error back.

Owns how an error travels: its traceback cannot be pickled, so its text goes along as the cause.
"""

import itertools

from multiprocessing import util


def mapstar(args):
    """A chunk of map()."""
    return list(map(*args))


def starmapstar(args):
    """A chunk of starmap()."""
    return list(itertools.starmap(args[0], args[1]))


class RemoteTraceback(Exception):
    """The traceback of an error in another process, as text."""

    __module__ = 'multiprocessing.pool'

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class ExceptionWithTraceback:
    """An exception that takes the text of its traceback along when it is pickled."""

    __module__ = 'multiprocessing.pool'

    def __init__(self, exc, tb):
        import traceback
        lines = traceback.format_exception(type(exc), exc, tb)
        self.exc = exc
        self.tb = '\n"""\n%s"""' % ''.join(lines)

    def __reduce__(self):
        return rebuild_exc, (self.exc, self.tb)


def rebuild_exc(exc, tb):
    """The exception, its cause the traceback that came along."""
    exc.__cause__ = RemoteTraceback(tb)
    return exc


class MaybeEncodingError(Exception):
    """A result could not be pickled."""

    __module__ = 'multiprocessing.pool'

    def __init__(self, exc, value):
        self.exc = repr(exc)
        self.value = repr(value)
        super().__init__(self.exc, self.value)

    def __str__(self):
        return "Error sending result: '%s'. Reason: '%s'" % (self.value, self.exc)

    def __repr__(self):
        return "<%s: %s>" % (self.__class__.__name__, self)


def worker(inqueue, outqueue, initializer=None, initargs=(), maxtasks=None,
           wrap_exception=False):
    """The life of a worker."""
    if maxtasks is not None and not (isinstance(maxtasks, int) and maxtasks >= 1):
        raise AssertionError("Maxtasks {!r} is not valid".format(maxtasks))
    if hasattr(inqueue, '_writer'):
        inqueue._writer.close()
        outqueue._reader.close()
    if initializer is not None:
        initializer(*initargs)
    completed = 0
    while maxtasks is None or completed < maxtasks:
        try:
            task = inqueue.get()
        except (EOFError, OSError):
            util.debug('worker got EOFError or OSError -- exiting')
            break
        if task is None:
            util.debug('worker got sentinel -- exiting')
            break
        job, i, func, args, kwds = task
        try:
            result = (True, func(*args, **kwds))
        except Exception as exc:
            if wrap_exception and func is not _helper_reraises_exception:
                exc = ExceptionWithTraceback(exc, exc.__traceback__)
            result = (False, exc)
        try:
            outqueue.put((job, i, result))
        except Exception as exc:
            wrapped = MaybeEncodingError(exc, result[1])
            util.debug("Possible encoding error while sending result: %s" % (wrapped))
            outqueue.put((job, i, (False, wrapped)))
        completed += 1
    util.debug('worker exiting after %d tasks' % completed)


def _helper_reraises_exception(exc):
    raise exc
