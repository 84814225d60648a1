"""Text as bytes, by the name of an encoding."""

from _codecs import encode, decode

__all__ = ['encode', 'decode', 'lookup', 'getencoder', 'getdecoder', 'BOM_UTF8', 'CodecInfo']

BOM_UTF8 = b'\xef\xbb\xbf'
BOM_UTF16_LE = b'\xff\xfe'
BOM_UTF16_BE = b'\xfe\xff'


class CodecInfo:
    """The two directions of an encoding."""

    def __init__(self, name):
        self.name = name

    def encode(self, text, errors='strict'):
        """Bytes, and how many characters they stand for."""
        return encode(text, self.name, errors), len(text)

    def decode(self, data, errors='strict'):
        """Text, and how many bytes it stood for."""
        return decode(data, self.name, errors), len(data)

    def __repr__(self):
        return f'<codecs.CodecInfo object for encoding {self.name} at {id(self):#x}>'


_NAMES = {'utf8': 'utf-8', 'utf_8': 'utf-8', 'u8': 'utf-8', 'us_ascii': 'ascii', '646': 'ascii',
          'latin_1': 'iso8859-1', 'latin1': 'iso8859-1', 'iso_8859_1': 'iso8859-1',
          'iso8859_1': 'iso8859-1', 'l1': 'iso8859-1'}


def lookup(encoding):
    """The encoding of a name."""
    name = encoding.lower().replace('-', '_').replace(' ', '_')
    encode('', encoding)
    return CodecInfo(_NAMES.get(name, name))


def getencoder(encoding):
    """The function that encodes."""
    return lookup(encoding).encode


def getdecoder(encoding):
    """The function that decodes."""
    return lookup(encoding).decode
