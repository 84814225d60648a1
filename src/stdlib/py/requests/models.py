"""Requests, answers and sessions."""

import http.client as _client
import json as _json
import time as _time
from requests.exceptions import (ConnectionError, HTTPError, InvalidSchema, InvalidURL,
                                 JSONDecodeError, MissingSchema, ReadTimeout)
from urllib.parse import urlencode as _urlencode, urlsplit as _urlsplit


class CaseInsensitiveDict(dict):
    """Headers; the case of names does not matter."""

    def _known(self, name):
        for known in self:
            if known.lower() == name.lower():
                return known
        return name

    def __getitem__(self, name):
        return dict.__getitem__(self, self._known(name))

    def __setitem__(self, name, value):
        dict.__setitem__(self, self._known(name), value)

    def __contains__(self, name):
        return dict.__contains__(self, self._known(name))

    def get(self, name, default=None):
        return dict.get(self, self._known(name), default)


class Request:
    """A request that was made."""

    def __init__(self, method=None, url=None, headers=None, body=None):
        self.method = method
        self.url = url
        self.headers = CaseInsensitiveDict(headers or {})
        self.body = body

    def __repr__(self):
        return f'<Request [{self.method}]>'


class Response:
    """An answer."""

    def __init__(self):
        self.status_code = None
        self.reason = None
        self.url = None
        self.headers = CaseInsensitiveDict()
        self.content = b''
        self.encoding = None
        self._seconds = 0.0
        self.history = []
        self.request = None
        self.cookies = {}

    @property
    def elapsed(self):
        from datetime import timedelta
        return timedelta(seconds=self._seconds)

    @property
    def ok(self):
        return self.status_code < 400

    @property
    def apparent_encoding(self):
        return 'utf-8'

    @property
    def text(self):
        return self.content.decode(self.encoding or 'utf-8', 'replace')

    @property
    def is_redirect(self):
        return 'location' in self.headers and self.status_code in (301, 302, 303, 307, 308)

    def json(self, **kwargs):
        try:
            return _json.loads(self.text)
        except ValueError as wrong:
            raise JSONDecodeError(str(wrong)) from None

    def raise_for_status(self):
        """HTTPError when the answer is an error."""
        if self.status_code >= 400:
            whose = 'Client' if self.status_code < 500 else 'Server'
            raise HTTPError(f'{self.status_code} {whose} Error: {self.reason} for url: {self.url}',
                            response=self)

    def iter_content(self, chunk_size=1, decode_unicode=False):
        """The content piece by piece."""
        size = chunk_size or len(self.content) or 1
        for at in range(0, len(self.content), size):
            piece = self.content[at:at + size]
            yield piece.decode() if decode_unicode else piece

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        """The content line by line."""
        for line in self.content.split(delimiter) if delimiter else self.content.splitlines():
            yield line.decode() if decode_unicode else line

    def __bool__(self):
        return self.ok

    def __iter__(self):
        return self.iter_content(128)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        pass

    def __repr__(self):
        return f'<Response [{self.status_code}]>'


class Session:
    """Requests with headers in common."""

    def __init__(self):
        self.headers = CaseInsensitiveDict({
            'User-Agent': 'python-requests/2.32.3', 'Accept-Encoding': 'gzip, deflate',
            'Accept': '*/*', 'Connection': 'keep-alive'})
        self.params = {}
        self.cookies = {}
        self.auth = None
        self.verify = True
        self.proxies = {}

    def request(self, method, url, params=None, data=None, headers=None, cookies=None, files=None,
                auth=None, timeout=None, allow_redirects=True, proxies=None, hooks=None,
                stream=None, verify=None, cert=None, json=None):
        """Make a request; gives the answer."""
        parts = _urlsplit(url)
        if not parts.scheme:
            raise MissingSchema(f'Invalid URL {url!r}: No scheme supplied. '
                                f'Perhaps you meant https://{url}?')
        if parts.scheme not in ('http', 'https'):
            raise InvalidSchema(f'No connection adapters were found for {url!r}')
        if not parts.netloc:
            raise InvalidURL(f'Invalid URL {url!r}: No host supplied')
        given = {**self.headers, **(headers or {})}
        query = '&'.join(filter(None, [parts.query, _query({**self.params, **(params or {})})]))
        body = _body(data, json, given)
        path = (parts.path or '/') + ('?' + query if query else '')
        whole = f'{parts.scheme}://{parts.netloc}{path}'
        limit = timeout[-1] if isinstance(timeout, tuple) else timeout
        began = _time.perf_counter()
        connection = _client.HTTPConnection(parts.netloc, timeout=limit)
        try:
            connection.request(method.upper(), path, body, given)
            answer = connection.getresponse()
        except TimeoutError:
            raise ReadTimeout(f"HTTPSConnectionPool(host='{parts.hostname}', port="
                              f"{parts.port or (443 if parts.scheme == 'https' else 80)}): Read "
                              f'timed out. (read timeout={limit})') from None
        except OSError as wrong:
            raise ConnectionError(wrong) from wrong
        finally:
            connection.close()
        response = Response()
        response.status_code = answer.status
        response.reason = answer.reason
        response.url = whole
        response.headers = CaseInsensitiveDict(answer.headers.items())
        response.content = answer.read()
        response.encoding = answer.headers.get_content_charset() or (
            'ISO-8859-1' if answer.headers.get_content_type().startswith('text/') else None)
        response._seconds = _time.perf_counter() - began
        response.request = Request(method.upper(), whole, given, body)
        return response

    def get(self, url, **kwargs):
        return self.request('GET', url, **kwargs)

    def options(self, url, **kwargs):
        return self.request('OPTIONS', url, **kwargs)

    def head(self, url, **kwargs):
        return self.request('HEAD', url, **kwargs)

    def post(self, url, data=None, json=None, **kwargs):
        return self.request('POST', url, data=data, json=json, **kwargs)

    def put(self, url, data=None, **kwargs):
        return self.request('PUT', url, data=data, **kwargs)

    def patch(self, url, data=None, **kwargs):
        return self.request('PATCH', url, data=data, **kwargs)

    def delete(self, url, **kwargs):
        return self.request('DELETE', url, **kwargs)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()


def _query(params):
    return _urlencode({name: value for name, value in params.items() if value is not None}, True)


def _body(data, json, headers):
    if json is not None:
        headers.setdefault('Content-Type', 'application/json')
        return _json.dumps(json).encode()
    if data is None or isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return data.encode()
    headers.setdefault('Content-Type', 'application/x-www-form-urlencoded')
    return _urlencode(data, True).encode()


def request(method, url, **kwargs):
    """Make a request."""
    with Session() as session:
        return session.request(method, url, **kwargs)


def get(url, params=None, **kwargs):
    return request('GET', url, params=params, **kwargs)


def options(url, **kwargs):
    return request('OPTIONS', url, **kwargs)


def head(url, **kwargs):
    return request('HEAD', url, **kwargs)


def post(url, data=None, json=None, **kwargs):
    return request('POST', url, data=data, json=json, **kwargs)


def put(url, data=None, **kwargs):
    return request('PUT', url, data=data, **kwargs)


def patch(url, data=None, **kwargs):
    return request('PATCH', url, data=data, **kwargs)


def delete(url, **kwargs):
    return request('DELETE', url, **kwargs)
