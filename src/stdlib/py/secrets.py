"""Random numbers for secrets. Here they come from the seed of the run: reproducible, so not secret."""

__all__ = ['choice', 'randbelow', 'randbits', 'SystemRandom', 'token_bytes', 'token_hex',
           'token_urlsafe', 'compare_digest']

import base64
from hmac import compare_digest
from random import SystemRandom

_sysrand = SystemRandom()
DEFAULT_ENTROPY = 32


def randbits(k):
    """An int of k random bits."""
    return _sysrand.getrandbits(k)


def choice(seq):
    """A random element of a sequence that is not empty."""
    return _sysrand.choice(seq)


def randbelow(exclusive_upper_bound):
    """A random int from 0 up to the bound."""
    if exclusive_upper_bound <= 0:
        raise ValueError("Upper bound must be positive.")
    return _sysrand.randrange(exclusive_upper_bound)


def token_bytes(nbytes=None):
    """Random bytes."""
    if nbytes is None:
        nbytes = DEFAULT_ENTROPY
    return _sysrand.randbytes(nbytes)


def token_hex(nbytes=None):
    """Random text of hexadecimal digits, two a byte."""
    return token_bytes(nbytes).hex()


def token_urlsafe(nbytes=None):
    """Random text that needs no quoting in URLs."""
    tok = token_bytes(nbytes)
    return base64.urlsafe_b64encode(tok).rstrip(b'=').decode('ascii')
