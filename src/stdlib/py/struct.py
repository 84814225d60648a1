"""Numbers as packed bytes, and back."""

from _gilscope import refuse as _refuse
from _struct import float_bits as _float_bits, bits_float as _bits_float

__all__ = ['calcsize', 'pack', 'pack_into', 'unpack', 'unpack_from', 'iter_unpack', 'Struct',
           'error']


class error(Exception):
    """What does not fit a format."""

    __module__ = 'struct'


_NATIVE = {'x': 1, 'c': 1, 'b': 1, 'B': 1, '?': 1, 'h': 2, 'H': 2, 'i': 4, 'I': 4, 'l': 8,
           'L': 8, 'q': 8, 'Q': 8, 'n': 8, 'N': 8, 'f': 4, 'd': 8, 's': 1, 'p': 1,
           'P': 8}
_STANDARD = {'x': 1, 'c': 1, 'b': 1, 'B': 1, '?': 1, 'h': 2, 'H': 2, 'i': 4, 'I': 4, 'l': 4,
             'L': 4, 'q': 8, 'Q': 8, 'f': 4, 'd': 8, 's': 1, 'p': 1}
_SIGNED = 'bhilqn'
_UNSIGNED = 'BHILQNP'
_cache = {}


def _parse(format):
    """The parts of a format: ((code, count, size, padding before), …), order, total size."""
    if isinstance(format, bytes):
        format = format.decode('ascii')
    found = _cache.get(format)
    if found is not None:
        return found
    sizes, order, align = _NATIVE, 'little', True
    rest = format
    if rest[:1] and rest[0] in '@=<>!':
        if rest[0] != '@':
            sizes, align = _STANDARD, False
        order = 'big' if rest[0] in '>!' else 'little'
        rest = rest[1:]
    parts = []
    total = 0
    count = ''
    for code in rest:
        if code.isspace():
            continue
        if code.isdigit():
            count += code
            continue
        if code == 'e':
            _refuse("the format 'e' of `struct`", "use 'f'")
        if code not in sizes:
            raise error('bad char in struct format')
        size = sizes[code]
        padding = -total % size if align and code not in 'xsp' else 0
        number = int(count) if count else 1
        count = ''
        total += padding + size * number
        parts.append((code, number, size, padding))
    if count:
        raise error('repeat count given without format specifier')
    found = (tuple(parts), order, total)
    if len(_cache) > 100:
        _cache.clear()
    _cache[format] = found
    return found


def _items(parts):
    return sum(1 if code in 'sp' else number for code, number, size, padding in parts
               if code != 'x')


def _pack_int(code, size, order, value):
    if not isinstance(value, int):
        if not hasattr(value, '__index__'):
            raise error('required argument is not an integer')
        value = value.__index__()
    if code in _SIGNED:
        low, high = -(1 << (8 * size - 1)), (1 << (8 * size - 1)) - 1
    else:
        low, high = 0, (1 << (8 * size)) - 1
    if not low <= value <= high:
        raise error(f"'{code}' format requires {low} <= number <= {high}")
    return value.to_bytes(size, order, signed=code in _SIGNED)


def pack(format, /, *values):
    """The values as bytes in a format."""
    parts, order, total = _parse(format)
    expected = _items(parts)
    if len(values) != expected:
        raise error(f'pack expected {expected} items for packing (got {len(values)})')
    out = []
    at = 0
    for code, number, size, padding in parts:
        if padding:
            out.append(bytes(padding))
        if code == 'x':
            out.append(bytes(number))
        elif code in 'sp':
            value = values[at]
            at += 1
            if not isinstance(value, (bytes, bytearray)):
                raise error(f"argument for '{code}' must be a bytes object")
            value = bytes(value)
            if code == 'p':
                value = value[:min(number - 1, 255)]
                value = bytes([len(value)]) + value
            out.append(value[:number] + bytes(max(0, number - len(value))))
        else:
            for value in values[at:at + number]:
                if code == 'c':
                    if not isinstance(value, (bytes, bytearray)) or len(value) != 1:
                        raise error('char format requires a bytes object of length 1')
                    out.append(bytes(value))
                elif code == '?':
                    out.append(b'\1' if value else b'\0')
                elif code in 'fd':
                    if not isinstance(value, (int, float)):
                        raise error('required argument is not a float')
                    bits = _float_bits(float(value), size)
                    if bits is None:
                        raise OverflowError('float too large to pack with '
                                            f'{code} format')
                    out.append(bits.to_bytes(size, order))
                else:
                    out.append(_pack_int(code, size, order, value))
            at += number
    return b''.join(out)


def _unpack(parsed, buffer, at):
    parts, order, total = parsed
    values = []
    for code, number, size, padding in parts:
        at += padding
        if code == 'x':
            at += number
        elif code == 's':
            values.append(bytes(buffer[at:at + number]))
            at += number
        elif code == 'p':
            length = min(buffer[at], number - 1)
            values.append(bytes(buffer[at + 1:at + 1 + length]))
            at += number
        else:
            for _ in range(number):
                data = bytes(buffer[at:at + size])
                at += size
                if code == 'c':
                    values.append(data)
                elif code == '?':
                    values.append(data != b'\0')
                elif code in 'fd':
                    values.append(_bits_float(int.from_bytes(data, order), size))
                else:
                    values.append(int.from_bytes(data, order, signed=code in _SIGNED))
    return tuple(values)


def unpack(format, buffer, /):
    """The values behind bytes in a format."""
    parsed = _parse(format)
    if len(buffer) != parsed[2]:
        raise error(f'unpack requires a buffer of {parsed[2]} bytes')
    return _unpack(parsed, buffer, 0)


def unpack_from(format, /, buffer, offset=0):
    """The values at a place in bytes."""
    parsed = _parse(format)
    size = parsed[2]
    if offset < 0:
        if offset + len(buffer) < 0:
            raise error(f'offset {offset} out of range for {len(buffer)}-byte buffer')
        offset += len(buffer)
    if len(buffer) - offset < size:
        raise error(f'unpack_from requires a buffer of at least {size + offset} bytes for '
                    f'unpacking {size} bytes at offset {offset} '
                    f'(actual buffer size is {len(buffer)})')
    return _unpack(parsed, buffer, offset)


def iter_unpack(format, buffer, /):
    """An iterator over equal records in bytes."""
    parsed = _parse(format)
    size = parsed[2]
    if not size:
        raise error('cannot iteratively unpack with a struct of length 0')
    if len(buffer) % size:
        raise error(f'iterative unpacking requires a buffer of a multiple of {size} bytes')
    return (_unpack(parsed, buffer, at) for at in range(0, len(buffer), size))


def pack_into(format, buffer, offset, /, *values):
    """Put the values into a bytearray at a place."""
    data = pack(format, *values)
    if offset < 0:
        offset += len(buffer)
    if len(buffer) - offset < len(data):
        raise error(f'pack_into requires a buffer of at least {len(data) + offset} bytes for '
                    f'packing {len(data)} bytes at offset {offset} '
                    f'(actual buffer size is {len(buffer)})')
    for at, byte in enumerate(data):
        buffer[offset + at] = byte


def calcsize(format, /):
    """How many bytes a format takes."""
    return _parse(format)[2]


class Struct:
    """A format that is used many times."""

    __module__ = '_struct'

    def __init__(self, format):
        self.format = format if isinstance(format, str) else format.decode('ascii')
        self.size = calcsize(format)

    def __repr__(self):
        return f'_struct.Struct({self.format!r})'

    def pack(self, *values):
        return pack(self.format, *values)

    def pack_into(self, buffer, offset, *values):
        pack_into(self.format, buffer, offset, *values)

    def unpack(self, buffer):
        return unpack(self.format, buffer)

    def unpack_from(self, buffer, offset=0):
        return unpack_from(self.format, buffer, offset)

    def iter_unpack(self, buffer):
        return iter_unpack(self.format, buffer)
