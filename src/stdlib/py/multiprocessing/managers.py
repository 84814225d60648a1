"""Managers: a process that holds objects, which others use through proxies.

Every call of a proxy's method is a message to the server and one back, pickled both ways. The server's
side is in `manager_server`, the proxies are in `proxies` and `proxy_types`.
"""

import queue
import threading

from multiprocessing import connection
from multiprocessing import get_context
from multiprocessing import pool
from multiprocessing import process
from multiprocessing import util
from multiprocessing.context import ProcessError
from multiprocessing.listener import Client
from multiprocessing.manager_server import Server
from multiprocessing.proxies import (
    AutoProxy, BaseProxy, MakeProxyType, RemoteError, Token, dispatch)
from multiprocessing.proxy_types import (
    AcquirerProxy, ArrayProxy, BarrierProxy, ConditionProxy, DictProxy, EventProxy,
    IteratorProxy, ListProxy, NamespaceProxy, PoolProxy, SetProxy, ValueProxy)

__all__ = ['BaseManager', 'SyncManager', 'BaseProxy', 'Token']


class State:
    """Where a manager is in its life."""

    INITIAL = 0
    STARTED = 1
    SHUTDOWN = 2

    def __init__(self):
        self.value = State.INITIAL


class BaseManager:
    """A manager of whatever types are registered with it."""

    _registry = {}
    _Server = Server

    def __init__(self, address=None, authkey=None, serializer='pickle', ctx=None, *,
                 shutdown_timeout=1.0):
        if serializer != 'pickle':
            raise ValueError('gilscope has the serializer pickle only')
        if authkey is None:
            authkey = process.current_process().authkey
        self._address = address
        self._authkey = bytes(authkey)
        self._state = State()
        self._process = None
        self._ctx = ctx or get_context()
        self._shutdown_timeout = shutdown_timeout

    def _check_initial(self):
        if self._state.value == State.STARTED:
            raise ProcessError("Already started server")
        if self._state.value == State.SHUTDOWN:
            raise ProcessError("Manager has shut down")

    def get_server(self):
        """A server to run in this process, with serve_forever()."""
        self._check_initial()
        return self._Server(self._registry, self._address, self._authkey)

    def connect(self):
        """Use the server that runs at the address."""
        conn = Client(self._address, authkey=self._authkey)
        dispatch(conn, None, 'dummy')
        conn.close()
        self._state.value = State.STARTED

    def start(self, initializer=None, initargs=()):
        """Start the process with the server."""
        self._check_initial()
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        reader, writer = connection.Pipe(duplex=False)
        self._process = self._ctx.Process(
            target=type(self)._run_server,
            args=(self._registry, self._address, self._authkey, writer, initializer, initargs))
        number = ':'.join([str(part) for part in self._process._identity])
        self._process.name = type(self).__name__ + '-' + number
        self._process.start()
        writer.close()
        self._address = reader.recv()
        reader.close()
        self._state.value = State.STARTED
        self.shutdown = util.Finalize(
            self, type(self)._finalize_manager,
            args=(self._process, self._address, self._authkey, self._state,
                  self._shutdown_timeout),
            exitpriority=0)

    @classmethod
    def _run_server(cls, registry, address, authkey, writer, initializer=None, initargs=()):
        if initializer is not None:
            initializer(*initargs)
        server = cls._Server(registry, address, authkey)
        writer.send(server.address)
        writer.close()
        util.info('manager serving at %r', server.address)
        server.serve_forever()

    def _create(self, typeid, /, *args, **kwds):
        assert self._state.value == State.STARTED, 'server not yet started'
        conn = Client(self._address, authkey=self._authkey)
        try:
            ident, exposed = dispatch(conn, None, 'create', (typeid,) + args, kwds)
        finally:
            conn.close()
        return Token(typeid, self._address, ident), exposed

    def join(self, timeout=None):
        """Wait for the server's process to end."""
        if self._process is not None:
            self._process.join(timeout)
            if not self._process.is_alive():
                self._process = None

    def _number_of_objects(self):
        conn = Client(self._address, authkey=self._authkey)
        try:
            return dispatch(conn, None, 'number_of_objects')
        finally:
            conn.close()

    def __enter__(self):
        if self._state.value == State.INITIAL:
            self.start()
        if self._state.value == State.SHUTDOWN:
            raise ProcessError("Manager has shut down")
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.shutdown()

    @staticmethod
    def _finalize_manager(process, address, authkey, state, shutdown_timeout):
        if process.is_alive():
            util.info('sending shutdown message to manager')
            try:
                conn = Client(address, authkey=authkey)
                try:
                    dispatch(conn, None, 'shutdown')
                finally:
                    conn.close()
            except Exception:
                pass
            process.join(timeout=shutdown_timeout)
            if process.is_alive():
                util.info('manager still alive')
                process.terminate()
                process.join(timeout=shutdown_timeout)
        state.value = State.SHUTDOWN

    @property
    def address(self):
        """Where the server is."""
        return self._address

    @classmethod
    def register(cls, typeid, callable=None, proxytype=None, exposed=None,
                 method_to_typeid=None, create_method=True):
        """Let this kind of manager make objects of a type."""
        if '_registry' not in cls.__dict__:
            cls._registry = cls._registry.copy()
        if proxytype is None:
            proxytype = AutoProxy
        exposed = exposed or getattr(proxytype, '_exposed_', None)
        method_to_typeid = method_to_typeid or getattr(proxytype, '_method_to_typeid_', None)
        cls._registry[typeid] = (callable, exposed, method_to_typeid, proxytype)
        if create_method:
            setattr(cls, typeid, _creating_method(typeid, proxytype))


def _creating_method(typeid, proxytype):
    def create(self, /, *args, **kwds):
        util.debug('requesting creation of a shared %r object', typeid)
        token, exposed = self._create(typeid, *args, **kwds)
        proxy = proxytype(token, 'pickle', manager=self, authkey=self._authkey, exposed=exposed)
        conn = Client(token.address, authkey=self._authkey)
        dispatch(conn, None, 'decref', (token.id,))
        conn.close()
        return proxy

    create.__name__ = typeid
    return create


class Namespace:
    """An object for attributes."""

    def __init__(self, /, **kwds):
        self.__dict__.update(kwds)

    def __repr__(self):
        items = [item for item in self.__dict__.items() if not item[0].startswith('_')]
        parts = sorted(['%s=%r' % item for item in items])
        return '%s(%s)' % (self.__class__.__name__, ', '.join(parts))


class Value:
    """An object with a value."""

    def __init__(self, typecode, value, lock=True):
        self._typecode = typecode
        self._value = value

    def get(self):
        """The value."""
        return self._value

    def set(self, value):
        """Another value."""
        self._value = value

    def __repr__(self):
        return '%s(%r, %r)' % (type(self).__name__, self._typecode, self._value)

    value = property(get, set)


def Array(typecode, sequence, lock=True):
    """An array.array."""
    import array
    return array.array(typecode, sequence)


class SyncManager(BaseManager):
    """A manager of lists, dicts, and of what threads synchronise with."""


SyncManager.register('Queue', queue.Queue)
SyncManager.register('JoinableQueue', queue.Queue)
SyncManager.register('Event', threading.Event, EventProxy)
SyncManager.register('Lock', threading.Lock, AcquirerProxy)
SyncManager.register('RLock', threading.RLock, AcquirerProxy)
SyncManager.register('Semaphore', threading.Semaphore, AcquirerProxy)
SyncManager.register('BoundedSemaphore', threading.BoundedSemaphore, AcquirerProxy)
SyncManager.register('Condition', threading.Condition, ConditionProxy)
SyncManager.register('Barrier', threading.Barrier, BarrierProxy)
SyncManager.register('Pool', pool.Pool, PoolProxy)
SyncManager.register('list', list, ListProxy)
SyncManager.register('dict', dict, DictProxy)
SyncManager.register('set', set, SetProxy)
SyncManager.register('Value', Value, ValueProxy)
SyncManager.register('Array', Array, ArrayProxy)
SyncManager.register('Namespace', Namespace, NamespaceProxy)
# What methods of other proxies give.
SyncManager.register('Iterator', proxytype=IteratorProxy, create_method=False)
SyncManager.register('AsyncResult', create_method=False)
