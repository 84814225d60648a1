"""Connections: messages over pipes, between two processes or two threads.

Owns the framing of messages (4 bytes of length, then the message; one write up to 16 KiB, else two,
as in CPython, because each write is a moment at which others run). Listeners are in `listener`.
"""

import posix
import select
import time

from multiprocessing import reduction
from multiprocessing.context import AuthenticationError, BufferTooShort

__all__ = ['Client', 'Listener', 'Pipe', 'wait']

_dumps = reduction.ForkingPickler.dumps
_loads = reduction.ForkingPickler.loads

# Longer messages are not joined with their header (CPython 3.14, connection.py, _send_bytes).
_JOINED = 16384


class Connection:
    """One end: a descriptor to read from, one to write to, or both."""

    def __init__(self, handle, readable=True, writable=True, write_handle=None):
        handle = handle.__index__()
        if handle < 0:
            raise ValueError("invalid handle")
        if not readable and not writable:
            raise ValueError("at least one of `readable` and `writable` must be True")
        self._handle = handle
        self._out = handle if write_handle is None else write_handle
        self._readable = readable
        self._writable = writable

    def _check_closed(self):
        if self._handle is None:
            raise OSError("handle is closed")

    def _check_readable(self):
        if not self._readable:
            raise OSError("connection is write-only")

    def _check_writable(self):
        if not self._writable:
            raise OSError("connection is read-only")

    def _bad_message_length(self):
        if self._writable:
            self._readable = False
        else:
            self.close()
        raise OSError("bad message length")

    @property
    def closed(self):
        """Whether it has been closed."""
        return self._handle is None

    @property
    def readable(self):
        """Whether messages can come in."""
        return self._readable

    @property
    def writable(self):
        """Whether messages can go out."""
        return self._writable

    def fileno(self):
        """The descriptor (the one to read from, if there are two)."""
        self._check_closed()
        return self._handle

    def close(self):
        """Close this end."""
        if self._handle is not None:
            handle, out = self._handle, self._out
            self._handle = self._out = None
            posix.close(handle)
            if out != handle:
                posix.close(out)

    def send(self, obj):
        """Pickle an object and send it."""
        self._check_closed()
        self._check_writable()
        self._send_bytes(_dumps(obj))

    def recv(self):
        """Wait for an object."""
        self._check_closed()
        self._check_readable()
        return _loads(self._recv_bytes())

    def send_bytes(self, buf, offset=0, size=None):
        """Send bytes as one message."""
        self._check_closed()
        self._check_writable()
        length = len(buf)
        if offset < 0:
            raise ValueError("offset is negative")
        if length < offset:
            raise ValueError("buffer length < offset")
        if size is None:
            size = length - offset
        elif size < 0:
            raise ValueError("size is negative")
        elif offset + size > length:
            raise ValueError("buffer length < offset + size")
        if offset or size != length:
            buf = buf[offset:offset + size]
        self._send_bytes(bytes(buf))

    def recv_bytes(self, maxlength=None):
        """Wait for a message of bytes."""
        self._check_closed()
        self._check_readable()
        if maxlength is not None and maxlength < 0:
            raise ValueError("negative maxlength")
        message = self._recv_bytes(maxlength)
        if message is None:
            self._bad_message_length()
        return message

    def recv_bytes_into(self, buf, offset=0):
        """Wait for a message and put it into a bytearray; its length."""
        self._check_closed()
        self._check_readable()
        if offset < 0:
            raise ValueError("negative offset")
        if offset > len(buf):
            raise ValueError("offset too large")
        message = self._recv_bytes()
        size = len(message)
        if len(buf) < offset + size:
            raise BufferTooShort(message)
        buf[offset:offset + size] = message
        return size

    def poll(self, timeout=0.0):
        """Whether a message, or the end, is there, or comes within `timeout` seconds."""
        self._check_closed()
        self._check_readable()
        return bool(wait([self], timeout))

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()

    def __reduce__(self):
        handle = reduction.DupFd(self.fileno())
        out = handle if self._out == self._handle else reduction.DupFd(self._out)
        return _rebuild, (handle, self._readable, self._writable, out)

    def _write(self, data):
        left = len(data)
        while True:
            written = posix.write(self._out, data)
            left -= written
            if left == 0:
                return
            data = data[written:]

    def _read(self, size):
        chunk = posix.read(self._handle, size) if size else b''
        if len(chunk) == size:
            return chunk
        if not chunk:
            raise EOFError
        chunks = [chunk]
        left = size - len(chunk)
        while left > 0:
            chunk = posix.read(self._handle, left)
            if not chunk:
                raise OSError("got end of file during message")
            chunks.append(chunk)
            left -= len(chunk)
        return b''.join(chunks)

    def _send_bytes(self, message):
        header = len(message).to_bytes(4, 'big')
        if len(message) > _JOINED:
            self._write(header)
            self._write(message)
        else:
            self._write(header + message)

    def _recv_bytes(self, maxsize=None):
        size = int.from_bytes(self._read(4), 'big')
        if maxsize is not None and size > maxsize:
            return None
        return self._read(size)


def _rebuild(handle, readable, writable, out):
    fd = handle.detach()
    return Connection(fd, readable, writable, fd if out is handle else out.detach())


def Pipe(duplex=True):
    """Two connections that are joined; without duplex, the first receives, the second sends."""
    if duplex:
        r1, w2 = posix.pipe()
        r2, w1 = posix.pipe()
        return Connection(r1, write_handle=w1), Connection(r2, write_handle=w2)
    r, w = posix.pipe()
    return Connection(r, writable=False), Connection(w, readable=False)


def wait(object_list, timeout=None):
    """Those of the objects that are ready to be read (or at their end)."""
    poller = select.poll()
    by_fd = {}
    for obj in object_list:
        fd = obj if isinstance(obj, int) else obj.fileno()
        by_fd[fd] = obj
        poller.register(fd, select.POLLIN)
    if timeout is not None:
        timeout = max(timeout, 0)
        deadline = time.monotonic() + timeout
    while True:
        ready = poller.poll(None if timeout is None else timeout * 1000)
        if ready:
            return [by_fd[fd] for fd, _ in ready]
        if timeout is not None:
            timeout = deadline - time.monotonic()
            if timeout <= 0:
                return []


def __getattr__(name):
    # Listeners are loaded when first asked for.
    if name in ('Client', 'Listener', 'answer_challenge', 'deliver_challenge'):
        from multiprocessing import listener
        return getattr(listener, name)
    raise AttributeError("module 'multiprocessing.connection' has no attribute %r" % name)
