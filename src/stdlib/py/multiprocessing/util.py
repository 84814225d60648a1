"""What the package's modules share: its log, what must be done after a fork, and at the end.

There are no reference counts to act on: a finalizer runs when it is called, or at exit.
"""

import atexit
import itertools
import posix
import sys

import _thread

__all__ = [
    'sub_debug', 'debug', 'info', 'sub_warning', 'get_logger', 'log_to_stderr',
    'register_after_fork', 'is_exiting', 'Finalize', 'SUBDEBUG', 'SUBWARNING',
]

NOTSET = 0
SUBDEBUG = 5
DEBUG = 10
INFO = 20
SUBWARNING = 25

LOGGER_NAME = 'multiprocessing'
DEFAULT_LOGGING_FORMAT = '[%(levelname)s/%(processName)s] %(message)s'

_logger = None
_log_to_stderr = False


def sub_debug(msg, *args):
    """Log what only this package's authors want to know."""
    if _logger:
        _logger.log(SUBDEBUG, msg, *args, stacklevel=2)


def debug(msg, *args):
    """Log a detail."""
    if _logger:
        _logger.log(DEBUG, msg, *args, stacklevel=2)


def info(msg, *args):
    """Log a step in the life of a process."""
    if _logger:
        _logger.log(INFO, msg, *args, stacklevel=2)


def sub_warning(msg, *args):
    """Log something odd."""
    if _logger:
        _logger.log(SUBWARNING, msg, *args, stacklevel=2)


def get_logger():
    """The logger of this package."""
    global _logger
    import logging
    if not _logger:
        _logger = logging.getLogger(LOGGER_NAME)
        _logger.propagate = 0
        # Ours must run before logging's own function at exit.
        atexit.unregister(_exit_function)
        atexit.register(_exit_function)
    return _logger


def log_to_stderr(level=None):
    """Show the log of this package on standard error."""
    global _log_to_stderr
    import logging
    logger = get_logger()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(DEFAULT_LOGGING_FORMAT))
    logger.addHandler(handler)
    if level:
        logger.setLevel(level)
    _log_to_stderr = True
    return _logger


def report(exc, header):
    """An exception that nobody caught, on standard error."""
    _thread._report(exc, header)


_after_forkers = []


def register_after_fork(obj, func):
    """Have func(obj) called in every child that is a copy of this process."""
    _after_forkers.append((obj, func))


def _run_after_forkers():
    for obj, func in list(_after_forkers):
        try:
            func(obj)
        except Exception as exc:
            info('after forker raised exception %s', exc)


_finalizer_registry = {}
_finalizer_counter = itertools.count()


class Finalize:
    """Something to be done once: when called, or, with a priority, at exit."""

    def __init__(self, obj, callback, args=(), kwargs=None, exitpriority=None):
        if exitpriority is not None and not isinstance(exitpriority, int):
            raise TypeError("Exitpriority ({0!r}) must be None or int, not {1!s}".format(
                exitpriority, type(exitpriority)))
        if obj is None and exitpriority is None:
            raise ValueError("Without object, exitpriority cannot be None")
        self._callback = callback
        self._args = args
        self._kwargs = kwargs or {}
        self._key = (exitpriority, next(_finalizer_counter))
        self._pid = posix.getpid()
        _finalizer_registry[self._key] = self

    def __call__(self):
        if _finalizer_registry.pop(self._key, None) is None:
            sub_debug('finalizer no longer registered')
            return None
        if self._pid != posix.getpid():
            sub_debug('finalizer ignored because different process')
            return None
        sub_debug('finalizer calling %s with args %s and kwargs %s',
                  self._callback, self._args, self._kwargs)
        callback, args, kwargs = self._callback, self._args, self._kwargs
        self._callback = self._args = self._kwargs = None
        return callback(*args, **kwargs)

    def cancel(self):
        """Do not do it."""
        if _finalizer_registry.pop(self._key, None) is not None:
            self._callback = self._args = self._kwargs = None

    def still_active(self):
        """Whether it is still to be done."""
        return self._key in _finalizer_registry

    def __repr__(self):
        if self._callback is None:
            return '<%s object, dead>' % self.__class__.__name__
        name = getattr(self._callback, '__name__', self._callback)
        text = '<%s object, callback=%s' % (self.__class__.__name__, name)
        if self._args:
            text += ', args=' + str(self._args)
        if self._kwargs:
            text += ', kwargs=' + str(self._kwargs)
        if self._key[0] is not None:
            text += ', exitpriority=' + str(self._key[0])
        return text + '>'


def _run_finalizers(minpriority=None):
    """Run those of at least a priority, the highest and then the newest first."""
    def wanted(key):
        if key[0] is None:
            return minpriority is None
        return minpriority is None or key[0] >= minpriority
    keys = [key for key in list(_finalizer_registry) if wanted(key)]
    keys.sort(key=lambda key: (key[0] if key[0] is not None else -1000, key[1]), reverse=True)
    for key in keys:
        finalizer = _finalizer_registry.get(key)
        if finalizer is not None:
            sub_debug('calling %s', finalizer)
            try:
                finalizer()
            except Exception as exc:
                report(exc, '')
    if minpriority is None:
        _finalizer_registry.clear()


_exiting = False


def is_exiting():
    """Whether this process is coming to its end."""
    return _exiting


def _exit_function():
    """At exit: finalizers, then the children: daemons are ended, the others waited for."""
    global _exiting
    if _exiting:
        return
    _exiting = True
    from multiprocessing import process
    info('process shutting down')
    debug('running all "atexit" finalizers with priority >= 0')
    _run_finalizers(0)
    for child in process.active_children():
        if child.daemon:
            info('calling terminate() for daemon %s', child.name)
            child._popen.terminate()
    for child in process.active_children():
        info('calling join() for process %s', child.name)
        child.join()
    debug('running the remaining "atexit" finalizers')
    _run_finalizers()


atexit.register(_exit_function)


def _flush_std_streams():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            pass


class _Nothing:
    """A file at its end."""

    closed = False

    def read(self, size=-1):
        return ''

    readline = read

    def __iter__(self):
        return iter(())

    def close(self):
        self.closed = True


def _close_stdin():
    """A child reads nothing from the terminal."""
    sys.stdin = _Nothing()


def close_fds(*fds):
    """Close descriptors."""
    for fd in fds:
        posix.close(fd)
