"""A server for HTTP, of which programs write the methods (`do_GET`, …)."""

import socketserver
import sys
import time
from http import HTTPStatus
from http.client import HTTPMessage

DEFAULT_ERROR_MESSAGE = '''\
<!DOCTYPE HTML>
<html lang="en">
    <head><title>Error response</title></head>
    <body><h1>Error response</h1><p>Error code: %(code)d</p><p>Message: %(message)s.</p></body>
</html>
'''


class HTTPServer(socketserver.TCPServer):
    """A server that handles one request after the other."""

    allow_reuse_address = True

    def server_bind(self):
        super().server_bind()
        self.server_name, self.server_port = self.server_address[:2]


class ThreadingHTTPServer(socketserver.ThreadingMixIn, HTTPServer):
    """A server with a thread for each connection."""

    daemon_threads = True


class BaseHTTPRequestHandler(socketserver.StreamRequestHandler):
    """Reads a request, and calls the method that is named after it."""

    server_version = 'BaseHTTP/0.6'
    protocol_version = 'HTTP/1.0'
    sys_version = 'Python/' + sys.version.split()[0]

    def handle(self):
        self.close_connection = True
        self.handle_one_request()
        while not self.close_connection:
            self.handle_one_request()

    def handle_one_request(self):
        """Read and answer one request."""
        self._buffer = []
        line = self.rfile.readline(65537)
        self.requestline = line.decode('latin-1').rstrip('\r\n')
        if not line:
            self.close_connection = True
            return
        words = self.requestline.split()
        if len(words) != 3:
            self.request_version = 'HTTP/0.9'
            self.send_error(400, f'Bad request syntax ({self.requestline!r})')
            return
        self.command, self.path, self.request_version = words
        pairs = []
        while text := self.rfile.readline().decode('latin-1').rstrip('\r\n'):
            name, _, value = text.partition(':')
            pairs.append((name, value.strip()))
        self.headers = HTTPMessage(pairs)
        kind = self.headers.get('Connection', '').lower()
        self.close_connection = kind == 'close' or self.protocol_version == 'HTTP/1.0'
        method = getattr(self, 'do_' + self.command, None)
        if method is None:
            self.send_error(501, f'Unsupported method ({self.command!r})')
            return
        method()
        self.wfile.flush()

    def send_response(self, code, message=None):
        """Begin an answer: its first line, and who answers."""
        self.log_request(code)
        self.send_response_only(code, message)
        self.send_header('Server', self.version_string())
        self.send_header('Date', self.date_time_string())

    def send_response_only(self, code, message=None):
        phrase = HTTPStatus(code).phrase if message is None else message
        first = f'{self.protocol_version} {int(code)} {phrase}\r\n'
        self._buffer.append(first.encode('latin-1'))

    def send_header(self, keyword, value):
        self._buffer.append(f'{keyword}: {value}\r\n'.encode('latin-1'))
        if keyword.lower() == 'connection' and value.lower() == 'close':
            self.close_connection = True

    def end_headers(self):
        self._buffer.append(b'\r\n')
        self.flush_headers()

    def flush_headers(self):
        self.wfile.write(b''.join(self._buffer))
        self._buffer = []

    def send_error(self, code, message=None, explain=None):
        """Answer with an error."""
        message = HTTPStatus(code).phrase if message is None else message
        self.log_error('code %d, message %s', code, message)
        body = (DEFAULT_ERROR_MESSAGE % {'code': code, 'message': message}).encode()
        self.send_response(code, message)
        self.send_header('Connection', 'close')
        self.send_header('Content-Type', 'text/html;charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if getattr(self, 'command', None) != 'HEAD':
            self.wfile.write(body)

    def log_request(self, code='-', size='-'):
        self.log_message('"%s" %s %s', self.requestline, str(int(code)), str(size))

    def log_error(self, format, *args):
        self.log_message(format, *args)

    def log_message(self, format, *args):
        sys.stderr.write('%s - - [%s] %s\n' % (self.address_string(), self.log_date_time_string(),
                                               format % args))

    def version_string(self):
        return self.server_version + ' ' + self.sys_version

    def date_time_string(self, timestamp=None):
        return time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(timestamp))

    def log_date_time_string(self):
        return time.strftime('%d/%b/%Y %H:%M:%S')

    def address_string(self):
        return self.client_address[0]
