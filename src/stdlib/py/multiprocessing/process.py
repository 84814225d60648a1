"""The process object, in the parent (start, join, exit code) and in the child (what runs there).

Owns the names and numbers of processes and the set of live children; not how a child comes to be
(`popen_*`), which the context decides.
"""

import itertools
import os
import posix
import sys
import threading

import _posixsubprocess

__all__ = ['BaseProcess', 'current_process', 'active_children', 'parent_process']

# Exit codes that stand for a signal (signal(7) on Linux), as they are shown.
_signal_names = {
    -1: '-SIGHUP', -2: '-SIGINT', -3: '-SIGQUIT', -4: '-SIGILL', -5: '-SIGTRAP',
    -6: '-SIGABRT', -7: '-SIGBUS', -8: '-SIGFPE', -9: '-SIGKILL', -10: '-SIGUSR1',
    -11: '-SIGSEGV', -12: '-SIGUSR2', -13: '-SIGPIPE', -14: '-SIGALRM', -15: '-SIGTERM',
}


def current_process():
    """The process that runs this call."""
    return _current_process


def parent_process():
    """The process that started this one; None in the first."""
    return _parent_process


def active_children():
    """The children that are alive; those that have ended are joined on the way."""
    _cleanup()
    return list(_children)


def _cleanup():
    for child in list(_children):
        popen = child._popen
        if popen and popen.poll() is not None:
            _children.discard(child)


class BaseProcess:
    """A process: a target to call there, or a run() of your own."""

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={},
                 *, daemon=None):
        assert group is None, 'group argument must be None for now'
        self._identity = _current_process._identity + (next(_process_counter),)
        self._config = _current_process._config.copy()
        self._parent_pid = posix.getpid()
        self._parent_name = _current_process.name
        self._popen = None
        self._closed = False
        self._target = target
        self._args = tuple(args)
        self._kwargs = dict(kwargs)
        number = ':'.join([str(part) for part in self._identity])
        self._name = name or type(self).__name__ + '-' + number
        if daemon is not None:
            self.daemon = daemon

    def _Popen(self):
        raise NotImplementedError

    def _check_closed(self):
        if self._closed:
            raise ValueError("process object is closed")

    def run(self):
        """What the child does: call the target."""
        if self._target:
            self._target(*self._args, **self._kwargs)

    def start(self):
        """Start the child."""
        self._check_closed()
        assert self._popen is None, 'cannot start a process twice'
        assert self._parent_pid == posix.getpid(), \
            'can only start a process object created by current process'
        assert not _current_process._config.get('daemon'), \
            'daemonic processes are not allowed to have children'
        _cleanup()
        self._popen = self._Popen(self)
        self._sentinel = self._popen.sentinel
        # The arguments belong to the child now: nothing here keeps them alive.
        del self._target, self._args, self._kwargs
        _children.add(self)

    def terminate(self):
        """Ask it to end: SIGTERM."""
        self._check_closed()
        self._popen.terminate()

    def kill(self):
        """End it: SIGKILL."""
        self._check_closed()
        self._popen.kill()

    def join(self, timeout=None):
        """Wait until it has ended, or for `timeout` seconds."""
        self._check_closed()
        assert self._parent_pid == posix.getpid(), 'can only join a child process'
        assert self._popen is not None, 'can only join a started process'
        if self._popen.wait(timeout) is not None:
            _children.discard(self)

    def is_alive(self):
        """Whether it has started and not ended."""
        self._check_closed()
        if self is _current_process:
            return True
        assert self._parent_pid == posix.getpid(), 'can only test a child process'
        if self._popen is None:
            return False
        if self._popen.poll() is None:
            return True
        _children.discard(self)
        return False

    def close(self):
        """Give back what the object holds; the child must have ended."""
        if self._popen is not None:
            if self._popen.poll() is None:
                raise ValueError("Cannot close a process while it is still running. "
                                 "You should first call join() or terminate().")
            self._popen.close()
            self._popen = None
            del self._sentinel
            _children.discard(self)
        self._closed = True

    @property
    def name(self):
        """What it is called; without meaning to the system."""
        return self._name

    @name.setter
    def name(self, name):
        assert isinstance(name, str), 'name must be a string'
        self._name = name

    @property
    def daemon(self):
        """Whether it is killed when its parent ends, instead of waited for."""
        return self._config.get('daemon', False)

    @daemon.setter
    def daemon(self, daemonic):
        assert self._popen is None, 'process has already started'
        self._config['daemon'] = daemonic

    @property
    def authkey(self):
        """The key that connections of this family of processes check."""
        return self._config['authkey']

    @authkey.setter
    def authkey(self, authkey):
        self._config['authkey'] = bytes(authkey)

    @property
    def exitcode(self):
        """Its exit status, -N after signal N; None before it has ended."""
        self._check_closed()
        if self._popen is None:
            return None
        return self._popen.poll()

    @property
    def ident(self):
        """Its number in the system; None before it has started."""
        self._check_closed()
        if self is _current_process:
            return posix.getpid()
        return self._popen and self._popen.pid

    pid = ident

    @property
    def sentinel(self):
        """A descriptor that becomes readable when it has ended."""
        self._check_closed()
        try:
            return self._sentinel
        except AttributeError:
            raise ValueError("process not started") from None

    def __repr__(self):
        exitcode = None
        if self is _current_process:
            status = 'started'
        elif self._closed:
            status = 'closed'
        elif self._parent_pid != posix.getpid():
            status = 'unknown'
        elif self._popen is None:
            status = 'initial'
        else:
            exitcode = self._popen.poll()
            status = 'started' if exitcode is None else 'stopped'
        parts = [type(self).__name__, 'name=%r' % self._name]
        if self._popen is not None:
            parts.append('pid=%s' % self._popen.pid)
        parts.append('parent=%s' % self._parent_pid)
        parts.append(status)
        if exitcode is not None:
            parts.append('exitcode=%s' % _signal_names.get(exitcode, exitcode))
        if self.daemon:
            parts.append('daemon')
        return '<%s>' % ' '.join(parts)

    def _bootstrap(self, parent_sentinel=None):
        """The child's life; its exit status."""
        from multiprocessing import context, util
        global _current_process, _parent_process, _process_counter, _children
        try:
            if self._start_method is not None:
                context._force_start_method(self._start_method)
            _process_counter = itertools.count(1)
            _children = set()
            util._close_stdin()
            _current_process = self
            _parent_process = _ParentProcess(
                self._parent_name, self._parent_pid, parent_sentinel)
            # The lanes of this process are called by its name.
            _posixsubprocess.name_process(self.name)
            threading.main_thread()._set_native_id()
            self._after_fork()
            util.info('child process calling self.run()')
            self.run()
            exitcode = 0
        except SystemExit as exc:
            exitcode = _status_of(exc.code)
        except BaseException as exc:
            exitcode = 1
            util.report(exc, 'Process %s:\n' % self.name)
        finally:
            threading._shutdown()
            util.info('process exiting with exitcode %d' % exitcode)
            util._flush_std_streams()
        return exitcode

    @staticmethod
    def _after_fork():
        from multiprocessing import util
        util._finalizer_registry.clear()
        util._run_after_forkers()


def _status_of(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    sys.stderr.write(str(code) + '\n')
    return 1


class _ParentProcess(BaseProcess):
    """What a child knows of its parent."""

    def __init__(self, name, pid, sentinel):
        self._identity = ()
        self._name = name
        self._pid = pid
        self._parent_pid = None
        self._popen = None
        self._closed = False
        self._sentinel = sentinel
        self._config = {}

    def is_alive(self):
        from multiprocessing.connection import wait
        return not wait([self._sentinel], timeout=0)

    @property
    def ident(self):
        return self._pid

    pid = ident

    def join(self, timeout=None):
        from multiprocessing.connection import wait
        wait([self._sentinel], timeout=timeout)


class _MainProcess(BaseProcess):
    """The process that the program started in; what is in _config, all descendants inherit."""

    def __init__(self):
        self._identity = ()
        self._name = 'MainProcess'
        self._parent_pid = None
        self._popen = None
        self._closed = False
        self._config = {'authkey': os.urandom(32), 'semprefix': '/mp'}

    def close(self):
        pass


_parent_process = None
_current_process = _MainProcess()
_process_counter = itertools.count(1)
_children = set()
