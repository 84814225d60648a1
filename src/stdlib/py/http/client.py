"""HTTP as a client: to servers of the program on this machine by sockets, to all others simulated."""

import io
import socket
from _simulated_network import REASONS as responses, answer as _answer

HTTP_PORT = 80
HTTPS_PORT = 443


class HTTPException(Exception):
    """Something is wrong with the protocol."""


class RemoteDisconnected(ConnectionResetError, HTTPException):
    """The server closed the connection without an answer."""


class BadStatusLine(HTTPException):
    """The answer does not begin as it should."""


class InvalidURL(HTTPException):
    """That is no address."""


class HTTPMessage:
    """Headers; case does not matter."""

    def __init__(self, pairs=()):
        self._pairs = list(pairs)

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        return self.get(name) is not None

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._pairs)

    def get(self, name, failobj=None):
        for known, value in self._pairs:
            if known.lower() == name.lower():
                return value
        return failobj

    def get_all(self, name, failobj=None):
        found = [value for known, value in self._pairs if known.lower() == name.lower()]
        return found or failobj

    def keys(self):
        return [name for name, _ in self._pairs]

    def values(self):
        return [value for _, value in self._pairs]

    def items(self):
        return list(self._pairs)

    def get_content_type(self):
        return self.get('Content-Type', 'text/plain').partition(';')[0].strip()

    def get_content_charset(self, failobj=None):
        _, found, charset = self.get('Content-Type', '').partition('charset=')
        return charset.strip().lower() if found else failobj

    def get_param(self, param, failobj=None):
        return self.get_content_charset(failobj) if param == 'charset' else failobj

    def __str__(self):
        return ''.join(f'{name}: {value}\n' for name, value in self._pairs) + '\n'


class HTTPResponse:
    """An answer: a file of bytes with a status and headers."""

    def __init__(self, status, reason, headers, body, url=None):
        self.status = self.code = status
        self.reason = self.msg = reason
        self.headers = headers
        self.version = 11
        self.url = url
        self.length = len(body)
        self._body = io.BytesIO(body)

    def read(self, amt=None):
        return b'' if self._body.closed else self._body.read(-1 if amt is None else amt)

    def readline(self, limit=-1):
        return self._body.readline(limit)

    def readlines(self, hint=-1):
        return self._body.readlines(hint)

    def __iter__(self):
        return iter(self._body)

    def getheader(self, name, default=None):
        return self.headers.get(name, default)

    def getheaders(self):
        return self.headers.items()

    def getcode(self):
        return self.status

    def geturl(self):
        return self.url

    def info(self):
        return self.headers

    @property
    def closed(self):
        return self._body.closed

    def isclosed(self):
        return self._body.closed

    def readable(self):
        return True

    def close(self):
        self._body.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()


def _line(file):
    return file.readline().decode('latin-1').rstrip('\r\n')


def _read_response(sock, method):
    file = sock.makefile('rb')
    first = _line(file)
    if not first:
        raise RemoteDisconnected('Remote end closed connection without response')
    parts = first.split(' ', 2)
    if not parts[0].startswith('HTTP/') or len(parts) < 2 or not parts[1].isdigit():
        raise BadStatusLine(first)
    pairs = []
    while line := _line(file):
        name, _, value = line.partition(':')
        pairs.append((name, value.strip()))
    headers = HTTPMessage(pairs)
    status = int(parts[1])
    length = headers.get('Content-Length')
    if method == 'HEAD' or status in (204, 304):
        body = b''
    elif 'chunked' in headers.get('Transfer-Encoding', ''):
        body = b''
        while size := int(_line(file), 16):
            body += file.read(size)
            file.readline()
    else:
        body = file.read(int(length)) if length is not None else file.read()
    file.close()
    return HTTPResponse(status, parts[2] if len(parts) > 2 else '', headers, body)


class HTTPConnection:
    """A connection to a server."""

    default_port = HTTP_PORT
    scheme = 'http'

    def __init__(self, host, port=None, timeout=None, source_address=None, blocksize=8192):
        name, _, number = host.rpartition('@')[2].partition(':')
        if port is None and number:
            if not number.isdigit():
                raise InvalidURL(f'nonnumeric port: {number!r}')
            port = int(number)
        self.host = name
        self.port = port or self.default_port
        self.timeout = timeout
        self.sock = None
        self._ready = None

    def connect(self):
        if socket._is_local(self.host):
            self.sock = socket.create_connection((self.host, self.port), self.timeout)
        else:
            socket._address_of(self.host)

    def request(self, method, url, body=None, headers=None, *, encode_chunked=False):
        """Send a request."""
        if isinstance(body, str):
            body = body.encode('latin-1')
        elif body is not None and hasattr(body, 'read'):
            body = body.read()
        given = {name: str(value) for name, value in (headers or {}).items()}
        names = {name.lower() for name in given}
        if body is not None or method in ('POST', 'PUT', 'PATCH'):
            if 'content-length' not in names:
                given['Content-Length'] = str(len(body or b''))
        if not socket._is_local(self.host):
            socket._address_of(self.host)
            lower = {name.lower(): value for name, value in given.items()}
            status, found, data = _answer(method, self.host, url or '/', lower, body or b'',
                                          self.timeout)
            self._ready = HTTPResponse(status, responses.get(status, ''),
                                       HTTPMessage(found.items()), data)
            return
        if self.sock is None:
            self.connect()
        first = {} if 'host' in names else {'Host': f'{self.host}:{self.port}'
                                            if self.port != 80 else self.host}
        first['Accept-Encoding'] = 'identity'
        lines = [f'{method} {url or "/"} HTTP/1.1']
        lines += [f'{name}: {value}' for name, value in {**first, **given}.items()]
        self.sock.sendall(('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1') + (body or b''))
        self._method = method

    def getresponse(self):
        """The answer to the request."""
        if self._ready is not None:
            response, self._ready = self._ready, None
            return response
        if self.sock is None:
            raise HTTPException('no request was sent')
        response = _read_response(self.sock, self._method)
        closes = response.headers.get('Connection', '').lower() == 'close'
        if closes or response.headers.get('Content-Length') is None:
            self.close()
        return response

    def set_debuglevel(self, level):
        pass

    def close(self):
        if self.sock is not None:
            self.sock.close()
            self.sock = None


class HTTPSConnection(HTTPConnection):
    """The same, said to be encrypted: the simulated network has no eavesdroppers."""

    default_port = HTTPS_PORT
    scheme = 'https'

    def __init__(self, host, port=None, *, timeout=None, source_address=None, context=None,
                 blocksize=8192):
        super().__init__(host, port, timeout)
