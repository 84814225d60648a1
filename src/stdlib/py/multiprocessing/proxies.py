"""Proxies: objects whose methods are called in the process of a manager.

Owns what all of them do; the types are in `proxy_types`.
"""

import posix
import threading

from multiprocessing import process
from multiprocessing import util
from multiprocessing.context import get_spawning_popen
from multiprocessing.listener import Client


class Token:
    """Which object of which manager."""

    __module__ = 'multiprocessing.managers'

    def __init__(self, typeid, address, id):
        self.typeid = typeid
        self.address = address
        self.id = id

    def __repr__(self):
        return '%s(typeid=%r, address=%r, id=%r)' % (
            self.__class__.__name__, self.typeid, self.address, self.id)


class RemoteError(Exception):
    """An error of the manager's own code; its traceback is the argument."""

    __module__ = 'multiprocessing.managers'

    def __str__(self):
        return '\n' + '-' * 75 + '\n' + str(self.args[0]) + '-' * 75


def dispatch(conn, ident, methodname, args=(), kwds={}):
    """Ask a manager's server; its answer."""
    conn.send((ident, methodname, args, kwds))
    kind, result = conn.recv()
    if kind == '#RETURN':
        return result
    raise convert_to_error(kind, result)


def convert_to_error(kind, result):
    """The exception for an answer that is none."""
    if kind == '#ERROR':
        return result
    if kind == '#TRACEBACK':
        return RemoteError(result)
    if kind == '#UNSERIALIZABLE':
        return RemoteError('Unserializable message: %s\n' % result)
    return ValueError('Unrecognized message type {!r}'.format(kind))


class BaseProxy:
    """What stands for an object of a manager. Each thread has a connection of its own."""

    __module__ = 'multiprocessing.managers'

    # (address, process, thread) -> connection
    _connections = {}

    def __init__(self, token, serializer, manager=None, authkey=None, exposed=None, incref=True,
                 manager_owned=False):
        self._token = token
        self._id = token.id
        self._manager = manager
        self._serializer = serializer
        # A proxy within the manager itself counts for nothing.
        self._owned_by_manager = manager_owned
        if authkey is not None:
            self._authkey = authkey
        elif manager is not None:
            self._authkey = manager._authkey
        else:
            self._authkey = process.current_process().authkey
        if incref:
            self._incref()
        util.register_after_fork(self, BaseProxy._after_fork)

    def _key(self):
        return self._token.address, posix.getpid(), threading.get_ident()

    def _connect(self):
        util.debug('making connection to manager')
        name = process.current_process().name
        if threading.current_thread().name != 'MainThread':
            name += '|' + threading.current_thread().name
        conn = Client(self._token.address, authkey=self._authkey)
        dispatch(conn, None, 'accept_connection', (name,))
        BaseProxy._connections[self._key()] = conn
        return conn

    def _callmethod(self, methodname, args=(), kwds={}):
        """Call a method of the object; a copy of the result, or a proxy for it."""
        conn = BaseProxy._connections.get(self._key())
        if conn is None:
            conn = self._connect()
        conn.send((self._id, methodname, args, kwds))
        kind, result = conn.recv()
        if kind == '#RETURN':
            return result
        if kind == '#PROXY':
            return self._proxy_for(*result)
        raise convert_to_error(kind, result)

    def _proxy_for(self, exposed, token):
        proxytype = self._manager._registry[token.typeid][-1]
        token.address = self._token.address
        proxy = proxytype(token, self._serializer, manager=self._manager,
                          authkey=self._authkey, exposed=exposed)
        self._ask('decref', token.id)
        return proxy

    def _ask(self, function, ident):
        conn = Client(self._token.address, authkey=self._authkey)
        try:
            return dispatch(conn, None, function, (ident,))
        finally:
            conn.close()

    def _getvalue(self):
        """A copy of the object."""
        return self._callmethod('#GETVALUE')

    def _incref(self):
        if self._owned_by_manager:
            util.debug('owned_by_manager skipped INCREF of %r', self._token.id)
            return
        self._ask('incref', self._id)
        util.debug('INCREF %r', self._token.id)
        state = self._manager and self._manager._state
        self._close = util.Finalize(self, self._decref, args=(state,), exitpriority=10)

    def _decref(self, state):
        # 1: started (managers.State).
        if state is None or state.value == 1:
            try:
                util.debug('DECREF %r', self._token.id)
                self._ask('decref', self._id)
            except Exception as exc:
                util.debug('... decref failed %s', exc)
        else:
            util.debug('DECREF %r -- manager already shutdown', self._token.id)

    def _after_fork(self):
        self._manager = None
        try:
            self._incref()
        except Exception as exc:
            # Its manager may have been shut down.
            util.info('incref failed: %s' % exc)

    def __reduce__(self):
        kwds = {}
        if get_spawning_popen() is not None:
            kwds['authkey'] = self._authkey
        if getattr(self, '_isauto', False):
            kwds['exposed'] = self._exposed_
            return RebuildProxy, (AutoProxy, self._token, self._serializer, kwds)
        return RebuildProxy, (type(self), self._token, self._serializer, kwds)

    def __deepcopy__(self, memo):
        return self._getvalue()

    def __repr__(self):
        return '<%s object, typeid %r at %#x>' % (
            type(self).__name__, self._token.typeid, id(self))

    def __str__(self):
        """The text of the object itself."""
        try:
            return self._callmethod('__repr__')
        except Exception:
            return repr(self)[:-1] + "; '__str__()' failed>"


def RebuildProxy(func, token, serializer, kwds):
    """A proxy that came in a message."""
    current = process.current_process()
    server = getattr(current, '_manager_server', None)
    if server and server.address == token.address:
        util.debug('Rebuild a proxy owned by manager, token=%r', token)
        kwds['manager_owned'] = True
    incref = kwds.pop('incref', True) and not getattr(current, '_inheriting', False)
    return func(token, serializer, incref=incref, **kwds)


def _remote(name):
    def method(self, /, *args, **kwds):
        return self._callmethod(name, args, kwds)
    method.__name__ = name
    return method


_made = {}


def MakeProxyType(name, exposed):
    """A type of proxies with the given methods."""
    exposed = tuple(exposed)
    if (name, exposed) not in _made:
        class Proxy(BaseProxy):
            _exposed_ = exposed
        for method in exposed:
            setattr(Proxy, method, _remote(method))
        Proxy.__name__ = Proxy.__qualname__ = name
        _made[name, exposed] = Proxy
    return _made[name, exposed]


def AutoProxy(token, serializer, manager=None, authkey=None, exposed=None, incref=True,
              manager_owned=False):
    """A proxy with all public methods of the object."""
    if authkey is None and manager is not None:
        authkey = manager._authkey
    if authkey is None:
        authkey = process.current_process().authkey
    if exposed is None:
        conn = Client(token.address, authkey=authkey)
        try:
            exposed = dispatch(conn, None, 'get_methods', (token,))
        finally:
            conn.close()
    proxy = MakeProxyType('AutoProxy[%s]' % token.typeid, exposed)(
        token, serializer, manager=manager, authkey=authkey, incref=incref,
        manager_owned=manager_owned)
    proxy._isauto = True
    return proxy
