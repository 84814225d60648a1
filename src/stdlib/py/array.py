"""Arrays of numbers of one kind."""

from _gilscope import refuse as _refuse
from struct import calcsize as _calcsize, pack as _pack, unpack as _unpack

typecodes = 'bBuwhHiIlLqQfd'
_RANGES = {'b': 'signed char', 'B': 'unsigned byte integer', 'h': 'signed short integer',
           'H': 'unsigned short'}


class array:
    """A sequence whose items are all numbers of one type of C."""

    __module__ = 'array'
    __slots__ = ('typecode', 'itemsize', '_items')
    __abc_tpflags__ = 1 << 5  # a sequence to `match`

    def __init__(self, typecode, initializer=()):
        if not isinstance(typecode, str) or len(typecode) != 1:
            raise TypeError('array() argument 1 must be a unicode character, not '
                            + type(typecode).__name__)
        if typecode not in typecodes:
            raise ValueError('bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)')
        if typecode in 'uw':
            _refuse('arrays of characters', 'use a str')
        self.typecode = typecode
        self.itemsize = _calcsize(typecode)
        self._items = []
        if isinstance(initializer, (bytes, bytearray)):
            self.frombytes(initializer)
        elif isinstance(initializer, str):
            raise TypeError(f"cannot use a str to initialize an array with typecode '{typecode}'")
        else:
            self.extend(initializer)

    def _checked(self, value):
        if self.typecode in 'fd':
            if not isinstance(value, (int, float)):
                raise TypeError(f'must be real number, not {type(value).__name__}')
            value = float(value)
            return value if self.typecode == 'd' else _unpack('f', _pack('f', value))[0]
        if not isinstance(value, int):
            raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer"
                            if not isinstance(value, float) else
                            "'float' object cannot be interpreted as an integer")
        size = 8 * self.itemsize
        low, high = (0, (1 << size) - 1) if self.typecode.isupper() else (
            -(1 << (size - 1)), (1 << (size - 1)) - 1)
        if low <= value <= high:
            return int(value)
        kind = _RANGES.get(self.typecode)
        if self.typecode == 'i' and -2 ** 63 <= value < 2 ** 63:
            kind = 'signed integer'
        if kind is not None:
            side = 'greater than maximum' if value > high else 'less than minimum'
            raise OverflowError(f'{kind} is {side}')
        if value < low == 0:
            raise OverflowError("can't convert negative value to unsigned int")
        raise OverflowError('Python int too large to convert to C '
                            + {'i': 'int', 'I': 'unsigned int'}.get(self.typecode, 'long'))

    def _new(self, items):
        made = array(self.typecode)
        made._items = items
        return made

    def append(self, x, /):
        """Add an item at the end."""
        self._items.append(self._checked(x))

    def extend(self, iterable, /):
        """Add all items of something."""
        if isinstance(iterable, array):
            if iterable.typecode != self.typecode:
                raise TypeError('can only extend with array of same kind')
            self._items.extend(iterable._items)
            return
        for x in iterable:
            self._items.append(self._checked(x))

    fromlist = extend

    def insert(self, i, x, /):
        self._items.insert(i, self._checked(x))

    def pop(self, i=-1, /):
        if not self._items:
            raise IndexError('pop from empty array')
        return self._items.pop(i)

    def remove(self, x, /):
        if x not in self._items:
            raise ValueError('array.remove(x): x not in array')
        self._items.remove(x)

    def index(self, x, start=0, stop=None, /):
        items = self._items[start:stop]
        if x not in items:
            raise ValueError('array.index(x): x not in array')
        return items.index(x) + start

    def count(self, x, /):
        return self._items.count(x)

    def reverse(self):
        self._items.reverse()

    def tolist(self):
        """The items as a list."""
        return list(self._items)

    def tobytes(self):
        """The items as the machine has them."""
        return _pack(f'{len(self._items)}{self.typecode}', *self._items)

    def frombytes(self, buffer, /):
        """Add items from bytes of the machine."""
        count, rest = divmod(len(buffer), self.itemsize)
        if rest:
            raise ValueError('bytes length not a multiple of item size')
        self._items.extend(_unpack(f'{count}{self.typecode}', bytes(buffer)))

    def byteswap(self):
        data = self.tobytes()
        size = self.itemsize
        self._items = []
        self.frombytes(b''.join(data[at:at + size][::-1] for at in range(0, len(data), size)))

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __contains__(self, x):
        return x in self._items

    def __getitem__(self, i):
        if isinstance(i, slice):
            return self._new(self._items[i])
        try:
            return self._items[i]
        except IndexError:
            raise IndexError('array index out of range') from None
        except TypeError:
            raise TypeError('array indices must be integers') from None

    def __setitem__(self, i, value):
        if isinstance(i, slice):
            if not isinstance(value, array):
                raise TypeError(f'can only assign array (not "{type(value).__name__}") '
                                'to array slice')
            self._items[i] = value._items
            return
        value = self._checked(value)
        try:
            self._items[i] = value
        except IndexError:
            raise IndexError('array assignment index out of range') from None

    def __delitem__(self, i):
        del self._items[i]

    def __add__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only append array (not "{type(other).__name__}") to array')
        if other.typecode != self.typecode:
            raise TypeError('bad argument type for built-in operation')
        return self._new(self._items + other._items)

    def __iadd__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only extend with array (not "{type(other).__name__}")')
        self.extend(other)
        return self

    def __mul__(self, n):
        return self._new(self._items * n)

    __rmul__ = __mul__

    def __eq__(self, other):
        return self._items == other._items if isinstance(other, array) else NotImplemented

    def __lt__(self, other):
        return self._items < other._items if isinstance(other, array) else NotImplemented

    def __le__(self, other):
        return self._items <= other._items if isinstance(other, array) else NotImplemented

    def __gt__(self, other):
        return self._items > other._items if isinstance(other, array) else NotImplemented

    def __ge__(self, other):
        return self._items >= other._items if isinstance(other, array) else NotImplemented

    __hash__ = None

    def __copy__(self):
        return self._new(list(self._items))

    def __deepcopy__(self, memo):
        return self._new(list(self._items))

    def __reduce__(self):
        return array, (self.typecode, list(self._items))

    def __repr__(self):
        if not self._items:
            return f"array('{self.typecode}')"
        return f"array('{self.typecode}', {self._items!r})"


ArrayType = array
