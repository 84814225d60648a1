"""JSON to objects."""

from _json import decode as _decode

_SPACE = ' \t\n\r'


class JSONDecodeError(ValueError):
    """The text is no JSON: says what was expected and where."""

    def __init__(self, msg, doc, pos):
        lineno = doc.count('\n', 0, pos) + 1
        colno = pos - doc.rfind('\n', 0, pos)
        ValueError.__init__(self, '%s: line %d column %d (char %d)' % (msg, lineno, colno, pos))
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno

    def __reduce__(self):
        return self.__class__, (self.msg, self.doc, self.pos)


class JSONDecoder:
    """Says what is made of objects, numbers and constants."""

    def __init__(self, *, object_hook=None, parse_float=None, parse_int=None,
                 parse_constant=None, strict=True, object_pairs_hook=None):
        self.object_hook = object_hook
        self.parse_float = None if parse_float is float else parse_float
        self.parse_int = None if parse_int is int else parse_int
        self.parse_constant = parse_constant
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    def decode(self, s):
        """The object a text stands for."""
        obj, end = self.raw_decode(s, _skip(s, 0))
        end = _skip(s, end)
        if end != len(s):
            raise JSONDecodeError("Extra data", s, end)
        return obj

    def raw_decode(self, s, idx=0):
        """The object at the beginning of a text, and where it ends."""
        good, obj, end = _decode(s, idx, self.object_hook, self.object_pairs_hook,
                                 self.parse_float, self.parse_int, self.parse_constant,
                                 self.strict)
        if good:
            return obj, end
        raise JSONDecodeError(obj, s, end)


def _skip(s, at):
    length = len(s)
    while at < length and s[at] in _SPACE:
        at += 1
    return at
