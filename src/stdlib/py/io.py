"""Files and what behaves like them: the names of `_io` that programs use."""

from _io import (DEFAULT_BUFFER_SIZE, SEEK_CUR, SEEK_END, SEEK_SET, BufferedRandom,
                 BufferedReader, BufferedWriter, BytesIO, FileIO, StringIO, TextIOWrapper,
                 UnsupportedOperation, _BufferedIOBase, _IOBase, _RawIOBase, _TextIOBase, open,
                 open_code, text_encoding)

BlockingIOError = BlockingIOError


class _Kind(type):
    """Classes that count as bases of others without being so."""

    def __instancecheck__(cls, instance):
        return type.__instancecheck__(cls, instance) or isinstance(instance, cls._counts)

    def __subclasscheck__(cls, other):
        return type.__subclasscheck__(cls, other) or issubclass(other, cls._counts)


class IOBase(_IOBase, metaclass=_Kind):
    """The base of all files."""

    _counts = (_IOBase, StringIO, BytesIO)


class RawIOBase(_RawIOBase, IOBase):
    """The base of files without a buffer."""

    _counts = (_RawIOBase,)


class BufferedIOBase(_BufferedIOBase, IOBase):
    """The base of files of bytes with a buffer."""

    _counts = (_BufferedIOBase, BytesIO)


class TextIOBase(_TextIOBase, IOBase):
    """The base of files of text."""

    _counts = (_TextIOBase, StringIO)


del _Kind
