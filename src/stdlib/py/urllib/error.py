"""What can go wrong with a request."""


class URLError(OSError):
    """There is no answer."""

    def __init__(self, reason, filename=None):
        self.args = (reason,)
        self.reason = reason
        if filename is not None:
            self.filename = filename

    def __str__(self):
        return f'<urlopen error {self.reason}>'


class HTTPError(URLError):
    """The answer is an error; it can be read as any other."""

    def __init__(self, url, code, msg, hdrs, fp):
        self.args = (msg,)
        self.url = self.filename = url
        self.code = self.status = code
        self.msg = self.reason = msg
        self.headers = self.hdrs = hdrs
        self.fp = fp

    def read(self, size=-1):
        return self.fp.read(size) if self.fp is not None else b''

    def close(self):
        pass

    def info(self):
        return self.headers

    def geturl(self):
        return self.url

    def __str__(self):
        return f'HTTP Error {self.code}: {self.msg}'

    def __repr__(self):
        return f'<HTTPError {self.code}: {self.msg!r}>'


class ContentTooShortError(URLError):
    """The answer broke off."""

    def __init__(self, message, content):
        super().__init__(message)
        self.content = content
