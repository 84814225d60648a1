"""What a program can ask about its interpreter; most of it is native."""


class _named(tuple):
    """A tuple whose items have names, as CPython's struct sequences."""

    _names = ()
    _title = ''

    def __getattr__(self, name):
        if name in self._names:
            return self[self._names.index(name)]
        raise AttributeError(f"'{self._title}' object has no attribute '{name}'")

    def __repr__(self):
        shown = ', '.join(f'{name}={value!r}' for name, value in zip(self._names, self))
        return f'{self._title}({shown})'


class _version_info(_named):
    _names = ('major', 'minor', 'micro', 'releaselevel', 'serial')
    _title = 'sys.version_info'


class _flags(_named):
    _names = ('debug', 'inspect', 'interactive', 'optimize', 'dont_write_bytecode',
              'no_user_site', 'no_site', 'ignore_environment', 'verbose', 'bytes_warning',
              'quiet', 'hash_randomization', 'isolated', 'dev_mode', 'utf8_mode',
              'warn_default_encoding', 'safe_path', 'int_max_str_digits', 'gil')
    _title = 'sys.flags'


class _implementation:
    name = 'cpython'

    def __init__(self, version, hexversion):
        self.version = version
        self.hexversion = hexversion
        self.cache_tag = 'cpython-%d%d' % version[:2]


_number = _version_number()
version_info = _version_info((_number // 1000000, _number // 1000 % 1000, _number % 1000,
                              'final', 0))
hexversion = version_info[0] << 24 | version_info[1] << 16 | version_info[2] << 8 | 0xf0
implementation = _implementation(version_info, hexversion)
version = '%d.%d.%d %s(main, Jan  1 2026, 09:00:00) [GCC 14.2.0]' % (
    *version_info[:3], 'free-threading build ' if _free_threaded_build() else '')
flags = _flags((0, 0, 0, 0, False, 0, 0, 0, 0, 0, 0, 1, 0, False, 1, 0, False, 4300,
                1 if _is_gil_enabled() else 0))
api_version = 1013
float_repr_style = 'short'
del _number


def getdefaultencoding():
    """The encoding of str.encode() and bytes.decode()."""
    return 'utf-8'


def excepthook(exc_type, exc_value, exc_traceback):
    """Report an exception that nothing caught."""
    from _thread import _report
    _report(exc_value, '')


__excepthook__ = excepthook
