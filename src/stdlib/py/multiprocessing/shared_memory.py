"""Blocks of shared memory that processes find by name, and lists of fixed length in them."""

from _gilscope import refuse as _refuse
import os

from multiprocessing import heap

__all__ = ['SharedMemory', 'ShareableList']

# Struct codes: an item takes 8 bytes, or a multiple of 8 when it is a string.
_CODES = {int: 'q', float: 'd', bool: 'xxxxxxx?', type(None): 'xxxxxx?x'}


class _View:
    """Bytes of a block that can be read and written in place: what a memoryview of it would be."""

    def __init__(self, block, start, stop):
        self._block = block
        self._start = start
        self._stop = stop

    def _check(self):
        if self._block is None:
            raise ValueError('operation forbidden on released memoryview object')

    def __len__(self):
        self._check()
        return self._stop - self._start

    @property
    def nbytes(self):
        """How many bytes it has."""
        return len(self)

    def _place(self, index):
        length = len(self)
        if index < 0:
            index += length
        if not 0 <= index < length:
            raise IndexError('index out of bounds on dimension 1')
        return self._start + index

    def _range(self, index):
        start, stop, step = index.indices(len(self))
        if step != 1:
            _refuse('slices of shared memory with a step', 'slice with step 1')
        return self._start + start, self._start + max(start, stop)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return _View(self._block, *self._range(index))
        return self._block.read(self._place(index), 1)[0]

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            start, stop = self._range(index)
            data = bytes(value)
            if len(data) != stop - start:
                raise ValueError('memoryview assignment: lvalue and rvalue have different '
                                 'structures')
            self._block.write(start, data)
            return
        if not isinstance(value, int):
            raise TypeError("memoryview: invalid type for format 'B'")
        if not 0 <= value <= 255:
            raise ValueError("memoryview: invalid value for format 'B'")
        self._block.write(self._place(index), bytes([value]))

    def __iter__(self):
        return iter(self.tobytes())

    def __eq__(self, other):
        if isinstance(other, (_View, bytes, bytearray)):
            return self.tobytes() == bytes(other)
        return NotImplemented

    def __bytes__(self):
        return self.tobytes()

    def tobytes(self):
        """A copy."""
        return self._block.read(self._start, len(self))

    def tolist(self):
        """A copy, as numbers."""
        return list(self.tobytes())

    def release(self):
        """Let go of the block."""
        self._block = None

    def __repr__(self):
        return f'<memory at {id(self):#x}>'


class SharedMemory:
    """A block of shared memory: a new one, or the one of a name."""

    def __init__(self, name=None, create=False, size=0, *, track=True):
        if not size >= 0:
            raise ValueError("'size' must be a positive integer")
        if create and size == 0:
            raise ValueError("'size' must be a positive number different from zero")
        if name is None and not create:
            raise ValueError("'name' can only be None if create=True")
        if name is None:
            name = 'psm_' + os.urandom(4).hex()
        self._name = name if name.startswith('/') else '/' + name
        if create:
            try:
                self._block = heap.create_named(self._name, size)
            except FileExistsError:
                raise FileExistsError(17, 'File exists', self._name) from None
        else:
            try:
                self._block = heap.open_named(self._name)
            except FileNotFoundError:
                raise FileNotFoundError(2, 'No such file or directory', self._name) from None
        self._size = self._block.size
        self._buf = _View(self._block, 0, self._size)

    def __reduce__(self):
        return self.__class__, (self.name, False, self.size)

    def __repr__(self):
        return f'{self.__class__.__name__}({self.name!r}, size={self.size})'

    @property
    def buf(self):
        """The bytes."""
        return self._buf

    @property
    def name(self):
        """What others find it by."""
        return self._name[1:]

    @property
    def size(self):
        """How many bytes it has."""
        return self._size

    def close(self):
        """Use it no more here."""
        if self._buf is not None:
            self._buf.release()
            self._buf = None

    def unlink(self):
        """Let it be found no more; once, by one of its users."""
        try:
            heap.unlink_named(self._name)
        except FileNotFoundError:
            raise FileNotFoundError(2, 'No such file or directory', self._name) from None


def _slot(item):
    """How many bytes an item has for good."""
    if isinstance(item, str):
        item = item.encode()
    if isinstance(item, bytes):
        return 8 * (len(item) // 8 + 1)
    return 8


class ShareableList:
    """A list in shared memory: its items can change, not their number, nor the room of a string.

    In the block: the number of items; where each begins; the items; the struct code of each.
    """

    def __init__(self, sequence=None, *, name=None):
        if name is not None and sequence is None:
            self.shm = SharedMemory(name)
            self._read_layout()
            return
        items = list(sequence or ())
        for item in items:
            if not isinstance(item, (str, bytes)) and type(item) not in _CODES:
                raise KeyError(type(item))
        offsets = [0]
        for item in items:
            offsets.append(offsets[-1] + _slot(item))
        count = len(items)
        self.shm = SharedMemory(name, create=True, size=8 * (count + 2) + offsets[-1] + 9 * count)
        block = self.shm._block
        block.store('q', 0, count)
        for i, offset in enumerate(offsets):
            block.store('q', 8 * (i + 1), offset)
        self._read_layout()
        for i, item in enumerate(items):
            self._put(i, item)

    def _read_layout(self):
        block = self.shm._block
        self._count = block.load('q', 0)
        self._offsets = [block.load('q', 8 * (i + 1)) for i in range(self._count + 1)]
        self._data = 8 * (self._count + 2)
        self._formats = self._data + self._offsets[-1]

    def _position(self, position, problem):
        if position < 0:
            position += self._count
        if not 0 <= position < self._count:
            raise IndexError(problem)
        return position

    def _format_of(self, i):
        code = self.shm._block.read(self._formats + 8 * i, 8)
        return code.rstrip(b'\0').decode()

    def _put(self, i, item):
        block, at = self.shm._block, self._data + self._offsets[i]
        room = self._offsets[i + 1] - self._offsets[i]
        kind = self._formats + 8 * self._count + i
        if isinstance(item, (str, bytes)):
            data = item.encode() if isinstance(item, str) else item
            if len(data) > room:
                raise ValueError("bytes/str item exceeds available storage")
            block.write(at, data + bytes(room - len(data)))
            code = '%ds' % room
            block.store('b', kind, 1 if isinstance(item, str) else 2)
        else:
            code = _CODES[type(item)]
            block.store('b', kind, 3 if item is None else 0)
            if isinstance(item, (int, float)) and not isinstance(item, bool):
                block.store(code, at, item)
            else:
                block.write(at, bytes(7) + bytes([1 if item else 0]))
        block.write(self._formats + 8 * i, code.encode() + bytes(8 - len(code)))

    def __getitem__(self, position):
        i = self._position(position, "index out of range")
        block, at = self.shm._block, self._data + self._offsets[i]
        code = self._format_of(i)
        if code in ('q', 'd'):
            return block.load(code, at)
        if code == _CODES[bool]:
            return block.read(at + 7, 1) != b'\0'
        if code == _CODES[type(None)]:
            return None
        data = block.read(at, self._offsets[i + 1] - self._offsets[i]).rstrip(b'\0')
        kind = block.load('b', self._formats + 8 * self._count + i)
        return data.decode() if kind == 1 else data

    def __setitem__(self, position, value):
        self._put(self._position(position, "assignment index out of range"), value)

    def __reduce__(self):
        return _attach_list, (self.shm.name,)

    def __len__(self):
        return self.shm._block.load('q', 0)

    def __iter__(self):
        for i in range(len(self)):
            yield self[i]

    def __repr__(self):
        return f'{self.__class__.__name__}({list(self)}, name={self.shm.name!r})'

    @property
    def format(self):
        """The struct codes of all items."""
        return ''.join([self._format_of(i) for i in range(self._count)])

    def count(self, value):
        """How many items equal a value."""
        return sum([value == item for item in self])

    def index(self, value):
        """Where the first item is that equals a value."""
        for position, item in enumerate(self):
            if value == item:
                return position
        raise ValueError(f"{value!r} not in this container")


def _attach_list(name):
    return ShareableList(name=name)
