"""What can go wrong with a request."""


class RequestException(IOError):
    """The base of all."""

    def __init__(self, *args, **kwargs):
        self.response = kwargs.pop('response', None)
        self.request = kwargs.pop('request', None)
        super().__init__(*args)


class HTTPError(RequestException):
    """The answer is an error."""


class ConnectionError(RequestException):
    """There is no connection."""


class SSLError(ConnectionError):
    """The certificate is not right."""


class Timeout(RequestException):
    """It took too long."""


class ConnectTimeout(ConnectionError, Timeout):
    """It took too long to connect."""


class ReadTimeout(Timeout):
    """It took too long to answer."""


class TooManyRedirects(RequestException):
    """One answer sends to the next."""


class MissingSchema(RequestException, ValueError):
    """The address does not say how."""


class InvalidSchema(RequestException, ValueError):
    """The address says how, but nobody knows that."""


class InvalidURL(RequestException, ValueError):
    """That is no address."""


class JSONDecodeError(RequestException, ValueError):
    """The answer is no JSON."""
