"""`input()` when the program has put other objects in the place of the standard streams, and standard
input as a file."""

import sys
from _files import stdin as _stdin


def ask(prompt=''):
    """Write the prompt to sys.stdout, and read a line from sys.stdin."""
    if sys.stdin is None:
        raise RuntimeError('input(): lost sys.stdin')
    if sys.stdout is None:
        raise RuntimeError('input(): lost sys.stdout')
    if prompt != '':
        sys.stdout.write(str(prompt))
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not isinstance(line, str):
        raise TypeError('object.readline() returned non-string')
    if not line:
        raise EOFError('EOF when reading a line')
    return line[:-1] if line[-1] == '\n' else line


class TextIOWrapper:
    """Standard input."""

    name = '<stdin>'
    mode = 'r'
    encoding = 'utf-8'
    errors = 'strict'
    newlines = None
    line_buffering = False
    closed = False

    def readline(self, size=-1):
        return _stdin(False)

    def read(self, size=-1):
        if size is None or size < 0:
            return _stdin(True)
        # What is left over stays for the next read.
        raise OSError(22, 'gilscope reads standard input by lines, or whole')

    def readlines(self, hint=-1):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = _stdin(False)
        if not line:
            raise StopIteration
        return line

    @property
    def buffer(self):
        return _Bytes()

    def readable(self):
        return True

    def writable(self):
        return False

    def seekable(self):
        return False

    def isatty(self):
        return False

    def fileno(self):
        return 0

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def reconfigure(self, **changes):
        pass

    def __repr__(self):
        return "<_io.TextIOWrapper name='<stdin>' mode='r' encoding='utf-8'>"


TextIOWrapper.__module__ = '_io'


class _Bytes:
    """Standard input as bytes."""

    def read(self, size=-1):
        return _stdin(True).encode()

    def readline(self, size=-1):
        return _stdin(False).encode()

    def readlines(self):
        return list(self)

    def __iter__(self):
        while True:
            line = _stdin(False)
            if not line:
                return
            yield line.encode()


class StandardBytes:
    """Standard output or error as a file of bytes."""

    closed = False

    def __init__(self, text):
        self._text = text
        self.name = text.name
        self.raw = self

    def write(self, data):
        self._text.write(bytes(data).decode('utf-8', 'replace'))
        return len(data)

    def flush(self):
        self._text.flush()

    def fileno(self):
        return self._text.fileno()

    def isatty(self):
        return False
