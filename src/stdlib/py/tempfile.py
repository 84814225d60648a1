"""Files and folders in /tmp with names of their own."""

import os
from _files import entropy as _entropy

tempdir = None
template = 'tmp'
TMP_MAX = 10000
_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_'


def gettempdir():
    return '/tmp'


def gettempprefix():
    return template


def _name():
    number = _entropy()
    letters = ''
    for _ in range(8):
        number, at = divmod(number, len(_LETTERS))
        letters += _LETTERS[at]
    return letters


def _path(suffix, prefix, folder):
    prefix = template if prefix is None else prefix
    folder = gettempdir() if folder is None else os.fspath(folder)
    return os.path.join(folder, prefix + _name() + (suffix or ''))


def mktemp(suffix='', prefix=template, dir=None):
    return _path(suffix, prefix, dir)


def mkdtemp(suffix=None, prefix=None, dir=None):
    """Make a folder; gives its path."""
    path = _path(suffix, prefix, dir)
    os.mkdir(path)
    return path


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    """Make a file; gives its descriptor and path."""
    path = _path(suffix, prefix, dir)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL), path


class _NamedFile:
    """A file that is removed when it is closed."""

    def __init__(self, file, path, delete):
        self.file = file
        self.name = path
        self.delete = delete

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, *exc_info):
        self.close()

    def __iter__(self):
        return iter(self.file)

    def close(self):
        if not self.file.closed:
            self.file.close()
            if self.delete and os.path.exists(self.name):
                os.unlink(self.name)


def NamedTemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None,
                       prefix=None, dir=None, delete=True, *, errors=None, delete_on_close=True):
    """A file in /tmp with a name."""
    path = _path(suffix, prefix, dir)
    file = open(path, mode, buffering, encoding, errors, newline)
    return _NamedFile(file, path, delete)


TemporaryFile = NamedTemporaryFile


class SpooledTemporaryFile(_NamedFile):
    """A temporary file that may stay in memory; here it is in memory anyway."""

    def __init__(self, max_size=0, mode='w+b', buffering=-1, encoding=None, newline=None,
                 suffix=None, prefix=None, dir=None, *, errors=None):
        path = _path(suffix, prefix, dir)
        file = open(path, mode, buffering, encoding, errors, newline)
        super().__init__(file, path, True)


class TemporaryDirectory:
    """A folder that is removed at the end of a `with`."""

    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, *,
                 delete=True):
        self.name = mkdtemp(suffix, prefix, dir)
        self._delete = delete

    def __enter__(self):
        return self.name

    def __exit__(self, *exc_info):
        if self._delete:
            self.cleanup()

    def cleanup(self):
        import shutil
        if os.path.exists(self.name):
            shutil.rmtree(self.name)

    def __repr__(self):
        return f'<TemporaryDirectory {self.name!r}>'
