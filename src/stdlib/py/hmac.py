"""Keyed hashing for messages (RFC 2104)."""

import hashlib as _hashlib_py
from _hashlib import compare_digest, hmac_digest as _hmac_digest

digest_size = None
_IPAD = bytes((x ^ 0x36) for x in range(256))
_OPAD = bytes((x ^ 0x5C) for x in range(256))


class HMAC:
    """A message authentication code that is fed piece by piece."""

    blocksize = 64

    def __init__(self, key, msg=None, digestmod=''):
        if not isinstance(key, (bytes, bytearray)):
            raise TypeError(f"key: expected bytes or bytearray, but got {type(key).__name__!r}")
        if not digestmod:
            raise TypeError("Missing required argument 'digestmod'.")
        if callable(digestmod):
            make = digestmod
        elif isinstance(digestmod, str):
            make = lambda data=b'': _hashlib_py.new(digestmod, data)
        else:
            make = lambda data=b'': digestmod.new(data)
        self._outer = make()
        self._inner = make()
        self.digest_size = self._inner.digest_size
        self.block_size = self._inner.block_size
        if len(key) > self.block_size:
            key = make(bytes(key)).digest()
        key = bytes(key) + bytes(self.block_size - len(key))
        self._outer.update(bytes(_OPAD[byte] for byte in key))
        self._inner.update(bytes(_IPAD[byte] for byte in key))
        if msg is not None:
            self.update(msg)

    @property
    def name(self):
        """What it is: 'hmac-' and the name of the hash."""
        return f"hmac-{self._inner.name}"

    def update(self, msg):
        """Feed more of the message."""
        self._inner.update(msg)

    def copy(self):
        """Another that has eaten the same."""
        other = HMAC.__new__(HMAC)
        other.digest_size = self.digest_size
        other.block_size = self.block_size
        other._inner = self._inner.copy()
        other._outer = self._outer.copy()
        return other

    def digest(self):
        """The code of what it has eaten."""
        outer = self._outer.copy()
        outer.update(self._inner.digest())
        return outer.digest()

    def hexdigest(self):
        """The same in hexadecimal digits."""
        return self.digest().hex()


def new(key, msg=None, digestmod=''):
    """A new HMAC object."""
    return HMAC(key, msg, digestmod)


def digest(key, msg, digest):
    """The code of a whole message at once."""
    if isinstance(digest, str):
        return _hmac_digest(key, msg, digest)
    return HMAC(key, msg, digest).digest()
