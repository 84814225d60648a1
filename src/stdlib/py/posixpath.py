"""Paths: taking them apart and putting them together (`os.path`)."""

import _files

sep = '/'
curdir = '.'
pardir = '..'
extsep = '.'
pathsep = ':'
altsep = None
devnull = '/dev/null'
defpath = '/bin:/usr/bin'
supports_unicode_filenames = False

_FORMAT = 0o170000
_FOLDER = 0o040000
_FILE = 0o100000


def _text(path):
    if isinstance(path, (str, bytes)):
        return path
    method = getattr(type(path), '__fspath__', None)
    if method is None:
        raise TypeError('expected str, bytes or os.PathLike object, not ' + type(path).__name__)
    return method(path)


def _slash(path):
    return b'/' if isinstance(path, bytes) else '/'


def isabs(path):
    """Whether a path begins at the root."""
    path = _text(path)
    return path.startswith(_slash(path))


def join(path, *more):
    """Paths one behind the other; an absolute one throws away what was before."""
    path = _text(path)
    slash = _slash(path)
    for part in map(_text, more):
        if type(part) is not type(path) and not isinstance(part, type(path)):
            raise TypeError("Can't mix strings and bytes in path components") from None
        if part.startswith(slash) or not path:
            path = part
        elif path.endswith(slash):
            path += part
        else:
            path += slash + part
    return path


def split(path):
    """(head, tail): the tail has no slash."""
    path = _text(path)
    slash = _slash(path)
    at = path.rfind(slash) + 1
    head, tail = path[:at], path[at:]
    if head and head != slash * len(head):
        head = head.rstrip(slash)
    return head, tail


def basename(path):
    return split(path)[1]


def dirname(path):
    return split(path)[0]


def splitext(path):
    """(root, extension): a leading dot of the name begins no extension."""
    path = _text(path)
    dot = b'.' if isinstance(path, bytes) else '.'
    begin = path.rfind(_slash(path)) + 1
    at = path.rfind(dot)
    if at > begin and path[begin:at].strip(dot):
        return path[:at], path[at:]
    return path, path[:0]


def splitdrive(path):
    path = _text(path)
    return path[:0], path


def splitroot(path):
    path = _text(path)
    slash = _slash(path)
    rest = path.lstrip(slash)
    count = len(path) - len(rest)
    if count == 0:
        return path[:0], path[:0], path
    if count == 2:
        return path[:0], path[:2], rest
    return path[:0], path[:1], path[1:]


def normcase(path):
    return _text(path)


def normpath(path):
    """Without empty parts, '.' and '..'."""
    path = _text(path)
    if isinstance(path, bytes):
        return normpath(path.decode()).encode()
    if not path:
        return '.'
    root = '//' if path.startswith('//') and not path.startswith('///') else (
        '/' if path.startswith('/') else '')
    parts = []
    for part in path.split('/'):
        if part in ('', '.'):
            continue
        if part != '..' or (not root and not parts) or (parts and parts[-1] == '..'):
            parts.append(part)
        elif parts:
            parts.pop()
    return root + '/'.join(parts) or '.'


def abspath(path):
    """Seen from the root; the working directory is the program's folder."""
    path = _text(path)
    if not isabs(path):
        path = join(_files.folder(), path)
    return normpath(path)


def realpath(path, *, strict=False):
    return abspath(path)


def relpath(path, start=None):
    """The way from `start` (the working directory) to a path."""
    if not path:
        raise ValueError('no path specified')
    start = [part for part in abspath(start or '.').split('/') if part]
    parts = [part for part in abspath(path).split('/') if part]
    shared = 0
    while shared < min(len(start), len(parts)) and start[shared] == parts[shared]:
        shared += 1
    way = ['..'] * (len(start) - shared) + parts[shared:]
    return '/'.join(way) or '.'


def commonprefix(paths):
    """The longest text that all begin with."""
    if not paths:
        return ''
    first, last = min(paths), max(paths)
    for at, letter in enumerate(first):
        if letter != last[at]:
            return first[:at]
    return first


def commonpath(paths):
    """The longest path that all begin with."""
    paths = [_text(path) for path in paths]
    if not paths:
        raise ValueError('commonpath() arg is an empty sequence')
    if len({isabs(path) for path in paths}) > 1:
        raise ValueError("Can't mix absolute and relative paths")
    split_paths = [[p for p in path.split('/') if p and p != '.'] for path in paths]
    shared = commonprefix(split_paths)
    return ('/' if isabs(paths[0]) else '') + '/'.join(shared)


def expanduser(path):
    path = _text(path)
    if path == '~' or path.startswith('~/'):
        return '/home/learner' + path[1:]
    return path


def expandvars(path):
    path = _text(path)
    if '$' not in path:
        return path
    import os
    import re

    def value(found):
        name = found.group(1).strip('{}')
        return os.environ.get(name, found.group(0))
    return re.sub(r'\$(\w+|\{[^}]*\})', value, path)


def _stat(path):
    if isinstance(path, int):
        return _files.fstat(path)
    path = _text(path)
    return _files.stat(path.decode() if isinstance(path, bytes) else path)


def exists(path):
    """Whether something is there."""
    try:
        _stat(path)
    except (OSError, ValueError):
        return False
    return True


lexists = exists


def isfile(path):
    try:
        return _stat(path)[0] & _FORMAT == _FILE
    except (OSError, ValueError):
        return False


def isdir(path):
    try:
        return _stat(path)[0] & _FORMAT == _FOLDER
    except (OSError, ValueError):
        return False


def islink(path):
    return False


def ismount(path):
    return abspath(path) == '/'


def getsize(path):
    return _stat(path)[2]


def getmtime(path):
    return _stat(path)[3] / 1e9


getatime = getctime = getmtime


def samefile(one, other):
    return _stat(one)[:2] == _stat(other)[:2]
