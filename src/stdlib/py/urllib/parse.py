"""Addresses of the Web: taking them apart, putting them together, quoting."""

from collections import namedtuple as _namedtuple

uses_netloc = ['', 'ftp', 'http', 'https', 'file', 'ws', 'wss', 'sftp', 'svn', 'git']
_SAFE = frozenset(b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~')


class _Parts:
    """What both kinds of results have."""

    @property
    def _host_part(self):
        return self.netloc.rpartition('@')[2]

    @property
    def username(self):
        login, found, _ = self.netloc.rpartition('@')
        return login.partition(':')[0] if found else None

    @property
    def password(self):
        login, found, _ = self.netloc.rpartition('@')
        _, colon, password = login.partition(':')
        return password if found and colon else None

    @property
    def hostname(self):
        host = self._host_part
        if host.startswith('['):
            host = host[1:].partition(']')[0]
        else:
            host = host.partition(':')[0]
        return host.lower() or None

    @property
    def port(self):
        host = self._host_part
        if ']' in host:
            host = host.rpartition(']')[2]
        text = host.partition(':')[2]
        if not text:
            return None
        if not text.isdigit():
            raise ValueError(f'Port could not be cast to integer value as {text!r}')
        if int(text) > 65535:
            raise ValueError('Port out of range 0-65535')
        return int(text)


class SplitResult(_Parts, _namedtuple('SplitResult', 'scheme netloc path query fragment')):
    """An address in five parts."""

    def geturl(self):
        return urlunsplit(self)


class ParseResult(_Parts, _namedtuple('ParseResult',
                                      'scheme netloc path params query fragment')):
    """An address in six parts."""

    def geturl(self):
        return urlunparse(self)


class DefragResult(_namedtuple('DefragResult', 'url fragment')):
    """An address without its fragment."""

    def geturl(self):
        return self.url + ('#' + self.fragment if self.fragment else '')


def urlsplit(url, scheme='', allow_fragments=True):
    """The five parts of an address."""
    url = url.lstrip().translate({9: None, 10: None, 13: None})
    netloc = query = fragment = ''
    begin, colon, rest = url.partition(':')
    letters = begin.replace('+', '').replace('-', '').replace('.', '')
    if colon and begin[:1].isalpha() and begin.isascii() and letters.isalnum():
        scheme, url = begin.lower(), rest
    if url.startswith('//'):
        end = min((at for at in (url.find(mark, 2) for mark in '/?#') if at >= 0),
                  default=len(url))
        netloc, url = url[2:end], url[end:]
    if allow_fragments and '#' in url:
        url, _, fragment = url.partition('#')
    if '?' in url:
        url, _, query = url.partition('?')
    return SplitResult(scheme, netloc, url, query, fragment)


def urlparse(url, scheme='', allow_fragments=True):
    """The six parts of an address."""
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ''
    last = path.rfind('/') + 1
    if ';' in path[last:]:
        at = path.index(';', last)
        path, params = path[:at], path[at + 1:]
    return ParseResult(scheme, netloc, path, params, query, fragment)


def urlunsplit(parts):
    """The address of five parts."""
    scheme, netloc, url, query, fragment = parts
    if netloc or (scheme and scheme in uses_netloc and url[:2] == '//'):
        if url and url[:1] != '/':
            url = '/' + url
        url = '//' + netloc + url
    if scheme:
        url = scheme + ':' + url
    if query:
        url += '?' + query
    if fragment:
        url += '#' + fragment
    return url


def urlunparse(parts):
    """The address of six parts."""
    scheme, netloc, url, params, query, fragment = parts
    if params:
        url += ';' + params
    return urlunsplit((scheme, netloc, url, query, fragment))


def urldefrag(url):
    """The address and its fragment."""
    plain, _, fragment = url.partition('#')
    return DefragResult(plain, fragment)


def urljoin(base, url, allow_fragments=True):
    """The absolute address that a relative one means, seen from another."""
    if not base:
        return url
    if not url:
        return base
    b = urlsplit(base)
    u = urlsplit(url, b.scheme)
    if u.scheme != b.scheme:
        return url
    if u.netloc:
        return urlunsplit(u)
    if not u.path:
        return urlunsplit((b.scheme, b.netloc, b.path, u.query or b.query, u.fragment))
    parts = u.path.split('/')
    if not u.path.startswith('/'):
        before = b.path.split('/')[:-1]
        if not before and b.netloc:
            before = ['']
        parts = before + parts
    kept = []
    for at, part in enumerate(parts):
        if part == '..':
            if len(kept) > 1:
                kept.pop()
        elif part != '.':
            if part or at in (0, len(parts) - 1) or not kept:
                kept.append(part)
            continue
        if at == len(parts) - 1:
            kept.append('')
    return urlunsplit((b.scheme, b.netloc, '/'.join(kept) or '/', u.query, u.fragment))


def quote_from_bytes(bs, safe='/'):
    allowed = _SAFE | frozenset(safe.encode() if isinstance(safe, str) else safe)
    return ''.join(chr(byte) if byte in allowed else f'%{byte:02X}' for byte in bs)


def quote(string, safe='/', encoding=None, errors=None):
    """With `%xx` for what an address may not have."""
    if isinstance(string, str):
        string = string.encode(encoding or 'utf-8', errors or 'strict')
    elif not isinstance(string, (bytes, bytearray)):
        raise TypeError('quote_from_bytes() expected bytes')
    return quote_from_bytes(string, safe)


def quote_plus(string, safe='', encoding=None, errors=None):
    """The same, with `+` for a space."""
    if isinstance(string, str) and ' ' not in string or isinstance(string, bytes):
        return quote(string, safe, encoding, errors)
    return quote(string, safe + ' ', encoding, errors).replace(' ', '+')


def unquote_to_bytes(string):
    if isinstance(string, str):
        string = string.encode()
    parts = string.split(b'%')
    out = parts[0]
    for part in parts[1:]:
        try:
            out += bytes([int(part[:2], 16)]) + part[2:]
        except ValueError:
            out += b'%' + part
    return out


def unquote(string, encoding='utf-8', errors='replace'):
    """The text without `%xx`."""
    if isinstance(string, bytes):
        return unquote_to_bytes(string).decode(encoding, errors)
    if '%' not in string:
        return string
    return unquote_to_bytes(string).decode(encoding, errors)


def unquote_plus(string, encoding='utf-8', errors='replace'):
    return unquote(string.replace('+', ' '), encoding, errors)


def urlencode(query, doseq=False, safe='', encoding=None, errors=None, quote_via=quote_plus):
    """Names and values as a query."""
    pairs = query.items() if hasattr(query, 'items') else query

    def text(value):
        if isinstance(value, bytes):
            return quote_via(value, safe)
        return quote_via(str(value), safe, encoding, errors)
    out = []
    for name, value in pairs:
        several = doseq and not isinstance(value, (str, bytes)) and hasattr(value, '__iter__')
        for each in value if several else (value,):
            out.append(text(name) + '=' + text(each))
    return '&'.join(out)


def parse_qsl(qs, keep_blank_values=False, strict_parsing=False, encoding='utf-8',
              errors='replace', max_num_fields=None, separator='&'):
    """The names and values of a query."""
    pairs = []
    for part in qs.split(separator) if qs else ():
        name, found, value = part.partition('=')
        if not part or not (found or keep_blank_values or strict_parsing):
            continue
        if not found and strict_parsing:
            raise ValueError(f'bad query field: {part!r}')
        if value or keep_blank_values:
            pairs.append((unquote_plus(name, encoding, errors),
                          unquote_plus(value, encoding, errors)))
    return pairs


def parse_qs(qs, keep_blank_values=False, strict_parsing=False, encoding='utf-8',
             errors='replace', max_num_fields=None, separator='&'):
    """The same, as a dict of lists."""
    found = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, encoding, errors,
                                 max_num_fields, separator):
        found.setdefault(name, []).append(value)
    return found
