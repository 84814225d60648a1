"""The `requests` library as programs use it, on the simulated network."""

from requests.exceptions import (ConnectionError, ConnectTimeout, HTTPError, InvalidSchema,
                                 InvalidURL, JSONDecodeError, MissingSchema, ReadTimeout,
                                 RequestException, Timeout, TooManyRedirects)
from requests.models import (CaseInsensitiveDict, Request, Response, Session, delete, get, head,
                             options, patch, post, put, request)
from requests import exceptions, models

__version__ = '2.32.3'
session = Session


class codes:
    """Names of status codes."""

    ok = OK = 200
    created = 201
    no_content = 204
    bad_request = 400
    unauthorized = 401
    forbidden = 403
    not_found = 404
    too_many_requests = 429
    server_error = internal_server_error = 500
