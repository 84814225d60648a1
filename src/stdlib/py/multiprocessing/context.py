"""Contexts: the objects of this package, made for one way of starting children.

Owns the three start methods and which of them is the default; the objects are in modules of their
own, loaded when first asked for.
"""

import os
import sys
import threading

from multiprocessing import process
from multiprocessing import reduction

__all__ = ()


class ProcessError(Exception):
    """Something went wrong between processes."""


class BufferTooShort(ProcessError):
    """A message is longer than the room for it; the message is the argument."""


class TimeoutError(ProcessError):
    """A result was not there in time."""


class AuthenticationError(ProcessError):
    """The two ends of a connection do not know the same key."""


class BaseContext:
    """What all start methods have in common."""

    ProcessError = ProcessError
    BufferTooShort = BufferTooShort
    TimeoutError = TimeoutError
    AuthenticationError = AuthenticationError

    current_process = staticmethod(process.current_process)
    parent_process = staticmethod(process.parent_process)
    active_children = staticmethod(process.active_children)

    def cpu_count(self):
        """How many cores the machine has."""
        number = os.cpu_count()
        if number is None:
            raise NotImplementedError('cannot determine number of cpus')
        return number

    def Manager(self):
        """A started manager: a process that holds objects which others share through proxies."""
        from multiprocessing.managers import SyncManager
        manager = SyncManager(ctx=self.get_context())
        manager.start()
        return manager

    def Pipe(self, duplex=True):
        """Two connections that are joined; without duplex, the first receives, the second sends."""
        from multiprocessing.connection import Pipe
        return Pipe(duplex)

    def Lock(self):
        """A lock between processes."""
        from multiprocessing.synchronize import Lock
        return Lock(ctx=self.get_context())

    def RLock(self):
        """A lock that its owner may acquire again."""
        from multiprocessing.synchronize import RLock
        return RLock(ctx=self.get_context())

    def Condition(self, lock=None):
        """A condition."""
        from multiprocessing.synchronize import Condition
        return Condition(lock, ctx=self.get_context())

    def Semaphore(self, value=1):
        """A semaphore."""
        from multiprocessing.synchronize import Semaphore
        return Semaphore(value, ctx=self.get_context())

    def BoundedSemaphore(self, value=1):
        """A semaphore that refuses to be released too often."""
        from multiprocessing.synchronize import BoundedSemaphore
        return BoundedSemaphore(value, ctx=self.get_context())

    def Event(self):
        """A flag that processes can wait for."""
        from multiprocessing.synchronize import Event
        return Event(ctx=self.get_context())

    def Barrier(self, parties, action=None, timeout=None):
        """A point that `parties` processes leave together."""
        from multiprocessing.synchronize import Barrier
        return Barrier(parties, action, timeout, ctx=self.get_context())

    def Queue(self, maxsize=0):
        """A queue, filled by a thread of the process that puts."""
        from multiprocessing.queues import Queue
        return Queue(maxsize, ctx=self.get_context())

    def JoinableQueue(self, maxsize=0):
        """A queue with task_done() and join()."""
        from multiprocessing.queues import JoinableQueue
        return JoinableQueue(maxsize, ctx=self.get_context())

    def SimpleQueue(self):
        """A pipe with two locks."""
        from multiprocessing.queues import SimpleQueue
        return SimpleQueue(ctx=self.get_context())

    def Pool(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None):
        """A pool of worker processes."""
        from multiprocessing.pool import Pool
        return Pool(processes, initializer, initargs, maxtasksperchild,
                    context=self.get_context())

    def RawValue(self, typecode_or_type, *args):
        """A value in shared memory, without a lock."""
        from multiprocessing.sharedctypes import RawValue
        return RawValue(typecode_or_type, *args)

    def RawArray(self, typecode_or_type, size_or_initializer):
        """An array in shared memory, without a lock."""
        from multiprocessing.sharedctypes import RawArray
        return RawArray(typecode_or_type, size_or_initializer)

    def Value(self, typecode_or_type, *args, lock=True):
        """A value in shared memory, with a lock."""
        from multiprocessing.sharedctypes import Value
        return Value(typecode_or_type, *args, lock=lock, ctx=self.get_context())

    def Array(self, typecode_or_type, size_or_initializer, *, lock=True):
        """An array in shared memory, with a lock."""
        from multiprocessing.sharedctypes import Array
        return Array(typecode_or_type, size_or_initializer, lock=lock, ctx=self.get_context())

    def freeze_support(self):
        """For programs frozen to an executable: without effect in a script."""

    def get_logger(self):
        """The logger of this package."""
        from multiprocessing.util import get_logger
        return get_logger()

    def log_to_stderr(self, level=None):
        """Show the log of this package on standard error."""
        from multiprocessing.util import log_to_stderr
        return log_to_stderr(level)

    def allow_connection_pickling(self):
        """Let connections be sent to other processes: they always can be."""
        from multiprocessing import connection

    def set_executable(self, executable):
        """Which interpreter spawned children run: here there is one only."""

    def set_forkserver_preload(self, module_names):
        """Modules that the fork server imports before it forks."""
        from multiprocessing.forkserver import set_forkserver_preload
        set_forkserver_preload(module_names)

    def get_context(self, method=None):
        """The context of a start method."""
        if method is None:
            return self
        try:
            return _concrete_contexts[method]
        except KeyError:
            raise ValueError('cannot find context for %r' % method) from None

    def get_start_method(self, allow_none=False):
        """The name of the start method."""
        return self._name

    def set_start_method(self, method, force=False):
        """Only the default context can change."""
        raise ValueError('cannot set start method of concrete context')

    @property
    def reducer(self):
        """What prepares objects for the way to another process."""
        return reduction


class Process(process.BaseProcess):
    """A process started the default way."""

    _start_method = None

    @staticmethod
    def _Popen(process_obj):
        return _default_context.get_context().Process._Popen(process_obj)

    @staticmethod
    def _after_fork():
        return _default_context.get_context().Process._after_fork()


class DefaultContext(BaseContext):
    """The context behind the package's own names; its start method can be chosen once."""

    Process = Process

    def __init__(self, context):
        self._default_context = context
        self._actual_context = None

    def get_context(self, method=None):
        if method is None:
            if self._actual_context is None:
                self._actual_context = self._default_context
            return self._actual_context
        return super().get_context(method)

    def set_start_method(self, method, force=False):
        if self._actual_context is not None and not force:
            raise RuntimeError('context has already been set')
        if method is None and force:
            self._actual_context = None
            return
        self._actual_context = self.get_context(method)

    def get_start_method(self, allow_none=False):
        if self._actual_context is None:
            if allow_none:
                return None
            self._actual_context = self._default_context
        return self._actual_context._name

    def get_all_start_methods(self):
        """The start methods, the default first."""
        default = self._default_context._name
        return [default] + [name for name in ('fork', 'spawn', 'forkserver') if name != default]


class ForkProcess(process.BaseProcess):
    """A process started by copying this one."""

    _start_method = 'fork'

    @staticmethod
    def _Popen(process_obj):
        from multiprocessing.popen_fork import Popen
        return Popen(process_obj)


class SpawnProcess(process.BaseProcess):
    """A process started as a new interpreter."""

    _start_method = 'spawn'

    @staticmethod
    def _Popen(process_obj):
        from multiprocessing.popen_spawn_posix import Popen
        return Popen(process_obj)

    @staticmethod
    def _after_fork():
        # A new interpreter inherits nothing that would have to be forgotten.
        pass


class ForkServerProcess(process.BaseProcess):
    """A process started as a copy of a server with one thread."""

    _start_method = 'forkserver'

    @staticmethod
    def _Popen(process_obj):
        from multiprocessing.popen_forkserver import Popen
        return Popen(process_obj)


class ForkContext(BaseContext):
    """Children are copies of this process."""

    _name = 'fork'
    Process = ForkProcess


class SpawnContext(BaseContext):
    """Children are new interpreters, which import the program again."""

    _name = 'spawn'
    Process = SpawnProcess


class ForkServerContext(BaseContext):
    """Children are copies of a server, which is a new interpreter."""

    _name = 'forkserver'
    Process = ForkServerProcess


_concrete_contexts = {
    'fork': ForkContext(),
    'spawn': SpawnContext(),
    'forkserver': ForkServerContext(),
}

# Linux: fork until 3.13, forkserver from 3.14 (gh-84559).
if sys.version_info >= (3, 14):
    _default_context = DefaultContext(_concrete_contexts['forkserver'])
else:
    _default_context = DefaultContext(_concrete_contexts['fork'])


def _force_start_method(method):
    _default_context._actual_context = _concrete_contexts[method]


_tls = threading.local()


def get_spawning_popen():
    """What is starting a child in this thread, if anything."""
    return getattr(_tls, 'spawning_popen', None)


def set_spawning_popen(popen):
    """Say that objects pickled from now on are for a child that is starting."""
    _tls.spawning_popen = popen


def assert_spawning(obj):
    """Refuse to pickle what can only be inherited."""
    if get_spawning_popen() is None:
        raise RuntimeError(
            '%s objects should only be shared between processes'
            ' through inheritance' % type(obj).__name__)
