"""Files that are kept in memory: text and bytes."""

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2


class _Memory:
    """What both kinds share: the place, the end, being closed, iterating over lines."""

    closed = False

    def _check(self):
        if self.closed:
            raise ValueError('I/O operation on closed file.' if not self._text
                             else 'I/O operation on closed file')

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *exc):
        self.close()

    def __iter__(self):
        self._check()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def close(self):
        """Give up the contents."""
        self.closed = True
        self._parts = []

    def readable(self):
        self._check()
        return True

    def writable(self):
        self._check()
        return True

    def seekable(self):
        self._check()
        return True

    def isatty(self):
        self._check()
        return False

    def flush(self):
        self._check()

    def fileno(self):
        raise UnsupportedOperation('fileno')

    def detach(self):
        raise UnsupportedOperation('detach')

    def tell(self):
        self._check()
        return self._pos

    def _value(self):
        if len(self._parts) > 1:
            self._parts = [self._empty.join(self._parts)]
        return self._parts[0] if self._parts else self._empty

    def getvalue(self):
        """All that is in it."""
        self._check()
        return self._value()

    def _put(self, data):
        size = len(data)
        if self._pos == self._size:
            self._parts.append(data)
        else:
            value = self._value()
            if self._pos > self._size:
                value += self._zero * (self._pos - self._size)
            self._parts = [value[:self._pos] + data + value[self._pos + size:]]
        self._pos += size
        if self._pos > self._size:
            self._size = self._pos
        return size

    def read(self, size=-1, /):
        """The next so many characters or bytes, or all that is left."""
        self._check()
        if size is None or size < 0:
            end = self._size
        else:
            end = min(self._pos + size, self._size)
        data = self._value()[self._pos:end]
        self._pos = max(self._pos, end)
        return data

    def readline(self, size=-1, /):
        """The rest of the line, with its end."""
        self._check()
        value = self._value()
        end = value.find(self._newline, self._pos)
        end = self._size if end < 0 else end + 1
        if size is not None and size >= 0:
            end = min(end, self._pos + size)
        line = value[self._pos:end]
        self._pos = max(self._pos, end)
        return line

    def readlines(self, hint=-1, /):
        """The lines that are left."""
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint <= total:
                break
        return lines

    def writelines(self, lines, /):
        """Write each of them."""
        for line in lines:
            self.write(line)

    def truncate(self, pos=None, /):
        """Cut off what is behind a place."""
        self._check()
        if pos is None:
            pos = self._pos
        elif pos < 0:
            raise ValueError(f'Negative size value {pos}' if self._text
                             else f'negative size value {pos}')
        if pos < self._size:
            self._parts = [self._value()[:pos]]
            self._size = pos
        return pos


class UnsupportedOperation(OSError, ValueError):
    """Something that this kind of file cannot do."""

    __module__ = 'io'


class StringIO(_Memory):
    """Text in memory that behaves as a file."""

    __module__ = '_io'
    _text = True
    _empty = ''
    _zero = '\0'
    _newline = '\n'
    encoding = None
    errors = None
    line_buffering = False

    def __init__(self, initial_value='', newline='\n'):
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, "
                            f"not {type(initial_value).__name__}")
        self._translate = newline
        self._parts = []
        self._pos = 0
        self._size = 0
        if initial_value:
            self.write(initial_value)
            self._pos = 0

    @property
    def newlines(self):
        return None

    def write(self, s, /):
        """Add text where it stands."""
        self._check()
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got {type(s).__name__!r}")
        size = len(s)
        if self._translate is None:
            s = s.replace('\r\n', '\n').replace('\r', '\n')
        elif self._translate in ('\r', '\r\n'):
            s = s.replace('\n', self._translate)
        if s:
            self._put(s)
        return size

    def seek(self, pos, whence=0, /):
        """Go to a place."""
        self._check()
        if whence == 0:
            if pos < 0:
                raise ValueError(f'Negative seek position {pos}')
        elif whence not in (1, 2):
            raise ValueError(f'Invalid whence ({whence}, should be 0, 1 or 2)')
        elif pos:
            raise OSError("Can't do nonzero cur-relative seeks")
        else:
            pos = self._pos if whence == 1 else self._size
        self._pos = pos
        return pos


class BytesIO(_Memory):
    """Bytes in memory that behave as a file."""

    __module__ = '_io'
    _text = False
    _empty = b''
    _zero = b'\0'
    _newline = b'\n'

    def __init__(self, initial_bytes=b''):
        if initial_bytes is None:
            initial_bytes = b''
        elif isinstance(initial_bytes, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        data = bytes(initial_bytes)
        self._parts = [data] if data else []
        self._pos = 0
        self._size = len(data)

    def write(self, b, /):
        """Add bytes where it stands."""
        self._check()
        if isinstance(b, (str, int)) or b is None:
            raise TypeError(f"a bytes-like object is required, not {type(b).__name__!r}")
        data = bytes(b)
        return self._put(data) if data else 0

    def read1(self, size=-1, /):
        """As read()."""
        return self.read(size)

    def readinto(self, buffer, /):
        """Fill a bytearray with what comes next."""
        data = self.read(len(buffer))
        buffer[:len(data)] = data
        return len(data)

    def getbuffer(self):
        """The contents, to be looked at."""
        return self.getvalue()

    def seek(self, pos, whence=0, /):
        """Go to a place."""
        self._check()
        if whence == 0:
            if pos < 0:
                raise ValueError(f'negative seek value {pos}')
        elif whence == 1:
            pos = max(0, self._pos + pos)
        elif whence == 2:
            pos = max(0, self._size + pos)
        else:
            raise ValueError(f'invalid whence ({whence}, should be 0, 1 or 2)')
        self._pos = pos
        return pos
