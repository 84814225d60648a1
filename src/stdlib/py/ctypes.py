"""The C types that values and arrays between processes are made of, with their sizes and their wrap.

Nothing else of CPython's module: there is no foreign code to call here. An object lies in a block of
its own, or over one that others use too (`_over`). Sizes are those of 64-bit Linux.
"""

from _multiprocessing import SharedBlock

__all__ = ['Array', 'Structure', 'c_bool', 'c_byte', 'c_char', 'c_double', 'c_float', 'c_int',
           'c_int16', 'c_int32', 'c_int64', 'c_int8', 'c_long', 'c_longlong', 'c_short',
           'c_size_t', 'c_ssize_t', 'c_ubyte', 'c_uint', 'c_uint16', 'c_uint32', 'c_uint64',
           'c_uint8', 'c_ulong', 'c_ulonglong', 'c_ushort', 'c_wchar', 'sizeof']


class _CData:
    """Something that lies in memory."""

    def __init__(self, *args):
        self._mem = SharedBlock(self._size_)
        self._at = 0
        self._fill(*args)

    @classmethod
    def _over(cls, mem, at):
        obj = object.__new__(cls)
        obj._mem = mem
        obj._at = at
        return obj

    def __reduce__(self):
        from multiprocessing.context import assert_spawning
        assert_spawning(self)
        if isinstance(self, Array):
            return _again, (self._type_, self._length_, self._mem, self._at)
        return _again, (type(self), None, self._mem, self._at)


def _again(type_, length, mem, at):
    if length is not None:
        type_ = _array_type(type_, length)
    return type_._over(mem, at)


class _SimpleCData(_CData):
    """One value."""

    _align_ = None

    def _fill(self, *args):
        if len(args) > 1:
            raise TypeError('__init__ expected at most 1 argument, got %d' % len(args))
        if args:
            self.value = args[0]

    @property
    def value(self):
        """The value, as Python has it."""
        return self._get(self._mem, self._at)

    @value.setter
    def value(self, value):
        self._set(self._mem, self._at, value)

    @classmethod
    def _get(cls, mem, at):
        return mem.load(cls._code_, at)

    def __repr__(self):
        return '%s(%r)' % (type(self).__name__, self.value)


class _Integer(_SimpleCData):
    """An integer: what does not fit wraps around, as in C."""

    @classmethod
    def _set(cls, mem, at, value):
        if not isinstance(value, int):
            if not hasattr(value, '__index__'):
                raise TypeError("'%s' object cannot be interpreted as an integer"
                                % type(value).__name__)
            value = value.__index__()
        span = 1 << (8 * cls._size_)
        value %= span
        if cls._signed_ and value >= span >> 1:
            value -= span
        mem.store(cls._code_, at, value)


class c_byte(_Integer):
    _code_, _size_, _signed_ = 'b', 1, True


class c_ubyte(_Integer):
    _code_, _size_, _signed_ = 'B', 1, False


class c_short(_Integer):
    _code_, _size_, _signed_ = 'h', 2, True


class c_ushort(_Integer):
    _code_, _size_, _signed_ = 'H', 2, False


class c_int(_Integer):
    _code_, _size_, _signed_ = 'i', 4, True


class c_uint(_Integer):
    _code_, _size_, _signed_ = 'I', 4, False


class c_long(_Integer):
    _code_, _size_, _signed_ = 'q', 8, True


class c_ulong(_Integer):
    _code_, _size_, _signed_ = 'Q', 8, False


c_longlong, c_ulonglong = c_long, c_ulong
c_int8, c_uint8 = c_byte, c_ubyte
c_int16, c_uint16 = c_short, c_ushort
c_int32, c_uint32 = c_int, c_uint
c_int64, c_uint64 = c_long, c_ulong
c_ssize_t, c_size_t = c_long, c_ulong


class _Real(_SimpleCData):

    @classmethod
    def _set(cls, mem, at, value):
        if not isinstance(value, (int, float)):
            raise TypeError('must be real number, not %s' % type(value).__name__)
        mem.store(cls._code_, at, float(value))


class c_float(_Real):
    _code_, _size_ = 'f', 4


class c_double(_Real):
    _code_, _size_ = 'd', 8


class c_bool(_SimpleCData):
    _size_ = 1

    @classmethod
    def _get(cls, mem, at):
        return mem.load('B', at) != 0

    @classmethod
    def _set(cls, mem, at, value):
        mem.store('B', at, 1 if value else 0)


class c_char(_SimpleCData):
    _size_ = 1

    @classmethod
    def _get(cls, mem, at):
        return mem.read(at, 1)

    @classmethod
    def _set(cls, mem, at, value):
        if isinstance(value, int):
            value = bytes([value])
        if not isinstance(value, (bytes, bytearray)) or len(value) != 1:
            raise TypeError('one character bytes, bytearray or integer expected')
        mem.write(at, bytes(value))


class c_wchar(_SimpleCData):
    _size_ = 4

    @classmethod
    def _get(cls, mem, at):
        return chr(mem.load('I', at))

    @classmethod
    def _set(cls, mem, at, value):
        if not isinstance(value, str) or len(value) != 1:
            raise TypeError('one character unicode string expected')
        mem.store('I', at, ord(value))


class Array(_CData):
    """Items of one type, one after the other."""

    def _fill(self, *items):
        if len(items) > self._length_:
            raise IndexError('invalid index')
        for i, item in enumerate(items):
            self[i] = item

    def _place(self, index):
        if index < 0:
            index += self._length_
        if not 0 <= index < self._length_:
            raise IndexError('invalid index')
        return self._at + index * self._type_._size_

    def _item(self, at):
        if issubclass(self._type_, _SimpleCData):
            return self._type_._get(self._mem, at)
        return self._type_._over(self._mem, at)

    def __len__(self):
        return self._length_

    def __getitem__(self, index):
        if not isinstance(index, slice):
            return self._item(self._place(index))
        items = [self._item(self._place(i)) for i in range(*index.indices(self._length_))]
        if self._type_ is c_char:
            return b''.join(items)
        if self._type_ is c_wchar:
            return ''.join(items)
        return items

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            places = range(*index.indices(self._length_))
            if len(places) != len(value):
                raise ValueError('Can only assign sequence of same size')
            for i, item in zip(places, value):
                self[i] = item
            return
        at = self._place(index)
        if issubclass(self._type_, _SimpleCData):
            self._type_._set(self._mem, at, value.value if isinstance(value, self._type_) else value)
        elif isinstance(value, tuple):
            self._type_._over(self._mem, at)._fill(*value)
        elif isinstance(value, self._type_):
            self._mem.write(at, value._mem.read(value._at, value._size_))
        else:
            raise TypeError('expected %s instance, got %s'
                            % (self._type_.__name__, type(value).__name__))

    def __iter__(self):
        for i in range(self._length_):
            yield self[i]


class _CharArray(Array):
    """An array of bytes, which has a value (up to the first zero) as well."""

    @property
    def raw(self):
        """All bytes."""
        return self._mem.read(self._at, self._length_)

    @raw.setter
    def raw(self, data):
        if len(data) > self._length_:
            raise ValueError('byte string too long')
        self._mem.write(self._at, bytes(data))

    @property
    def value(self):
        """The bytes up to the first zero."""
        return self.raw.split(b'\0', 1)[0]

    @value.setter
    def value(self, data):
        if not isinstance(data, bytes):
            raise TypeError('bytes expected instead of %s instance' % type(data).__name__)
        if len(data) > self._length_:
            raise ValueError('byte string too long')
        self._mem.write(self._at, data + b'\0' if len(data) < self._length_ else data)


class _WideArray(Array):
    """An array of characters, which has a value (up to the first zero) as well."""

    @property
    def value(self):
        return self[:].split('\0', 1)[0]

    @value.setter
    def value(self, text):
        if len(text) > self._length_:
            raise ValueError('string too long')
        for i, char in enumerate(text + '\0' if len(text) < self._length_ else text):
            self[i] = char


_array_types = {}


def _array_type(type_, length):
    """The type of arrays of `length` items."""
    if length < 0:
        raise ValueError('Array length must be >= 0, not %d' % length)
    if (type_, length) not in _array_types:
        sizeof(type_)
        base = {c_char: _CharArray, c_wchar: _WideArray}.get(type_, Array)

        class Items(base):
            _type_, _length_, _size_ = type_, length, type_._size_ * length

        Items.__name__ = Items.__qualname__ = '%s_Array_%d' % (type_.__name__, length)
        Items.__module__ = 'multiprocessing.sharedctypes'
        _array_types[type_, length] = Items
    return _array_types[type_, length]


class Structure(_CData):
    """Named fields, each at a multiple of its own alignment."""

    _size_ = 0
    _align_ = 1
    _fields_ = ()

    def __init_subclass__(cls):
        places, at, widest = {}, 0, 1
        for name, type_ in cls._fields_:
            align = _alignment(type_)
            widest = max(widest, align)
            at += -at % align
            places[name] = at, type_
            setattr(cls, name, _field(at, type_))
            at += type_._size_
        cls._size_ = at + -at % widest
        cls._align_ = widest

    def _fill(self, *args, **kwargs):
        if len(args) > len(self._fields_):
            raise TypeError('too many initializers')
        for (name, _), value in zip(self._fields_, args):
            setattr(self, name, value)
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __init__(self, *args, **kwargs):
        _CData.__init__(self, *args)
        for name, value in kwargs.items():
            setattr(self, name, value)


def _alignment(type_):
    if issubclass(type_, Array):
        return _alignment(type_._type_)
    if issubclass(type_, Structure):
        return type_._align_
    return type_._size_


def _field(at, type_):
    def get(self):
        if issubclass(type_, _SimpleCData):
            return type_._get(self._mem, self._at + at)
        return type_._over(self._mem, self._at + at)

    def set(self, value):
        if issubclass(type_, _SimpleCData):
            type_._set(self._mem, self._at + at, value)
        else:
            self._mem.write(self._at + at, value._mem.read(value._at, type_._size_))

    return property(get, set)


def sizeof(obj_or_type):
    """How many bytes it takes."""
    size = getattr(obj_or_type, '_size_', None)
    if size is None:
        raise TypeError('this type has no size')
    return size
