"""Values and arrays of C types in shared memory, with a lock or without.

Owns the wrappers that take the lock around each access; not the types (`ctypes`).
"""

import ctypes

from multiprocessing import heap
from multiprocessing.context import _default_context, assert_spawning

__all__ = ['RawValue', 'RawArray', 'Value', 'Array', 'copy', 'synchronized']

get_context = _default_context.get_context

typecode_to_type = {
    'c': ctypes.c_char, 'u': ctypes.c_wchar,
    'b': ctypes.c_byte, 'B': ctypes.c_ubyte,
    'h': ctypes.c_short, 'H': ctypes.c_ushort,
    'i': ctypes.c_int, 'I': ctypes.c_uint,
    'l': ctypes.c_long, 'L': ctypes.c_ulong,
    'q': ctypes.c_longlong, 'Q': ctypes.c_ulonglong,
    'f': ctypes.c_float, 'd': ctypes.c_double,
}


def _type_of(typecode_or_type):
    return typecode_to_type.get(typecode_or_type, typecode_or_type)


def _new_value(type_):
    block = heap.Block(ctypes.sizeof(type_))
    return type_._over(block, 0)


def RawValue(typecode_or_type, *args):
    """A value in shared memory, without a lock."""
    obj = _new_value(_type_of(typecode_or_type))
    obj._fill(*args)
    return obj


def RawArray(typecode_or_type, size_or_initializer):
    """An array in shared memory, without a lock."""
    type_ = _type_of(typecode_or_type)
    if isinstance(size_or_initializer, int):
        return _new_value(ctypes._array_type(type_, size_or_initializer))
    result = _new_value(ctypes._array_type(type_, len(size_or_initializer)))
    result._fill(*size_or_initializer)
    return result


def Value(typecode_or_type, *args, lock=True, ctx=None):
    """A value in shared memory, with a lock."""
    return _with_lock(RawValue(typecode_or_type, *args), lock, ctx)


def Array(typecode_or_type, size_or_initializer, *, lock=True, ctx=None):
    """An array in shared memory, with a lock."""
    return _with_lock(RawArray(typecode_or_type, size_or_initializer), lock, ctx)


def _with_lock(obj, lock, ctx):
    if lock is False:
        return obj
    if lock in (True, None):
        ctx = ctx or get_context()
        lock = ctx.RLock()
    if not hasattr(lock, 'acquire'):
        raise AttributeError("%r has no method 'acquire'" % lock)
    return synchronized(obj, lock, ctx=ctx)


def copy(obj):
    """A copy of a value, in shared memory of its own."""
    new = _new_value(type(obj))
    size = ctypes.sizeof(obj)
    new._mem.write(0, obj._mem.read(obj._at, size))
    return new


def synchronized(obj, lock=None, ctx=None):
    """A value or an array with a lock around each access."""
    assert not isinstance(obj, SynchronizedBase), 'object already synchronized'
    ctx = ctx or get_context()
    if isinstance(obj, ctypes._SimpleCData):
        return Synchronized(obj, lock, ctx)
    if isinstance(obj, ctypes.Array):
        if obj._type_ is ctypes.c_char:
            return SynchronizedString(obj, lock, ctx)
        return SynchronizedArray(obj, lock, ctx)
    return _structure_wrapper(type(obj))(obj, lock, ctx)


_structure_wrappers = {}


def _structure_wrapper(cls):
    if cls not in _structure_wrappers:
        class Wrapper(SynchronizedBase):
            """A structure with a lock around each access to a field."""
        for field in cls._fields_:
            setattr(Wrapper, field[0], make_property(field[0]))
        Wrapper.__name__ = Wrapper.__qualname__ = 'Synchronized' + cls.__name__
        _structure_wrappers[cls] = Wrapper
    return _structure_wrappers[cls]


def make_property(name):
    """An attribute of the wrapped object, read and written with the lock held."""
    def get(self):
        self.acquire()
        try:
            return getattr(self._obj, name)
        finally:
            self.release()

    def set(self, value):
        self.acquire()
        try:
            setattr(self._obj, name, value)
        finally:
            self.release()

    return property(get, set)


class SynchronizedBase:
    """An object in shared memory and its lock."""

    def __init__(self, obj, lock=None, ctx=None):
        self._obj = obj
        if lock:
            self._lock = lock
        else:
            ctx = ctx or get_context()
            self._lock = ctx.RLock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __reduce__(self):
        assert_spawning(self)
        return synchronized, (self._obj, self._lock)

    def get_obj(self):
        """The object itself: to be used with the lock held."""
        return self._obj

    def get_lock(self):
        """The lock, which `with` can hold over several accesses."""
        return self._lock

    def __repr__(self):
        return '<%s wrapper for %s>' % (type(self).__name__, self._obj)


class Synchronized(SynchronizedBase):
    """A value: each read takes the lock, and each write; `+=` does both, one after the other."""

    @property
    def value(self):
        self.acquire()
        try:
            return self._obj.value
        finally:
            self.release()

    @value.setter
    def value(self, value):
        self.acquire()
        try:
            self._obj.value = value
        finally:
            self.release()


class SynchronizedArray(SynchronizedBase):
    """An array: each access to an item or a slice takes the lock."""

    def __len__(self):
        return len(self._obj)

    def __getitem__(self, i):
        with self:
            return self._obj[i]

    def __setitem__(self, i, value):
        with self:
            self._obj[i] = value


class SynchronizedString(SynchronizedArray):
    """An array of characters."""

    value = make_property('value')
    raw = make_property('raw')
