"""The types of proxies that a SyncManager has, one for each type of object."""

import time

from multiprocessing.proxies import BaseProxy, MakeProxyType


class IteratorProxy(BaseProxy):
    """An iterator or a generator."""

    __module__ = 'multiprocessing.managers'
    _exposed_ = ('__next__', 'send', 'throw', 'close')

    def __iter__(self):
        return self

    def __next__(self, *args):
        return self._callmethod('__next__', args)

    def send(self, *args):
        return self._callmethod('send', args)

    def throw(self, *args):
        return self._callmethod('throw', args)

    def close(self, *args):
        return self._callmethod('close', args)


class AcquirerProxy(BaseProxy):
    """A lock or a semaphore."""

    __module__ = 'multiprocessing.managers'
    _exposed_ = ('acquire', 'release')

    def acquire(self, blocking=True, timeout=None):
        args = (blocking,) if timeout is None else (blocking, timeout)
        return self._callmethod('acquire', args)

    def release(self):
        return self._callmethod('release')

    def __enter__(self):
        return self._callmethod('acquire')

    def __exit__(self, exc_type, exc_val, exc_tb):
        return self._callmethod('release')


class ConditionProxy(AcquirerProxy):
    """A condition."""

    __module__ = 'multiprocessing.managers'
    _exposed_ = ('acquire', 'release', 'wait', 'notify', 'notify_all')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))

    def notify(self, n=1):
        return self._callmethod('notify', (n,))

    def notify_all(self):
        return self._callmethod('notify_all')

    def wait_for(self, predicate, timeout=None):
        result = predicate()
        if result:
            return result
        left = None
        if timeout is not None:
            deadline = time.monotonic() + timeout
        while not result:
            if timeout is not None:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
            self.wait(left)
            result = predicate()
        return result


class EventProxy(BaseProxy):
    """An event."""

    __module__ = 'multiprocessing.managers'
    _exposed_ = ('is_set', 'set', 'clear', 'wait')

    def is_set(self):
        return self._callmethod('is_set')

    def set(self):
        return self._callmethod('set')

    def clear(self):
        return self._callmethod('clear')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))


class BarrierProxy(BaseProxy):
    """A barrier."""

    __module__ = 'multiprocessing.managers'
    _exposed_ = ('__getattribute__', 'wait', 'abort', 'reset')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))

    def abort(self):
        return self._callmethod('abort')

    def reset(self):
        return self._callmethod('reset')

    @property
    def parties(self):
        return self._callmethod('__getattribute__', ('parties',))

    @property
    def n_waiting(self):
        return self._callmethod('__getattribute__', ('n_waiting',))

    @property
    def broken(self):
        return self._callmethod('__getattribute__', ('broken',))


class NamespaceProxy(BaseProxy):
    """An object for attributes; those with an underscore are the proxy's own."""

    __module__ = 'multiprocessing.managers'
    _exposed_ = ('__getattribute__', '__setattr__', '__delattr__')

    def __getattr__(self, key):
        if key[0] == '_':
            return object.__getattribute__(self, key)
        return self._callmethod('__getattribute__', (key,))

    def __setattr__(self, key, value):
        if key[0] == '_':
            return object.__setattr__(self, key, value)
        return self._callmethod('__setattr__', (key, value))

    def __delattr__(self, key):
        if key[0] == '_':
            return object.__delattr__(self, key)
        return self._callmethod('__delattr__', (key,))


class ValueProxy(BaseProxy):
    """An object with a value: reading and writing are two messages."""

    __module__ = 'multiprocessing.managers'
    _exposed_ = ('get', 'set')

    def get(self):
        return self._callmethod('get')

    def set(self, value):
        return self._callmethod('set', (value,))

    value = property(get, set)

    @classmethod
    def __class_getitem__(cls, item):
        return cls


_BaseListProxy = MakeProxyType('BaseListProxy', (
    '__add__', '__contains__', '__delitem__', '__getitem__', '__len__', '__mul__',
    '__reversed__', '__rmul__', '__setitem__', 'append', 'clear', 'copy', 'count', 'extend',
    'index', 'insert', 'pop', 'remove', 'reverse', 'sort', '__imul__'))


class ListProxy(_BaseListProxy):
    """A list; it is iterated over by index, one message for each item."""

    __module__ = 'multiprocessing.managers'

    def __iadd__(self, value):
        self._callmethod('extend', (value,))
        return self

    def __imul__(self, value):
        self._callmethod('__imul__', (value,))
        return self

    @classmethod
    def __class_getitem__(cls, item):
        return cls


_BaseDictProxy = MakeProxyType('DictProxy', (
    '__contains__', '__delitem__', '__getitem__', '__ior__', '__iter__', '__len__', '__or__',
    '__ror__', '__setitem__', 'clear', 'copy', 'fromkeys', 'get', 'items', 'keys', 'pop',
    'popitem', 'setdefault', 'update', 'values'))
_BaseDictProxy._method_to_typeid_ = {'__iter__': 'Iterator'}


class DictProxy(_BaseDictProxy):
    """A dict."""

    __module__ = 'multiprocessing.managers'

    def __ior__(self, value):
        self._callmethod('__ior__', (value,))
        return self

    @classmethod
    def __class_getitem__(cls, item):
        return cls


_BaseSetProxy = MakeProxyType('BaseSetProxy', (
    '__and__', '__class_getitem__', '__contains__', '__ge__', '__gt__', '__iand__', '__iter__',
    '__ior__', '__isub__', '__ixor__', '__le__', '__len__', '__lt__', '__or__', '__rand__',
    '__ror__', '__rsub__', '__rxor__', '__sub__', '__xor__', 'add', 'clear', 'copy',
    'difference', 'difference_update', 'discard', 'intersection', 'intersection_update',
    'isdisjoint', 'issubset', 'issuperset', 'pop', 'remove', 'symmetric_difference',
    'symmetric_difference_update', 'union', 'update'))
_BaseSetProxy._method_to_typeid_ = {'__iter__': 'Iterator'}


class SetProxy(_BaseSetProxy):
    """A set (3.14)."""

    __module__ = 'multiprocessing.managers'

    def _update(self, name, value):
        self._callmethod(name, (value,))
        return self

    def __ior__(self, value):
        return self._update('__ior__', value)

    def __iand__(self, value):
        return self._update('__iand__', value)

    def __ixor__(self, value):
        return self._update('__ixor__', value)

    def __isub__(self, value):
        return self._update('__isub__', value)


_BaseArrayProxy = MakeProxyType('BaseArrayProxy', ('__len__', '__getitem__', '__setitem__'))


class ArrayProxy(_BaseArrayProxy):
    """An array of numbers."""

    __module__ = 'multiprocessing.managers'


_BasePoolProxy = MakeProxyType('PoolProxy', (
    'apply', 'apply_async', 'close', 'imap', 'imap_unordered', 'join', 'map', 'map_async',
    'starmap', 'starmap_async', 'terminate'))
_BasePoolProxy._method_to_typeid_ = {
    'apply_async': 'AsyncResult', 'map_async': 'AsyncResult', 'starmap_async': 'AsyncResult',
    'imap': 'Iterator', 'imap_unordered': 'Iterator',
}


class PoolProxy(_BasePoolProxy):
    """A pool, in the process of the manager."""

    __module__ = 'multiprocessing.managers'

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.terminate()
