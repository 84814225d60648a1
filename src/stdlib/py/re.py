"""Regular expressions."""

import _sre
from _sre import Pattern, Match

__all__ = ["match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer",
           "compile", "purge", "escape", "error", "Pattern", "Match", "A", "I", "L", "M", "S",
           "X", "U", "ASCII", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "VERBOSE",
           "UNICODE", "NOFLAG", "RegexFlag", "PatternError"]


class PatternError(Exception):
    """A pattern that is not one: says what is wrong and where."""

    def __init__(self, msg, pattern=None, pos=None):
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        if pattern is not None and pos is not None:
            msg = '%s at position %d' % (msg, pos)
            newline = '\n' if isinstance(pattern, str) else b'\n'
            self.lineno = pattern.count(newline, 0, pos) + 1
            self.colno = pos - pattern.rfind(newline, 0, pos)
            if newline in pattern:
                msg = '%s (line %d, column %d)' % (msg, self.lineno, self.colno)
        else:
            self.lineno = self.colno = None
        super().__init__(msg)


error = PatternError


class RegexFlag(int):
    """A set of flags."""

    def __or__(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return RegexFlag(int(self) | int(other))

    __ror__ = __or__

    def __and__(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return RegexFlag(int(self) & int(other))

    __rand__ = __and__

    def __xor__(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return RegexFlag(int(self) ^ int(other))

    def __invert__(self):
        return RegexFlag(0x1ff & ~int(self))

    @property
    def value(self):
        return int(self)

    @property
    def name(self):
        return '|'.join(name for bit, name in _NAMES if self & bit) or None

    def __repr__(self):
        names = ['re.' + name for bit, name in _NAMES if int(self) & bit]
        return '|'.join(names) if names else 're.NOFLAG'

    __str__ = __repr__


_NAMES = ((256, 'ASCII'), (2, 'IGNORECASE'), (4, 'LOCALE'), (32, 'UNICODE'), (8, 'MULTILINE'),
          (16, 'DOTALL'), (64, 'VERBOSE'), (128, 'DEBUG'))
NOFLAG = RegexFlag(0)
I = IGNORECASE = RegexFlag(2)
L = LOCALE = RegexFlag(4)
M = MULTILINE = RegexFlag(8)
S = DOTALL = RegexFlag(16)
U = UNICODE = RegexFlag(32)
X = VERBOSE = RegexFlag(64)
DEBUG = RegexFlag(128)
A = ASCII = RegexFlag(256)

_cache = {}
_MAXCACHE = 512


def _complain(complaint, pattern):
    raise PatternError(complaint[0], pattern, complaint[1]) from None


def _compile(pattern, flags):
    key = (type(pattern), pattern, int(flags))
    found = _cache.get(key)
    if found is not None:
        return found
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    if not isinstance(pattern, (str, bytes)):
        raise TypeError("first argument must be string or compiled pattern")
    if isinstance(pattern, str):
        if flags & 4:
            raise ValueError("cannot use LOCALE flag with a str pattern")
        if flags & 256 and flags & 32:
            raise ValueError("ASCII and UNICODE flags are incompatible")
    elif flags & 32:
        raise ValueError("cannot use UNICODE flag with a bytes pattern")
    made = _sre.compile(pattern, int(flags))
    if isinstance(made, tuple):
        raise PatternError(made[0], pattern, made[1])
    if len(_cache) >= _MAXCACHE:
        del _cache[next(iter(_cache))]
    _cache[key] = made
    return made


def _pattern_repr(self):
    flags = self.flags
    if isinstance(self.pattern, str):
        flags &= ~32
    shown = ['re.' + name for bit, name in sorted(_NAMES) if flags & bit]
    text = f'{self.pattern!r:.200}'
    if shown:
        return f"re.compile({text}, {'|'.join(shown)})"
    return f're.compile({text})'


def compile(pattern, flags=0):
    """A pattern that can be used many times."""
    return _compile(pattern, flags)


def match(pattern, string, flags=0):
    """A match at the beginning of a text, or None."""
    return _compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    """A match of the whole text, or None."""
    return _compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    """The first match anywhere in a text, or None."""
    return _compile(pattern, flags).search(string)


class _Absent(int):
    """The default of what used to be given by position: 0, told apart from a 0 that was given."""


_absent = _Absent(0)


def _by_position(name, needed, args, keywords):
    """What was given by position, put with what was given by name. That way is deprecated."""
    if len(args) > len(keywords):
        raise TypeError(f"{name}() takes from {needed} to {needed + len(keywords)} positional "
                        f"arguments but {needed + len(args)} were given")
    for (keyword, value), _ in zip(keywords.items(), args):
        if value is not _absent:
            raise TypeError(f"{name}() got multiple values for argument {keyword!r}")
    import warnings
    first = next(iter(keywords))
    warnings.warn(f"{first!r} is passed as positional argument", DeprecationWarning,
                  stacklevel=3)
    return [*args, *list(keywords.values())[len(args):]]


def sub(pattern, repl, string, *args, count=_absent, flags=_absent):
    """The text with its matches replaced."""
    if args:
        count, flags = _by_position('sub', 3, args, {'count': count, 'flags': flags})
    return _compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, *args, count=_absent, flags=_absent):
    """The same, and how many were replaced."""
    if args:
        count, flags = _by_position('subn', 3, args, {'count': count, 'flags': flags})
    return _compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, *args, maxsplit=_absent, flags=_absent):
    """The parts of a text between matches."""
    if args:
        maxsplit, flags = _by_position('split', 2, args, {'maxsplit': maxsplit, 'flags': flags})
    return _compile(pattern, flags).split(string, maxsplit)


def findall(pattern, string, flags=0):
    """All matches, as texts or tuples of groups."""
    return _compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    """All matches, as match objects."""
    return _compile(pattern, flags).finditer(string)


def purge():
    """Forget the compiled patterns."""
    _cache.clear()


_special = {i: '\\' + chr(i) for i in b'()[]{}?*+-|^$\\.&~# \t\n\r\v\f'}


def escape(pattern):
    """A pattern that matches exactly this text."""
    if isinstance(pattern, str):
        return pattern.translate(_special)
    return str(pattern, 'latin1').translate(_special).encode('latin1')


Pattern.__repr__ = _pattern_repr
