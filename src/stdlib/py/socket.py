"""Sockets on a simulated network.

On the machine itself (localhost, 127.0.0.1) threads of the program talk to each other: what one sends, the
other receives, after a few microseconds. What is beyond is simulated: a server that answers HTTP, after
the latency that `--network-latency` sets. Nothing ever reaches a real network.
"""

import threading as _threading
import _files
from _gilscope import network_lock as _network_lock
from _io import UnsupportedOperation as _UnsupportedOperation
from _io import (BufferedReader as _Reader, BufferedWriter as _Writer, BufferedRandom as _Random,
                 TextIOWrapper as _Text, _RawIOBase)
from time import monotonic as _now, sleep as _sleep

AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 0, 1, 2, 10
SOCK_STREAM, SOCK_DGRAM = 1, 2
IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP = 0, 6, 17
SOL_SOCKET, SO_REUSEADDR, SO_ERROR, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF = 1, 2, 4, 6, 7, 8
SO_KEEPALIVE, SO_REUSEPORT = 9, 15
TCP_NODELAY = 1
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
SOMAXCONN = 4096
INADDR_ANY = 0
MSG_PEEK = 2
has_ipv6 = False

error = OSError
timeout = TimeoutError


class gaierror(OSError):
    """A name that nobody knows."""


class herror(OSError):
    """An address that nobody knows."""


_default_timeout = None
_lock = _threading.Lock()


class _Changes:
    """Who waits for something to happen to any socket; like a condition of the lock above."""

    def __init__(self):
        self._waiters = []

    def wait(self, timeout):
        """Let go of the lock, wait for notify_all() or the timeout, take the lock again."""
        waiter = _network_lock()
        self._waiters.append(waiter)
        _lock.release()
        try:
            waiter.acquire(True, -1 if timeout is None else timeout)
        finally:
            _lock.acquire()
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    def notify_all(self):
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            waiter.release()


_changed = _Changes()
_listening = {}
_receiving = {}
_next_port = 40000
_next_number = 60

# A byte through the loopback device of Linux takes about 15 µs from send to recv.
_LOOPBACK = 0.000015
# Bytes under way at most before send() waits: the default of net.ipv4.tcp_wmem and tcp_rmem together.
_WINDOW = 212992


def getdefaulttimeout():
    return _default_timeout


def setdefaulttimeout(timeout):
    global _default_timeout
    _default_timeout = timeout


def gethostname():
    return 'gilscope'


def getfqdn(name=''):
    return name or gethostname()


def _is_local(host):
    return host in ('', 'localhost', '0.0.0.0', '::1', gethostname()) or host.startswith('127.')


def _address_of(host):
    """The number of a machine: invented from its name, the same each time (in 198.18/15, for tests)."""
    if _is_local(host):
        return '127.0.0.1'
    if all(part.isdigit() for part in host.split('.')) and host.count('.') == 3:
        return host
    if '.' not in host or host.endswith(('.invalid', '.test', '.local')):
        raise gaierror(-2, 'Name or service not known')
    number = 7
    for letter in host:
        number = (number * 31 + ord(letter)) % 65536
    return f'198.18.{number // 256}.{number % 256}'


def gethostbyname(hostname):
    """The address of a machine."""
    if not _is_local(hostname):
        _files.network(None)
    return _address_of(hostname)


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """Ways to reach a machine."""
    number = int(port or 0) if str(port or 0).isdigit() else {'http': 80, 'https': 443}[port]
    return [(AF_INET, type or SOCK_STREAM, IPPROTO_TCP, '', (gethostbyname(host or ''), number))]


def inet_aton(text):
    return bytes(int(part) for part in text.split('.'))


def inet_ntoa(packed):
    return '.'.join(str(byte) for byte in packed)


def htons(number):
    return (number & 0xff) << 8 | number >> 8


ntohs = htons


class _Stream:
    """Bytes on their way to one end."""

    def __init__(self):
        self.parts = b''
        self.ended = False
        self.broken = False


class socket:
    """One end of a connection, or what accepts them."""

    def __init__(self, family=AF_INET, type=SOCK_STREAM, proto=0, fileno=None):
        global _next_number
        if family not in (AF_INET, AF_INET6, -1):
            raise OSError(97, 'Address family not supported by protocol')
        self.family = family
        self.type = type
        self.proto = proto
        self._timeout = _default_timeout
        self._closed = False
        self._files = 0
        self._name = ('0.0.0.0', 0)
        self._peer = None
        self._in = None
        self._out = None
        self._waiting = None
        self._backlog = 0
        self._remote = None
        self._number = _next_number
        _next_number += 1

    # As an object.

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        if not self._closed:
            self.close()

    def __repr__(self):
        if self._closed:
            return (f'<socket.socket [closed] fd=-1, family={self.family}, type={self.type}, '
                    f'proto={self.proto}>')
        text = (f'<socket.socket fd={self._number}, family={self.family}, type={self.type}, '
                f'proto={self.proto}, laddr={self._name}')
        return text + (f', raddr={self._peer}>' if self._peer else '>')

    def fileno(self):
        return -1 if self._closed else self._number

    def settimeout(self, value):
        if value is not None and value < 0:
            raise ValueError('Timeout value out of range')
        self._timeout = value

    def gettimeout(self):
        return self._timeout

    def setblocking(self, flag):
        self._timeout = None if flag else 0.0

    def getblocking(self):
        return self._timeout != 0

    def setsockopt(self, level, option, value, length=None):
        self._check()

    def getsockopt(self, level, option, length=0):
        self._check()
        return 0

    def getsockname(self):
        self._check()
        return self._name

    def getpeername(self):
        self._check()
        if self._peer is None:
            raise OSError(107, 'Transport endpoint is not connected')
        return self._peer

    def _check(self):
        if self._closed:
            raise OSError(9, 'Bad file descriptor')

    def _wait(self, ready):
        """Wait, the lock being held, until something is ready (or this end is closed)."""
        if ready():
            return
        if self._timeout == 0:
            raise BlockingIOError(11, 'Resource temporarily unavailable')
        end = None if self._timeout is None else _now() + self._timeout
        while not ready():
            left = None if end is None else end - _now()
            if left is not None and left <= 0:
                raise TimeoutError('timed out')
            _changed.wait(left)
            self._check()

    # Connections.

    def bind(self, address):
        """Take an address."""
        global _next_port
        self._check()
        host, port = address[0], address[1]
        if not isinstance(port, int):
            raise TypeError(f"'{type(port).__name__}' object cannot be interpreted as an integer")
        if not _is_local(host):
            raise OSError(99, 'Cannot assign requested address')
        with _lock:
            if port == 0:
                _next_port += 1
                port = _next_port
            table = _listening if self.type == SOCK_STREAM else _receiving
            if port in table:
                raise OSError(98, 'Address already in use')
            self._name = ('0.0.0.0' if host in ('', '0.0.0.0') else '127.0.0.1', port)
            if self.type == SOCK_DGRAM:
                self._waiting = []
            table[port] = self

    def listen(self, backlog=128):
        """Let others connect."""
        self._check()
        if self._name[1] == 0:
            self.bind(('', 0))
        with _lock:
            if self._waiting is None:
                self._waiting = []
            self._backlog = max(backlog, 0) + 1

    def accept(self):
        """Wait for a connection; gives a socket and the other's address."""
        self._check()
        if self._waiting is None:
            raise OSError(22, 'Invalid argument')
        with _lock:
            self._wait(lambda: self._waiting)
            end = self._waiting.pop(0)
            _changed.notify_all()
        end._timeout = _default_timeout
        return end, end._peer

    def connect(self, address):
        """Connect to an address."""
        self._check()
        host, port = address[0], address[1]
        if self._peer is not None and self.type == SOCK_STREAM:
            raise OSError(106, 'Transport endpoint is already connected')
        if not _is_local(host):
            self._connect_outside(host, port)
            return
        if self.type == SOCK_DGRAM:
            self._peer = ('127.0.0.1', port)
            return
        _sleep(_LOOPBACK)
        with _lock:
            server = _listening.get(port)
            if server is None or server._waiting is None:
                raise ConnectionRefusedError(111, 'Connection refused')
            self._wait(lambda: len(server._waiting) < server._backlog or server._closed)
            if server._closed:
                raise ConnectionRefusedError(111, 'Connection refused')
            self._join(server)
            _changed.notify_all()

    def _join(self, server):
        global _next_port
        _next_port += 1
        self._name = ('127.0.0.1', _next_port)
        self._peer = ('127.0.0.1', server._name[1])
        other = socket(server.family, server.type, server.proto)
        other._name, other._peer = self._peer, self._name
        self._in, self._out = _Stream(), _Stream()
        other._in, other._out = self._out, self._in
        server._waiting.append(other)

    def _connect_outside(self, host, port):
        from _simulated_network import Server
        address = _address_of(host)
        if not _files.network(self._timeout):
            raise TimeoutError('timed out')
        if port not in (80, 443, 8000, 8080):
            raise ConnectionRefusedError(111, 'Connection refused')
        self._remote = Server(host, port)
        self._in, self._out = _Stream(), _Stream()
        self._name = ('198.18.0.1', 40000)
        self._peer = (address, port)

    def connect_ex(self, address):
        """The same, giving the number of the error."""
        try:
            self.connect(address)
        except OSError as wrong:
            return wrong.errno or 11
        return 0

    # Bytes.

    def send(self, data, flags=0):
        """Send what there is room for; gives how much."""
        self._check()
        data = bytes(data)
        if self._out is None:
            raise BrokenPipeError(32, 'Broken pipe')
        if self._remote is not None:
            self._remote.receive(data)
            return len(data)
        out = self._out
        with _lock:
            if out.broken or out.ended:
                raise BrokenPipeError(32, 'Broken pipe')
            self._wait(lambda: len(out.parts) < _WINDOW or out.broken)
            if out.broken:
                raise ConnectionResetError(104, 'Connection reset by peer')
            room = data[:_WINDOW - len(out.parts)]
            out.parts += room
            _changed.notify_all()
        return len(room)

    def sendall(self, data, flags=0):
        """Send everything."""
        data = bytes(data)
        sent = self.send(data)
        while sent < len(data):
            sent += self.send(data[sent:])

    def recv(self, bufsize, flags=0):
        """What has come, at most so many bytes; nothing when the other end has closed."""
        self._check()
        if bufsize < 0:
            raise ValueError('negative buffersize in recv')
        if self.type == SOCK_DGRAM:
            return self.recvfrom(bufsize)[0]
        if self._in is None:
            raise OSError(107, 'Transport endpoint is not connected')
        if self._remote is not None:
            return self._remote.send(bufsize, self._timeout)
        stream = self._in
        with _lock:
            waited = not (stream.parts or stream.ended)
            self._wait(lambda: stream.parts or stream.ended)
            data = stream.parts[:bufsize]
            if not flags & MSG_PEEK:
                stream.parts = stream.parts[bufsize:]
            _changed.notify_all()
        if waited:
            _sleep(_LOOPBACK)
        return data

    def recv_into(self, buffer, nbytes=0, flags=0):
        data = self.recv(nbytes or len(buffer))
        buffer[:len(data)] = data
        return len(data)

    def sendto(self, data, *where):
        """Send a datagram."""
        self._check()
        host, port = where[-1]
        if self._name[1] == 0:
            self.bind(('', 0))
        with _lock:
            other = _receiving.get(port) if _is_local(host) else None
            if other is not None:
                other._waiting.append((bytes(data), ('127.0.0.1', self._name[1])))
                _changed.notify_all()
        return len(data)

    def recvfrom(self, bufsize, flags=0):
        """Wait for a datagram; gives it and the sender's address."""
        self._check()
        if self.type == SOCK_STREAM:
            return self.recv(bufsize), None
        if self._waiting is None:
            self.bind(('', 0))
        with _lock:
            self._wait(lambda: self._waiting)
            data, sender = self._waiting.pop(0)
        return data[:bufsize], sender

    def shutdown(self, how):
        """Say that nothing more will be sent (or received)."""
        self._check()
        if self._out is None and self._waiting is None:
            raise OSError(107, 'Transport endpoint is not connected')
        with _lock:
            if how != SHUT_RD and self._out is not None:
                self._out.ended = True
            if how != SHUT_WR and self._in is not None:
                self._in.ended = True
            _changed.notify_all()

    def close(self):
        """Give up this end, once the files made of it are closed, too."""
        if self._closed:
            return
        self._closed = True
        if self._files == 0:
            self._end()

    def _end(self):
        with _lock:
            for table in (_listening, _receiving):
                if table.get(self._name[1]) is self:
                    del table[self._name[1]]
            for waiting in self._waiting or ():
                if isinstance(waiting, socket):
                    waiting._out.ended = waiting._in.broken = True
            if self._out is not None:
                self._out.ended = True
                self._in.broken = True
            _changed.notify_all()

    def detach(self):
        number = self.fileno()
        self._closed = True
        return number

    def makefile(self, mode='r', buffering=None, *, encoding=None, errors=None, newline=None):
        """A file object that reads and writes here."""
        raw = SocketIO(self, mode)
        size = 131072 if buffering in (None, -1, 1) else buffering
        if size == 0:
            return raw
        reading, writing = 'r' in mode, 'w' in mode
        buffer = (_Pair if reading and writing else _Reader if reading else _Writer)(raw, size)
        if 'b' in mode:
            return buffer
        text = _Text(buffer, encoding, errors, newline, buffering == 1)
        text.mode = mode
        return text


class SocketIO(_RawIOBase):
    """A socket as a file without a buffer."""

    def __init__(self, sock, mode):
        self._sock = sock
        self._reads = 'r' in mode or '+' in mode
        self._writes = 'w' in mode or '+' in mode
        self.mode = mode
        self.name = sock.fileno()
        sock._files += 1

    def readable(self):
        return self._reads

    def writable(self):
        return self._writes

    def fileno(self):
        return self._sock.fileno()

    def _with(self, work, argument):
        # close() of the socket leaves its files open.
        was, self._sock._closed = self._sock._closed, False
        try:
            return work(argument)
        finally:
            self._sock._closed = was or self._sock._closed

    def read(self, size=-1):
        if size is not None and size >= 0:
            return self._with(self._sock.recv, size)
        parts = []
        while part := self._with(self._sock.recv, 65536):
            parts.append(part)
        return b''.join(parts)

    def write(self, data):
        self._with(self._sock.sendall, data)
        return len(data)

    def close(self):
        if not self.closed:
            self.closed = True
            self._sock._files -= 1
            if self._sock._files == 0 and self._sock._closed:
                self._sock._end()


class _Pair(_Random):
    """Both directions of a socket: a write takes back nothing that was read ahead."""

    def write(self, data):
        data = bytes(data)
        self._pending.append(data)
        self._waiting += len(data)
        if self._waiting > self._size:
            self._write_pending()
        return len(data)

    def tell(self):
        raise _UnsupportedOperation('tell')


SocketType = socket


def create_server(address, *, family=AF_INET, backlog=None, reuse_port=False,
                  dualstack_ipv6=False):
    """A socket that listens."""
    server = socket(family, SOCK_STREAM)
    try:
        server.bind(address)
        server.listen(128 if backlog is None else backlog)
        return server
    except OSError:
        server.close()
        raise


_UNSET = object()


def create_connection(address, timeout=_UNSET, source_address=None, *, all_errors=False):
    """A socket that is connected."""
    end = socket()
    if timeout is not _UNSET:
        end.settimeout(timeout)
    try:
        end.connect(address)
        return end
    except OSError:
        end.close()
        raise


def socketpair(family=None, type=SOCK_STREAM, proto=0):
    """Two sockets that are connected with each other."""
    one, other = socket(AF_INET, type, proto), socket(AF_INET, type, proto)
    one._in, one._out = _Stream(), _Stream()
    other._in, other._out = one._out, one._in
    one._peer = other._peer = ('', 0)
    return one, other
