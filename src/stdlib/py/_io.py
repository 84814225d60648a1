"""File objects: raw, buffered and text, on top of `_files`. In memory: `_io_memory`.

A write is one append to a deque, so that it is as atomic as CPython's, and a full buffer is written by
one call that lets go of the GIL.
"""

from _files import (open as _open, read as _read, write as _write, seek as _seek,
                    truncate as _truncate, close as _close, fstat as _fstat)
from _collections import deque as _deque
from _io_memory import BytesIO, StringIO, UnsupportedOperation

DEFAULT_BUFFER_SIZE = 131072
_TEXT_CHUNK = 8192
SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2


def _closed(file):
    if file.closed:
        raise ValueError('I/O operation on closed file.')


class _IOBase:
    """What all files have."""

    closed = False

    def __enter__(self):
        _closed(self)
        return self

    def __exit__(self, *exc_info):
        self.close()

    def __iter__(self):
        _closed(self)
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readlines(self, hint=-1):
        """All lines, or lines of about `hint` characters together."""
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint <= total:
                break
        return lines

    def writelines(self, lines):
        """Write every line of an iterable; no ends are added."""
        _closed(self)
        for line in lines:
            self.write(line)

    def readable(self):
        return False

    def writable(self):
        return False

    def seekable(self):
        return False

    def isatty(self):
        _closed(self)
        return False

    def fileno(self):
        raise UnsupportedOperation('fileno')

    def flush(self):
        _closed(self)

    def close(self):
        self.closed = True

    def tell(self):
        return self.seek(0, 1)

    def _check_readable(self):
        if not self.readable():
            raise UnsupportedOperation('not readable')

    def _check_writable(self):
        if not self.writable():
            raise UnsupportedOperation('not writable')


class _RawIOBase(_IOBase):
    """Files without a buffer."""


class _BufferedIOBase(_IOBase):
    """Files of bytes with a buffer."""


class _TextIOBase(_IOBase):
    """Files of text."""

    encoding = None
    errors = None
    newlines = None


def _fspath(path):
    if isinstance(path, (str, bytes)):
        given = path
    else:
        method = getattr(type(path), '__fspath__', None)
        if method is None:
            raise TypeError('expected str, bytes or os.PathLike object, not '
                            + type(path).__name__)
        given = method(path)
    return given.decode() if isinstance(given, bytes) else given


def _flags(mode):
    letters = ''
    if 'r' in mode or '+' in mode:
        letters += 'r'
    if '+' in mode or 'w' in mode or 'a' in mode or 'x' in mode:
        letters += 'w'
    if 'w' in mode:
        letters += 'ct'
    elif 'a' in mode:
        letters += 'ca'
    elif 'x' in mode:
        letters += 'cx'
    return letters


class FileIO(_RawIOBase):
    """A file, byte for byte: every read and write is a system call."""

    def __init__(self, file, mode='r', closefd=True, opener=None):
        plain = mode.replace('b', '')
        if isinstance(file, int):
            if isinstance(file, bool) or file < 0:
                raise ValueError('negative file descriptor')
            self._fd = file
        elif opener is not None:
            self._fd = opener(file, 0)
        else:
            self._fd = _open(_fspath(file), _flags(plain))
            if not 'w' in _flags(plain) and _fstat(self._fd)[0] & 0o170000 == 0o040000:
                _close(self._fd)
                raise IsADirectoryError(21, 'Is a directory', file)
        self._regular = _fstat(self._fd)[0] & 0o170000 == 0o100000
        self.name = file
        self.closefd = closefd
        letters = _flags(plain)
        self._read_allowed = 'r' in letters
        self._write_allowed = 'w' in letters
        if 'x' in plain:
            self.mode = 'xb+' if '+' in plain else 'xb'
        elif 'a' in plain:
            self.mode = 'ab+' if '+' in plain else 'ab'
        elif '+' in plain:
            self.mode = 'rb+'
        else:
            self.mode = 'wb' if 'w' in plain else 'rb'
        if 'a' in plain:
            _seek(self._fd, 0, 2)

    def readable(self):
        _closed(self)
        return self._read_allowed

    def writable(self):
        _closed(self)
        return self._write_allowed

    def seekable(self):
        _closed(self)
        return self._regular

    def fileno(self):
        _closed(self)
        return self._fd

    def read(self, size=-1):
        _closed(self)
        if not self._read_allowed:
            raise UnsupportedOperation('File not open for reading')
        if not self._regular and (size is None or size < 0):
            parts = []
            while part := _read(self._fd, 65536):
                parts.append(part)
            return b''.join(parts)
        return _read(self._fd, -1 if size is None else size)

    def readall(self):
        return self.read()

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[:len(data)] = data
        return len(data)

    def readline(self, size=-1):
        line = b''
        while size < 0 or len(line) < size:
            byte = self.read(1)
            line += byte
            if byte in (b'', b'\n'):
                break
        return line

    def write(self, data):
        _closed(self)
        if not self._write_allowed:
            raise UnsupportedOperation('File not open for writing')
        return _write(self._fd, bytes(data))

    def seek(self, offset, whence=0):
        _closed(self)
        return _seek(self._fd, offset, whence)

    def truncate(self, size=None):
        _closed(self)
        if not self._write_allowed:
            raise UnsupportedOperation('File not open for writing')
        return _truncate(self._fd, self.tell() if size is None else size)

    def close(self):
        if not self.closed:
            self.closed = True
            if self.closefd:
                _close(self._fd)

    def __repr__(self):
        if self.closed:
            return '<_io.FileIO [closed]>'
        return f'<_io.FileIO name={self.name!r} mode={self.mode!r} closefd={self.closefd}>'


class _Buffered(_BufferedIOBase):
    """Bytes read ahead, and bytes not written yet."""

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if buffer_size <= 0:
            raise ValueError('invalid buffer size')
        self.raw = raw
        self._size = buffer_size
        self._ahead = b''
        self._pending = _deque()
        self._waiting = 0

    @property
    def closed(self):
        return self.raw.closed

    @property
    def name(self):
        return self.raw.name

    @property
    def mode(self):
        return self.raw.mode

    def _check_open(self, what):
        if self.closed:
            raise ValueError(f'{what} of closed file')

    def fileno(self):
        return self.raw.fileno()

    def isatty(self):
        return self.raw.isatty()

    def seekable(self):
        return self.raw.seekable()

    def readable(self):
        return self.raw.readable()

    def writable(self):
        return self.raw.writable()

    def detach(self):
        self.flush()
        raw, self.raw = self.raw, None
        return raw

    # Reading.

    def _fill(self, size):
        data = self.raw.read(max(size, self._size))
        self._ahead += data or b''
        return bool(data)

    def read(self, size=-1):
        self._check_open('read')
        if not self.raw.readable():
            raise UnsupportedOperation('read')
        self._write_pending()
        if size is None or size < 0:
            rest = self.raw.read()
            data, self._ahead = self._ahead + (rest or b''), b''
            return data
        while len(self._ahead) < size and self._fill(size - len(self._ahead)):
            pass
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def read1(self, size=-1):
        self._check_open('read')
        if not self._ahead:
            self._fill(1)
        if size is None or size < 0:
            size = len(self._ahead)
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def peek(self, size=0):
        self._check_open('peek')
        if not self._ahead:
            self._fill(1)
        return self._ahead

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[:len(data)] = data
        return len(data)

    def readline(self, size=-1):
        self._check_open('readline')
        if not self.raw.readable():
            raise UnsupportedOperation('readline')
        self._write_pending()
        limit = -1 if size is None else size
        while True:
            end = self._ahead.find(b'\n') + 1
            if 0 <= limit <= len(self._ahead) and (not end or end > limit):
                end = limit
                break
            if end:
                break
            if not self._fill(1):
                end = len(self._ahead)
                break
        line, self._ahead = self._ahead[:end], self._ahead[end:]
        return line

    # Writing.

    def write(self, data):
        self._check_open('write')
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if not self.raw.writable():
            raise UnsupportedOperation('write')
        if self._ahead:
            self.raw.seek(-len(self._ahead), 1)
            self._ahead = b''
        data = bytes(data)
        self._pending.append(data)
        self._waiting += len(data)
        if self._waiting > self._size:
            self._write_pending()
        return len(data)

    def _write_pending(self):
        if not self._pending:
            return
        self._waiting = 0
        parts = []
        try:
            while True:
                parts.append(self._pending.popleft())
        except IndexError:
            pass
        if parts:
            self.raw.write(b''.join(parts))

    def flush(self):
        self._check_open('flush')
        self._write_pending()

    def tell(self):
        self._check_open('tell')
        waiting = sum(len(part) for part in self._pending)
        return self.raw.tell() - len(self._ahead) + waiting

    def seek(self, offset, whence=0):
        self._check_open('seek')
        self._write_pending()
        if whence == 1:
            offset -= len(self._ahead)
        self._ahead = b''
        return self.raw.seek(offset, whence)

    def truncate(self, size=None):
        self._check_open('truncate')
        self._write_pending()
        if size is None:
            size = self.tell()
        return self.raw.truncate(size)

    def close(self):
        if self.raw is not None and not self.closed:
            try:
                self._write_pending()
            finally:
                self.raw.close()

    def __repr__(self):
        kind = f'_io.{type(self).__name__}'
        try:
            return f'<{kind} name={self.name!r}>'
        except AttributeError:
            return f'<{kind}>'


class BufferedReader(_Buffered):
    """A file of bytes, read through a buffer."""


class BufferedWriter(_Buffered):
    """A file of bytes, written through a buffer."""


class BufferedRandom(_Buffered):
    """A file of bytes, read and written through a buffer."""


def text_encoding(encoding, stacklevel=2):
    return 'utf-8' if encoding is None else encoding


class TextIOWrapper(_TextIOBase):
    """Text on top of a buffered file of bytes."""

    def __init__(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False,
                 write_through=False):
        if newline not in (None, '', '\n', '\r', '\r\n'):
            raise ValueError(f'illegal newline value: {newline}')
        if encoding in (None, 'locale'):
            encoding = 'UTF-8'
        ''.encode(encoding)
        self.buffer = buffer
        self.encoding = encoding
        self.errors = errors or 'strict'
        self.newlines = None
        self.line_buffering = line_buffering
        self.write_through = write_through
        self._newline = newline
        self._out = '\n' if newline in (None, '') else newline
        self._mark = encoding.lower().replace('_', '-') == 'utf-8-sig'
        self._pending = _deque()
        self._waiting = 0
        self._ahead = b''
        self._ended = False
        self._told = True

    @property
    def name(self):
        return self.buffer.name

    @property
    def closed(self):
        return self.buffer.closed

    def fileno(self):
        return self.buffer.fileno()

    def isatty(self):
        return self.buffer.isatty()

    def readable(self):
        return self.buffer.readable()

    def writable(self):
        return self.buffer.writable()

    def seekable(self):
        return self.buffer.seekable()

    def reconfigure(self, *, encoding=None, errors=None, newline=None, line_buffering=None,
                    write_through=None):
        """Change how text becomes bytes."""
        self.flush()
        if encoding is not None:
            self.encoding = encoding
        if errors is not None:
            self.errors = errors
        if newline is not None:
            self._newline = newline
            self._out = '\n' if newline == '' else newline
        if line_buffering is not None:
            self.line_buffering = line_buffering
        if write_through is not None:
            self.write_through = write_through

    def detach(self):
        self.flush()
        buffer, self.buffer = self.buffer, None
        return buffer

    # Writing.

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f'write() argument must be str, not {type(text).__name__}')
        _closed(self)
        if not self.buffer.writable():
            raise UnsupportedOperation('not writable')
        shown = text if self._out == '\n' else text.replace('\n', self._out)
        data = shown.encode(self.encoding, self.errors)
        if self._ahead:
            self._forget_ahead()
        self._ended = False
        self._pending.append(data)
        self._waiting += len(data)
        if self.write_through or self._waiting > _TEXT_CHUNK:
            self._write_pending()
        if self.line_buffering and ('\n' in text or '\r' in text):
            self.flush()
        return len(text)

    def _write_pending(self):
        if not self._pending:
            return
        self._waiting = 0
        parts = []
        try:
            while True:
                parts.append(self._pending.popleft())
        except IndexError:
            pass
        if parts:
            self.buffer.write(b''.join(parts))

    def flush(self):
        _closed(self)
        self._write_pending()
        self.buffer.flush()

    # Reading.

    def _forget_ahead(self):
        self.buffer.seek(self.buffer.tell() - len(self._ahead))
        self._ahead = b''

    def _start_reading(self):
        _closed(self)
        if not self.buffer.readable():
            raise UnsupportedOperation('not readable')
        if self._pending:
            self.flush()

    def _fill(self):
        data = self.buffer.read1(_TEXT_CHUNK) if not self._ended else b''
        if not data:
            self._ended = True
            return False
        if self._mark:
            self._mark = False
            if data.startswith(b'\xef\xbb\xbf'):
                data = data[3:]
        if self.errors == 'strict':
            # CPython decodes a chunk at once: what is wrong in it is found before its first line is read.
            try:
                self._decode(data)
            except UnicodeDecodeError as wrong:
                if 'unexpected end of data' not in str(wrong):
                    raise
        self._ahead += data
        return True

    def _decode(self, data):
        encoding = 'utf-8' if self.encoding.lower().startswith('utf') else self.encoding
        text = data.decode(encoding, self.errors)
        if self._newline is None and '\r' in text:
            text = text.replace('\r\n', '\n').replace('\r', '\n')
        return text

    def _line_end(self):
        """Where the first line in the buffer ends, 0 when that is not known yet."""
        data = self._ahead
        if self._newline in (None, ''):
            feed = data.find(b'\n')
            back = data.find(b'\r') if feed != 0 else -1
            if back >= 0 and (feed < 0 or back < feed):
                if back + 1 == len(data) and not self._ended:
                    return 0
                return back + 2 if data[back + 1:back + 2] == b'\n' else back + 1
            return feed + 1
        end = self._newline.encode()
        at = data.find(end)
        return at + len(end) if at >= 0 else 0

    def _take(self, end):
        data = self._ahead
        self._ahead = data[end:]
        return self._decode(data[:end])

    def readline(self, size=-1):
        self._start_reading()
        while True:
            end = self._line_end()
            if end or not self._fill():
                break
        if not end and self._ahead:
            end = self._line_end() or len(self._ahead)
        line = self._take(end)
        if size is not None and 0 <= size < len(line):
            self._ahead = line[size:].encode(self.encoding) + self._ahead
            line = line[:size]
        return line

    def __next__(self):
        self._told = False
        line = self.readline()
        if not line:
            self._told = True
            raise StopIteration
        return line

    def read(self, size=-1):
        self._start_reading()
        if size is None or size < 0:
            while self._fill():
                pass
            if not self._ended or self._ahead:
                self._ahead += self.buffer.read() if not self._ended else b''
            return self._take(len(self._ahead))
        text = ''
        while len(text) < size:
            if not self._ahead and not self._fill():
                break
            text += self._characters(size - len(text))
        return text

    def _characters(self, count):
        """At most so many characters of the buffer, at least one."""
        while True:
            data = self._ahead
            end = min(len(data), count)
            if self.encoding.lower().startswith('utf'):
                # A character may be several bytes: not to be cut.
                seen = 0
                end = 0
                while end < len(data) and seen < count:
                    byte = data[end]
                    end += 1 if byte < 0xc0 else 2 if byte < 0xe0 else 3 if byte < 0xf0 else 4
                    seen += 1
            universal = self._newline in (None, '')
            cut = end > len(data) or (universal and data[end - 1:end] == b'\r'
                                      and end == len(data))
            if not cut or not self._fill():
                break
        if universal and self._newline is None and data[end - 1:end + 1] == b'\r\n':
            end += 1
        return self._take(min(end, len(data)))

    def tell(self):
        _closed(self)
        if not self._told:
            raise OSError('telling position disabled by next() call')
        self.flush()
        return self.buffer.tell() - len(self._ahead)

    def seek(self, offset, whence=0):
        _closed(self)
        if whence == 1:
            if offset != 0:
                raise UnsupportedOperation("can't do nonzero cur-relative seeks")
            offset, whence = self.tell(), 0
        elif whence == 2 and offset != 0:
            raise UnsupportedOperation("can't do nonzero end-relative seeks")
        elif whence not in (0, 1, 2):
            raise ValueError(f'invalid whence ({whence}, should be 0, 1 or 2)')
        if whence == 0 and offset < 0:
            raise ValueError(f'negative seek position {offset}')
        self.flush()
        self._ahead = b''
        self._ended = False
        self._told = True
        return self.buffer.seek(offset, whence)

    def truncate(self, size=None):
        self.flush()
        if size is None:
            size = self.tell()
        return self.buffer.truncate(size)

    def close(self):
        if self.buffer is not None and not self.closed:
            try:
                self._write_pending()
            finally:
                self.buffer.close()

    def __repr__(self):
        parts = ['<_io.TextIOWrapper']
        try:
            parts.append(f' name={self.name!r}')
        except AttributeError:
            pass
        if hasattr(self, 'mode'):
            parts.append(f' mode={self.mode!r}')
        return ''.join(parts) + f' encoding={self.encoding!r}>'


def open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True,
         opener=None):
    """Open a file; gives a file object of text or, with 'b' in the mode, of bytes."""
    if not isinstance(file, int):
        _fspath(file)
    if not isinstance(mode, str):
        raise TypeError(f"open() argument 'mode' must be str, not {type(mode).__name__}")
    for letter in mode:
        if letter not in 'rwxab+t' or mode.count(letter) > 1:
            raise ValueError(f"invalid mode: '{mode}'")
    binary = 'b' in mode
    if binary and 't' in mode:
        raise ValueError("can't have text and binary mode at once")
    kinds = [letter for letter in mode if letter in 'rwxa']
    if len(kinds) != 1:
        raise ValueError('must have exactly one of create/read/write/append mode')
    if binary and encoding is not None:
        raise ValueError("binary mode doesn't take an encoding argument")
    if binary and errors is not None:
        raise ValueError("binary mode doesn't take an errors argument")
    if binary and newline is not None:
        raise ValueError("binary mode doesn't take a newline argument")
    if not binary and newline not in (None, '', '\n', '\r', '\r\n'):
        raise ValueError(f'illegal newline value: {newline}')
    if not binary and encoding is not None:
        ''.encode(encoding if encoding != 'locale' else 'utf-8')
    if buffering == 0 and not binary:
        raise ValueError("can't have unbuffered text I/O")
    plain = None if isinstance(file, int) else _fspath(file)
    if plain in _unclosed:
        _flush_unclosed(plain)
    raw = FileIO(file, mode.replace('t', ''), closefd, opener)
    if buffering == 0:
        return raw
    size = buffering if buffering > 1 else DEFAULT_BUFFER_SIZE
    if '+' in mode:
        buffer = BufferedRandom(raw, size)
    elif 'r' in mode:
        buffer = BufferedReader(raw, size)
    else:
        buffer = BufferedWriter(raw, size)
    opened = buffer
    if not binary:
        opened = TextIOWrapper(buffer, encoding, errors, newline, buffering == 1)
        opened.mode = mode
    if plain is not None and raw._write_allowed:
        others = [writer for writer in _unclosed.get(plain, ()) if not writer.closed]
        _unclosed[plain] = others + [opened]
    return opened


open_code = open

# Files that were opened for writing and not closed: CPython closes a file when the last reference to it
# goes, so that a program may write one without closing it and read it right after.
_unclosed = {}


def _flush_unclosed(file):
    """Whoever opens a file for reading sees what was written to it by then."""
    for writer in _unclosed.pop(file, ()):
        if not writer.closed:
            writer.flush()

def _cannot_pickle(self, protocol=None, /):
    raise TypeError(f"cannot pickle {type(self).__name__!r} instances")


for _class in (FileIO, BufferedReader, BufferedWriter, BufferedRandom, TextIOWrapper):
    _class.__reduce__ = _class.__reduce_ex__ = _cannot_pickle
for _class in (_IOBase, _RawIOBase, _BufferedIOBase, _TextIOBase, FileIO, BufferedReader,
               BufferedWriter, BufferedRandom, TextIOWrapper):
    _class.__module__ = '_io'
del _class
