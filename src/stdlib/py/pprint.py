"""Data shown so that people can read it."""

import sys as _sys

__all__ = ["pprint", "pformat", "isreadable", "isrecursive", "saferepr", "PrettyPrinter", "pp"]


class _Key:
    """Orders things of different kinds, too."""

    __slots__ = ('obj',)

    def __init__(self, obj):
        self.obj = obj

    def __lt__(self, other):
        try:
            return self.obj < other.obj
        except TypeError:
            return ((str(type(self.obj)), id(self.obj))
                    < (str(type(other.obj)), id(other.obj)))


def _item_key(item):
    return _Key(item[0]), _Key(item[1])


class PrettyPrinter:
    """Says how data is shown."""

    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False,
                 sort_dicts=True, underscore_numbers=False):
        if indent < 0:
            raise ValueError('indent must be >= 0')
        if depth is not None and depth <= 0:
            raise ValueError('depth must be > 0')
        if not width:
            raise ValueError('width must be != 0')
        self._indent = indent
        self._width = width
        self._depth = depth
        self._stream = stream
        self._compact = compact
        self._sort_dicts = sort_dicts
        self._underscores = underscore_numbers

    def pprint(self, object):
        """Print it."""
        text = self.pformat(object) + '\n'
        if self._stream is not None:
            self._stream.write(text)
        else:
            _sys.stdout.write(text)

    def pformat(self, object):
        """The text."""
        out = []
        self._format(object, out, 0, 0, [], 0)
        return ''.join(out)

    def isrecursive(self, object):
        """Whether it contains itself."""
        return '<Recursion on ' in self._repr(object, [], 0)

    def isreadable(self, object):
        """Whether the text could be read by Python."""
        text = self._repr(object, [], 0)
        return '<' not in text and '...' not in text

    def format(self, object, context, maxlevels, level):
        """The text in one line, and whether it is readable and recursive."""
        text = self._repr(object, [], level)
        return text, '<' not in text, '<Recursion on ' in text

    def _repr(self, object, path, level):
        kind = type(object)
        if kind is int and self._underscores:
            return f'{object:_d}'
        shown = kind.__repr__
        if shown is dict.__repr__ and kind is dict or kind in (list, tuple):
            if not object:
                return repr(object)
            if any(object is outer for outer in path):
                return f'<Recursion on {kind.__name__} with id={id(object)}>'
            brackets = {dict: '{}', list: '[]', tuple: '()'}[kind]
            if self._depth is not None and level >= self._depth:
                return brackets[0] + '...' + brackets[1]
            path = path + [object]
            if kind is dict:
                items = object.items()
                if self._sort_dicts:
                    items = sorted(items, key=_item_key)
                parts = [f'{self._repr(k, path, level + 1)}: {self._repr(v, path, level + 1)}'
                         for k, v in items]
            else:
                parts = [self._repr(item, path, level + 1) for item in object]
            if kind is tuple and len(parts) == 1:
                return f'({parts[0]},)'
            return brackets[0] + ', '.join(parts) + brackets[1]
        return repr(object)

    def _format(self, object, out, indent, allowance, path, level):
        if any(object is outer for outer in path):
            out.append(f'<Recursion on {type(object).__name__} with id={id(object)}>')
            return
        text = self._repr(object, path, level)
        room = self._width - indent - allowance
        if len(text) <= room or self._depth is not None and level >= self._depth:
            out.append(text)
            return
        kind = type(object)
        path = path + [object]
        if kind is dict and object:
            self._dict('{', '}', object, out, indent, allowance, path, level)
        elif kind is list and object:
            self._sequence('[', ']', object, out, indent, allowance, path, level)
        elif kind is tuple and object:
            end = ',)' if len(object) == 1 else ')'
            self._sequence('(', end, object, out, indent, allowance, path, level)
        elif kind in (set, frozenset) and object:
            items = sorted(object, key=_Key)
            if kind is set:
                self._sequence('{', '}', items, out, indent, allowance, path, level)
            else:
                self._sequence('frozenset({', '})', items, out, indent + 10, allowance, path,
                               level, 11)
        elif kind is str:
            self._text(object, out, indent, allowance, level)
        elif kind.__name__ in ('OrderedDict', 'defaultdict', 'Counter', 'deque') and object:
            self._collection(object, out, indent, allowance, path, level)
        elif hasattr(object, '__dataclass_fields__') and not isinstance(object, type):
            name = kind.__qualname__
            inner = indent + len(name) + 1
            out.append(name + '(')
            fields = [(field.name, getattr(object, field.name))
                      for field in object.__dataclass_fields__.values() if field.repr]
            for at, (field, value) in enumerate(fields):
                if at:
                    out.append(',\n' + ' ' * inner)
                out.append(field + '=')
                last = at == len(fields) - 1
                self._format(value, out, inner + len(field) + 1, allowance if last else 1, path,
                             level + 1)
            out.append(')')
        else:
            out.append(text)

    def _collection(self, object, out, indent, allowance, path, level):
        name = type(object).__name__
        if name == 'deque':
            out.append('deque(')
            self._sequence('[', ']', list(object), out, indent + 6, allowance + 1, path, level)
            out.append(')')
            return
        inner = indent + len(name) + 1
        out.append(name + '(')
        if name == 'OrderedDict':
            items = list(object.items())
            self._sequence('[', ']', items, out, inner, allowance + 1, path, level)
        elif name == 'Counter':
            self._dict('{', '}', dict(object.most_common()), out, inner, allowance + 1, path,
                       level, False)
        else:
            factory = repr(object.default_factory)
            out.append(factory + ',\n' + ' ' * inner)
            self._dict('{', '}', object, out, inner, allowance + 1, path, level)
        out.append(')')

    def _dict(self, start, end, object, out, indent, allowance, path, level, sort=True):
        out.append(start)
        if self._indent > 1:
            out.append((self._indent - 1) * ' ')
        items = list(object.items())
        if self._sort_dicts and sort:
            items = sorted(items, key=_item_key)
        inner = indent + self._indent
        for at, (key, value) in enumerate(items):
            if at:
                out.append(',\n' + ' ' * inner)
            shown = self._repr(key, path, level + 1)
            out.append(shown + ': ')
            last = at == len(items) - 1
            self._format(value, out, inner + len(shown) + 2, allowance + 1 if last else 1, path,
                         level + 1)
        out.append(end)

    def _sequence(self, start, end, items, out, indent, allowance, path, level, extra=0):
        out.append(start)
        if self._indent > 1 and not extra:
            out.append((self._indent - 1) * ' ')
        inner = indent + self._indent
        room = width = self._width - inner + 1
        allowance += len(end)
        items = list(items)
        separator = ''
        for at, item in enumerate(items):
            last = at == len(items) - 1
            if self._compact:
                text = self._repr(item, path, level + 1)
                size = len(text) + 2
                if last:
                    room -= allowance
                    width -= allowance
                if room < size:
                    room = width
                    if separator:
                        separator = ',\n' + ' ' * inner
                if room >= size:
                    room -= size
                    out.append(separator + text)
                    separator = ', '
                    continue
            out.append(separator)
            separator = ',\n' + ' ' * inner
            self._format(item, out, inner, allowance if last else 1, path, level + 1)
        out.append(end)

    def _text(self, object, out, indent, allowance, level):
        lines = object.splitlines(True)
        if level == 0:
            indent += 1
            allowance += 1
        width = room = self._width - indent
        chunks = []
        shown = ''
        for at, line in enumerate(lines):
            shown = repr(line)
            if at == len(lines) - 1:
                room -= allowance
            if len(shown) <= room:
                chunks.append(shown)
                continue
            parts = []
            word = ''
            for char in line:
                if char.isspace() or not word or not word[-1].isspace():
                    word += char
                else:
                    parts.append(word)
                    word = char
            parts.append(word)
            most = width
            current = ''
            for place, part in enumerate(parts):
                candidate = current + part
                if place == len(parts) - 1 and at == len(lines) - 1:
                    most -= allowance
                if len(repr(candidate)) > most:
                    if current:
                        chunks.append(repr(current))
                    current = part
                else:
                    current = candidate
            if current:
                chunks.append(repr(current))
        if len(chunks) == 1:
            out.append(shown)
            return
        if level == 0:
            out.append('(')
        out.append(('\n' + ' ' * indent).join(chunks))
        if level == 0:
            out.append(')')


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False,
           sort_dicts=True, underscore_numbers=False):
    """Print data so that people can read it."""
    PrettyPrinter(stream=stream, indent=indent, width=width, depth=depth, compact=compact,
                  sort_dicts=sort_dicts, underscore_numbers=underscore_numbers).pprint(object)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True,
            underscore_numbers=False):
    """The text that pprint() prints."""
    return PrettyPrinter(indent=indent, width=width, depth=depth, compact=compact,
                         sort_dicts=sort_dicts,
                         underscore_numbers=underscore_numbers).pformat(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    """As pprint(), dicts in their own order."""
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def saferepr(object):
    """The text in one line."""
    return PrettyPrinter()._repr(object, [], 0)


def isreadable(object):
    """Whether the text could be read by Python."""
    return PrettyPrinter().isreadable(object)


def isrecursive(object):
    """Whether it contains itself."""
    return PrettyPrinter().isrecursive(object)
