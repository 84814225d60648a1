"""What answers beyond the machine itself: a simulated server for every address, the same answer each time.

Every answer says that it is simulated: in a header (`Server: gilscope-simulated-network`) and in its body.
"""

import _files
import json as _json
from time import sleep as _sleep

SERVER = 'gilscope-simulated-network'
REASONS = {200: 'OK', 201: 'Created', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found',
           304: 'Not Modified', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden',
           404: 'Not Found', 405: 'Method Not Allowed', 418: "I'm a Teapot",
           429: 'Too Many Requests', 500: 'Internal Server Error', 502: 'Bad Gateway',
           503: 'Service Unavailable', 504: 'Gateway Timeout'}
_WORDS = ('lock', 'thread', 'core', 'switch', 'wait', 'queue', 'signal', 'worker', 'task', 'event',
          'slice', 'holder')


def _number(text):
    number = 2166136261
    for letter in text.encode():
        number = (number ^ letter) * 16777619 % 4294967296
    return number


def _pages(url):
    """Some text, more or less of it."""
    number = _number(url)
    lines = []
    for _ in range(20 + number % 60):
        words = []
        for _ in range(8):
            number = (number * 1103515245 + 12345) % 2147483648
            words.append(_WORDS[number // 65536 % len(_WORDS)])
        lines.append('<p>' + ' '.join(words) + '</p>')
    return lines


def _wants_json(host, path, headers):
    accept = headers.get('accept', '')
    return ('json' in accept or 'json' in host or 'json' in path or host.startswith('api.')
            or 'httpbin' in host or '/api' in path)


def _status(path):
    """`/status/404` answers so, as httpbin.org does."""
    parts = path.split('?')[0].strip('/').split('/')
    if len(parts) == 2 and parts[0] == 'status' and parts[1].isdigit():
        return int(parts[1])
    return 200


def _delay(path):
    """`/delay/2` takes two seconds more."""
    parts = path.split('?')[0].strip('/').split('/')
    if len(parts) == 2 and parts[0] == 'delay' and parts[1].replace('.', '', 1).isdigit():
        return min(float(parts[1]), 10)
    return 0


def _document(method, host, path, headers, body):
    number = _number(host + path)
    last = path.split('?')[0].rstrip('/').rsplit('/', 1)[-1]
    document = {
        'simulated': True,
        'server': SERVER,
        'url': f'https://{host}{path}',
        'method': method,
        'id': int(last) if last.isdigit() else number % 1000,
        'userId': number % 10 + 1,
        'title': ' '.join(_WORDS[number // 12 ** at % 12] for at in range(4)),
        'completed': number % 2 == 0,
        'args': dict(part.partition('=')[::2] for part in path.partition('?')[2].split('&')
                     if part),
        'headers': {name.title(): value for name, value in headers.items()},
    }
    if body:
        document['data'] = body.decode('utf-8', 'replace')
        try:
            document['json'] = _json.loads(document['data'])
        except ValueError:
            document['json'] = None
    return document


def answer(method, host, path, headers, body=b'', timeout=None):
    """(status, headers, body) of a request, after the network's latency.

    TimeoutError when that is longer than the timeout."""
    delay = _delay(path)
    if timeout is not None and delay >= timeout:
        _files.network(timeout)
        _sleep(max(0, timeout - delay))
        raise TimeoutError('timed out')
    if delay:
        _sleep(delay)
    if not _files.network(None if timeout is None else timeout - delay):
        raise TimeoutError('timed out')
    status = _status(path)
    url = f'https://{host}{path}'
    if _wants_json(host, path, headers):
        kind = 'application/json'
        text = _json.dumps(_document(method, host, path, headers, body), indent=2)
    else:
        kind = 'text/html; charset=utf-8'
        text = '\n'.join(['<!doctype html>', f'<html><head><title>{host} (simulated)</title></head>',
                          '<body>', f'<h1>Simulated answer of {url}</h1>', *_pages(url),
                          '</body></html>', ''])
    data = b'' if method == 'HEAD' or status == 204 else text.encode()
    return status, {'Server': SERVER, 'Content-Type': kind, 'Content-Length': str(len(text)),
                    'Connection': 'close'}, data


class Server:
    """The other end of a socket to somewhere outside: it speaks HTTP/1.1."""

    def __init__(self, host, port):
        self._host = host
        self._request = b''
        self._answer = b''

    def receive(self, data):
        self._request += data

    def send(self, size, timeout):
        head, end, body = self._request.partition(b'\r\n\r\n')
        if end and not self._answer:
            self._request = b''
            lines = head.decode('latin-1').split('\r\n')
            method, path = (lines[0].split(' ') + ['/'])[:2]
            headers = {name.strip().lower(): value.strip() for name, _, value in
                       (line.partition(':') for line in lines[1:])}
            status, given, data = answer(method, headers.get('host', self._host), path, headers,
                                         body, timeout)
            first = f'HTTP/1.1 {status} {REASONS.get(status, "Unknown")}\r\n'
            rest = ''.join(f'{name}: {value}\r\n' for name, value in given.items())
            self._answer = (first + rest + '\r\n').encode() + data
        data, self._answer = self._answer[:size], self._answer[size:]
        return data
