"""Bytes as text in bases 16, 32, 64 and 85, and back."""

from _gilscope import refuse as _refuse
import binascii

__all__ = ['encodebytes', 'decodebytes', 'b64encode', 'b64decode', 'b32encode', 'b32decode',
           'b32hexencode', 'b32hexdecode', 'b16encode', 'b16decode', 'b85encode', 'b85decode',
           'a85encode', 'a85decode', 'standard_b64encode', 'standard_b64decode',
           'urlsafe_b64encode', 'urlsafe_b64decode']

_BASE64 = b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/='
_BASE32 = b'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
_BASE32HEX = b'0123456789ABCDEFGHIJKLMNOPQRSTUV'
_BASE85 = (b'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
           b'!#$%&()*+-;<=>?@^_`{|}~')


def _to_bytes(s):
    if isinstance(s, str):
        try:
            return s.encode('ascii')
        except UnicodeEncodeError:
            raise ValueError('string argument should contain only ASCII characters') from None
    if isinstance(s, (bytes, bytearray)):
        return bytes(s)
    raise TypeError("argument should be a bytes-like object or ASCII "
                    "string, not %r" % s.__class__.__name__) from None


def _swap(data, old, new):
    table = bytearray(range(256))
    for before, after in zip(old, new):
        table[before] = after
    return data.translate(bytes(table))


def b64encode(s, altchars=None):
    """Base 64; altchars are two bytes instead of + and /."""
    encoded = binascii.b2a_base64(s, newline=False)
    if altchars is not None:
        assert len(altchars) == 2, repr(altchars)
        return _swap(encoded, b'+/', altchars)
    return encoded


def b64decode(s, altchars=None, validate=False):
    """The bytes behind base 64."""
    s = _to_bytes(s)
    if altchars is not None:
        altchars = _to_bytes(altchars)
        assert len(altchars) == 2, repr(altchars)
        s = _swap(s, altchars, b'+/')
    return binascii.a2b_base64(s, strict_mode=validate)


def standard_b64encode(s):
    """Base 64 with + and /."""
    return b64encode(s)


def standard_b64decode(s):
    """The bytes behind base 64 with + and /."""
    return b64decode(s)


def urlsafe_b64encode(s):
    """Base 64 with - and _."""
    return _swap(b64encode(s), b'+/', b'-_')


def urlsafe_b64decode(s):
    """The bytes behind base 64 with - and _."""
    return b64decode(_swap(_to_bytes(s), b'-_', b'+/'))


def _b32encode(alphabet, s):
    s = bytes(s)
    left = len(s) % 5
    padded = s + b'\0' * (5 - left if left else 0)
    out = bytearray()
    for at in range(0, len(padded), 5):
        bits = int.from_bytes(padded[at:at + 5], 'big')
        for shift in range(35, -1, -5):
            out.append(alphabet[(bits >> shift) & 31])
    pads = {0: 0, 1: 6, 2: 4, 3: 3, 4: 1}[left]
    return bytes(out[:len(out) - pads]) + b'=' * pads


def _b32decode(alphabet, s, casefold=False, map01=None):
    s = _to_bytes(s)
    if len(s) % 8:
        raise binascii.Error('Incorrect padding')
    if map01 is not None:
        s = _swap(s, b'01', b'O' + _to_bytes(map01))
    if casefold:
        s = s.upper()
    kept = s.rstrip(b'=')
    pads = len(s) - len(kept)
    values = {letter: value for value, letter in enumerate(alphabet)}
    out = bytearray()
    bits = 0
    count = 0
    for letter in kept:
        if letter not in values:
            raise binascii.Error('Non-base32 digit found') from None
        bits = (bits << 5) | values[letter]
        count += 5
        if count >= 8:
            count -= 8
            out.append((bits >> count) & 255)
            bits &= (1 << count) - 1
    if pads not in (0, 1, 3, 4, 6):
        raise binascii.Error('Incorrect padding')
    return bytes(out)


def b32encode(s):
    """Base 32 (RFC 4648)."""
    return _b32encode(_BASE32, s)


def b32decode(s, casefold=False, map01=None):
    """The bytes behind base 32."""
    return _b32decode(_BASE32, s, casefold, map01)


def b32hexencode(s):
    """Base 32 with digits first."""
    return _b32encode(_BASE32HEX, s)


def b32hexdecode(s, casefold=False):
    """The bytes behind base 32 with digits first."""
    return _b32decode(_BASE32HEX, s, casefold)


def b16encode(s):
    """Base 16 in capital letters."""
    return binascii.hexlify(s).upper()


def b16decode(s, casefold=False):
    """The bytes behind base 16."""
    s = _to_bytes(s)
    if casefold:
        s = s.upper()
    for letter in s:
        if letter not in b'0123456789ABCDEF':
            raise binascii.Error('Non-base16 digit found')
    return binascii.unhexlify(s)


def _85encode(b, alphabet, pad, foldnuls=False):
    b = bytes(b)
    padding = -len(b) % 4
    padded = b + b'\0' * padding
    pieces = []
    for at in range(0, len(padded), 4):
        number = int.from_bytes(padded[at:at + 4], 'big')
        if foldnuls and not number:
            pieces.append(b'z')
            continue
        digits = bytearray(5)
        for place in range(4, -1, -1):
            number, digit = divmod(number, 85)
            digits[place] = alphabet[digit]
        pieces.append(bytes(digits))
    if padding and not pad:
        if pieces[-1] == b'z':
            pieces[-1] = bytes([alphabet[0]]) * 5
        pieces[-1] = pieces[-1][:-padding]
    return b''.join(pieces)


def b85encode(b, pad=False):
    """Base 85 as git writes it."""
    return _85encode(b, _BASE85, pad)


def b85decode(b):
    """The bytes behind base 85."""
    b = _to_bytes(b)
    values = {letter: value for value, letter in enumerate(_BASE85)}
    padding = -len(b) % 5
    b += b'~' * padding
    out = bytearray()
    for at in range(0, len(b), 5):
        number = 0
        for place, letter in enumerate(b[at:at + 5]):
            if letter not in values:
                raise ValueError('bad base85 character at position %d' % (at + place)) from None
            number = number * 85 + values[letter]
        if number > 0xffffffff:
            raise ValueError('base85 overflow in hunk starting at byte %d' % at) from None
        out += number.to_bytes(4, 'big')
    return bytes(out[:len(out) - padding]) if padding else bytes(out)


_A85 = bytes(range(33, 118))


def a85encode(b, *, foldspaces=False, wrapcol=0, pad=False, adobe=False):
    """Base 85 as PostScript writes it."""
    if foldspaces:
        _refuse('`foldspaces` of base 85', 'leave it out')
    result = _85encode(b, _A85, pad, True)
    if adobe:
        result = b'<~' + result
    if wrapcol:
        wrapcol = max(2 if adobe else 1, wrapcol)
        result = b'\n'.join(result[at:at + wrapcol] for at in range(0, len(result), wrapcol))
    return result + b'~>' if adobe else result


def a85decode(b, *, foldspaces=False, adobe=False, ignorechars=b' \t\n\r\v'):
    """The bytes behind PostScript's base 85."""
    if foldspaces:
        _refuse('`foldspaces` of base 85', 'leave it out')
    b = _to_bytes(b)
    if adobe:
        if not b.endswith(b'~>'):
            raise ValueError("Ascii85 encoded byte sequences must end with b'~>'")
        b = b[2:-2] if b.startswith(b'<~') else b[:-2]
    out = bytearray()
    hunk = []
    for letter in b + b'u' * 4:
        if 33 <= letter <= 117:
            hunk.append(letter - 33)
            if len(hunk) == 5:
                number = 0
                for digit in hunk:
                    number = number * 85 + digit
                if number > 0xffffffff:
                    raise ValueError('Ascii85 overflow') from None
                out += number.to_bytes(4, 'big')
                hunk = []
        elif letter == 122:
            if hunk:
                raise ValueError('z inside Ascii85 5-tuple')
            out += b'\0\0\0\0'
        elif letter not in ignorechars:
            raise ValueError('Non-Ascii85 digit found: %c' % letter)
    padding = 4 - len(hunk)
    return bytes(out[:len(out) - padding]) if padding else bytes(out)


def encodebytes(s):
    """Base 64 in lines of 76 characters."""
    pieces = [binascii.b2a_base64(s[at:at + 57]) for at in range(0, len(s), 57)]
    return b''.join(pieces)


def decodebytes(s):
    """The bytes behind lines of base 64."""
    return binascii.a2b_base64(s)
