"""Secure hashes: objects that eat bytes and give a digest."""

from _hashlib import (new, blake2b, blake2s, pbkdf2_hmac,
                      openssl_md5 as md5, openssl_sha1 as sha1,
                      openssl_sha224 as sha224, openssl_sha256 as sha256,
                      openssl_sha384 as sha384, openssl_sha512 as sha512,
                      openssl_sha3_224 as sha3_224, openssl_sha3_256 as sha3_256,
                      openssl_sha3_384 as sha3_384, openssl_sha3_512 as sha3_512,
                      openssl_shake_128 as shake_128, openssl_shake_256 as shake_256)

algorithms_guaranteed = {'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512',
                         'blake2b', 'blake2s', 'sha3_224', 'sha3_256', 'sha3_384',
                         'sha3_512', 'shake_128', 'shake_256'}
algorithms_available = set(algorithms_guaranteed)

__all__ = sorted(algorithms_guaranteed) + [
    'new', 'algorithms_guaranteed', 'algorithms_available', 'pbkdf2_hmac', 'file_digest']


def file_digest(fileobj, digest, /, *, _bufsize=2 ** 18):
    """The hash object of all that a binary file object still has to give."""
    digestobj = new(digest) if isinstance(digest, str) else digest()
    if hasattr(fileobj, 'getbuffer'):
        digestobj.update(fileobj.getbuffer())
        return digestobj
    if not (hasattr(fileobj, 'readinto') and hasattr(fileobj, 'readable')
            and fileobj.readable()):
        raise ValueError(f"'{fileobj!r}' is not a file-like object in binary reading mode.")
    while True:
        piece = fileobj.read(_bufsize)
        if not piece:
            return digestobj
        digestobj.update(piece)
