"""Requests to the Web, which is simulated; servers of the program itself answer for themselves."""

import io
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit
from http.client import HTTPConnection, HTTPException, HTTPMessage, responses


class Request:
    """A request that is to be made."""

    def __init__(self, url, data=None, headers=None, origin_req_host=None, unverifiable=False,
                 method=None):
        parts = urlsplit(url)
        if not parts.scheme:
            raise ValueError(f'unknown url type: {url!r}')
        self.full_url = url
        self.type = parts.scheme
        self.host = parts.netloc
        self.selector = (parts.path or '/') + ('?' + parts.query if parts.query else '')
        self.data = data
        self.method = method
        self.headers = {}
        for name, value in (headers or {}).items():
            self.add_header(name, value)

    def get_method(self):
        return self.method or ('GET' if self.data is None else 'POST')

    def get_full_url(self):
        return self.full_url

    def add_header(self, key, val):
        self.headers[key.capitalize()] = val

    def has_header(self, name):
        return name in self.headers

    def get_header(self, name, default=None):
        return self.headers.get(name, default)

    def header_items(self):
        return list(self.headers.items())


def urlopen(url, data=None, timeout=None, *, context=None):
    """Make a request; gives the answer, to be read as a file."""
    request = url if isinstance(url, Request) else Request(url, data)
    if data is not None:
        request.data = data
    if isinstance(request.data, str):
        raise TypeError('POST data should be bytes, an iterable of bytes, or a file object. '
                        'It cannot be of type str.')
    if request.type not in ('http', 'https'):
        raise URLError(f'unknown url type: {request.type}')
    connection = HTTPConnection(request.host, timeout=timeout)
    connection.scheme = request.type
    headers = {'User-Agent': 'Python-urllib/3.14', 'Connection': 'close', **request.headers}
    if request.data is not None:
        headers.setdefault('Content-type', 'application/x-www-form-urlencoded')
    try:
        connection.request(request.get_method(), request.selector, request.data, headers)
    except OSError as wrong:
        raise URLError(wrong) from None
    response = connection.getresponse()
    response.url = request.full_url
    if response.status in (301, 302, 303, 307, 308) and response.headers.get('Location'):
        return urlopen(urljoin(request.full_url, response.headers['Location']), timeout=timeout)
    if not 200 <= response.status < 300:
        raise HTTPError(request.full_url, response.status, response.reason, response.headers,
                        response)
    return response


class OpenerDirector:
    """Opens addresses with headers of its own."""

    def __init__(self):
        self.addheaders = []

    def open(self, fullurl, data=None, timeout=None):
        request = fullurl if isinstance(fullurl, Request) else Request(fullurl, data)
        for name, value in self.addheaders:
            request.headers.setdefault(name.capitalize(), value)
        return urlopen(request, data, timeout)


_opener = None


def build_opener(*handlers):
    return OpenerDirector()


def install_opener(opener):
    global _opener
    _opener = opener


def urlretrieve(url, filename=None, reporthook=None, data=None):
    """Save an answer to a file."""
    with urlopen(url, data) as response:
        content = response.read()
        headers = response.headers
    if filename is None:
        import tempfile
        filename = tempfile.mktemp()
    with open(filename, 'wb') as file:
        file.write(content)
    if reporthook is not None:
        reporthook(0, 8192, len(content))
        reporthook((len(content) + 8191) // 8192, 8192, len(content))
    return filename, headers


def pathname2url(path):
    return quote(path)


def url2pathname(path):
    return unquote(path)
