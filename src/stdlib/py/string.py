"""Constants of characters, templates, and capitalizing words."""

__all__ = ["ascii_letters", "ascii_lowercase", "ascii_uppercase", "capwords", "digits",
           "hexdigits", "octdigits", "printable", "punctuation", "whitespace", "Formatter",
           "Template"]

import re as _re

whitespace = ' \t\n\r\v\f'
ascii_lowercase = 'abcdefghijklmnopqrstuvwxyz'
ascii_uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = digits + 'abcdef' + 'ABCDEF'
octdigits = '01234567'
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    """Every word capitalized, between single separators."""
    return (sep or ' ').join(word.capitalize() for word in s.split(sep))


class _Both:
    """A mapping, and keywords that come first."""

    def __init__(self, first, second):
        self._first = first
        self._second = second

    def __getitem__(self, key):
        if key in self._first:
            return self._first[key]
        return self._second[key]


class Template:
    """Text with $names to be filled in."""

    delimiter = '$'
    idpattern = r'(?a:[_a-z][_a-z0-9]*)'
    braceidpattern = None
    flags = _re.IGNORECASE
    _compiled = None

    def __init__(self, template):
        self.template = template

    def _pattern(self):
        cls = type(self)
        if '_compiled' not in cls.__dict__ or cls._compiled is None:
            delim = _re.escape(cls.delimiter)
            plain = cls.idpattern
            braced = cls.braceidpattern or cls.idpattern
            cls._compiled = _re.compile(
                f'{delim}(?:(?P<escaped>{delim})|(?P<named>{plain})|'
                f'{{(?P<braced>{braced})}}|(?P<invalid>))', cls.flags)
        return cls._compiled

    def _invalid(self, mo):
        i = mo.start('invalid')
        lines = self.template[:i].splitlines(keepends=True)
        if not lines:
            colno = 1
            lineno = 1
        else:
            colno = i - len(''.join(lines[:-1]))
            lineno = len(lines)
        raise ValueError('Invalid placeholder in string: line %d, col %d' % (lineno, colno))

    def _mapping(self, mapping, kws):
        if mapping is None:
            return kws
        return _Both(kws, mapping) if kws else mapping

    def substitute(self, mapping=None, /, **kws):
        """The text with every name filled in."""
        mapping = self._mapping(mapping, kws)

        def convert(mo):
            named = mo.group('named') or mo.group('braced')
            if named is not None:
                return str(mapping[named])
            if mo.group('escaped') is not None:
                return self.delimiter
            self._invalid(mo)
        return self._pattern().sub(convert, self.template)

    def safe_substitute(self, mapping=None, /, **kws):
        """The same; names that are not known stay."""
        mapping = self._mapping(mapping, kws)

        def convert(mo):
            named = mo.group('named') or mo.group('braced')
            if named is not None:
                try:
                    return str(mapping[named])
                except KeyError:
                    return mo.group()
            if mo.group('escaped') is not None:
                return self.delimiter
            return mo.group()
        return self._pattern().sub(convert, self.template)

    def is_valid(self):
        """Whether every $ is used well."""
        return all(mo.group('invalid') is None
                   for mo in self._pattern().finditer(self.template))

    def get_identifiers(self):
        """The names, each once."""
        ids = []
        for mo in self._pattern().finditer(self.template):
            named = mo.group('named') or mo.group('braced')
            if named is not None and named not in ids:
                ids.append(named)
        return ids


class Formatter:
    """What str.format does, with steps that a subclass can change."""

    def format(self, format_string, /, *args, **kwargs):
        """As str.format."""
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        """The same with a tuple and a dict."""
        used_args = set()
        result, _ = self._vformat(format_string, args, kwargs, used_args, 2, 0)
        self.check_unused_args(used_args, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used_args, depth, auto):
        if depth < 0:
            raise ValueError('Max string recursion exceeded')
        result = []
        for literal, name, spec, conversion in self.parse(format_string):
            if literal:
                result.append(literal)
            if name is None:
                continue
            first = _re.match(r'[^.\[]*', name).group()
            if first == '':
                if auto is False:
                    raise ValueError('cannot switch from manual field specification to '
                                     'automatic field numbering')
                name = str(auto) + name
                auto += 1
            elif first.isdigit():
                if auto:
                    raise ValueError('cannot switch from automatic field numbering to '
                                     'manual field specification')
                auto = False
            obj, arg_used = self.get_field(name, args, kwargs)
            used_args.add(arg_used)
            obj = self.convert_field(obj, conversion)
            spec, auto = self._vformat(spec, args, kwargs, used_args, depth - 1, auto)
            result.append(self.format_field(obj, spec))
        return ''.join(result), auto

    def get_value(self, key, args, kwargs):
        """The argument for a key."""
        if isinstance(key, int):
            return args[key]
        return kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        """Called with what was used: here it may be anything."""

    def format_field(self, value, format_spec):
        """The text of a value."""
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        """The value as !s, !r or !a want it."""
        if conversion is None:
            return value
        if conversion == 's':
            return str(value)
        if conversion == 'r':
            return repr(value)
        if conversion == 'a':
            return ascii(value)
        raise ValueError(f"Unknown conversion specifier {conversion!s}")

    def parse(self, format_string):
        """The pieces of a format: literal text, field name, spec, conversion."""
        pieces = []
        literal = ''
        at = 0
        size = len(format_string)
        while at < size:
            char = format_string[at]
            at += 1
            if char in '{}' and format_string[at:at + 1] == char:
                literal += char
                at += 1
                continue
            if char == '}':
                raise ValueError("Single '}' encountered in format string")
            if char != '{':
                literal += char
                continue
            depth = 1
            start = at
            while at < size and depth:
                depth += {'{': 1, '}': -1}.get(format_string[at], 0)
                at += 1
            if depth:
                raise ValueError("expected '}' before end of string" if start < size
                                 else "Single '{' encountered in format string")
            field = format_string[start:at - 1]
            found = _re.match(r'(?s)([^!:\[]*(?:\[[^\]]*\][^!:\[]*)*)(?:!(.))?(?::(.*))?$', field)
            if found is None:
                raise ValueError("expected ':' after conversion specifier")
            name, conversion, spec = found.groups()
            pieces.append((literal, name, spec or '', conversion))
            literal = ''
        if literal:
            pieces.append((literal, None, None, None))
        return iter(pieces)

    def get_field(self, field_name, args, kwargs):
        """The object a field names, and which argument it is of."""
        first = _re.match(r'[^.\[]*', field_name).group()
        rest = field_name[len(first):]
        key = int(first) if first.isdigit() else first
        obj = self.get_value(key, args, kwargs)
        for attribute, item in _re.findall(r'\.([^.\[]+)|\[([^\]]+)\]', rest):
            if attribute:
                obj = getattr(obj, attribute)
            else:
                obj = obj[int(item) if item.isdigit() else item]
        return obj, key
