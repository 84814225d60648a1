"""Tables as lines of text with separators."""

__all__ = ["QUOTE_MINIMAL", "QUOTE_ALL", "QUOTE_NONNUMERIC", "QUOTE_NONE", "QUOTE_STRINGS",
           "QUOTE_NOTNULL", "Error", "Dialect", "excel", "excel_tab", "unix_dialect",
           "field_size_limit", "reader", "writer", "register_dialect", "get_dialect",
           "list_dialects", "unregister_dialect", "DictReader", "DictWriter"]

QUOTE_MINIMAL = 0
QUOTE_ALL = 1
QUOTE_NONNUMERIC = 2
QUOTE_NONE = 3
QUOTE_STRINGS = 4
QUOTE_NOTNULL = 5
_limit = 131072


class Error(Exception):
    """What is no table."""

    __module__ = '_csv'


class Dialect:
    """How a table is written."""

    delimiter = ','
    quotechar = '"'
    escapechar = None
    doublequote = True
    skipinitialspace = False
    lineterminator = '\r\n'
    quoting = QUOTE_MINIMAL
    strict = False


class excel(Dialect):
    """As Excel writes it."""


class excel_tab(excel):
    """The same with tabs."""

    delimiter = '\t'


class unix_dialect(Dialect):
    """Everything quoted, lines ending in a newline."""

    lineterminator = '\n'
    quoting = QUOTE_ALL


_dialects = {'excel': excel, 'excel-tab': excel_tab, 'unix': unix_dialect}


def register_dialect(name, dialect=excel, **fmtparams):
    """Give a dialect a name."""
    _dialects[name] = _made(dialect, fmtparams)


def unregister_dialect(name):
    """Forget a name."""
    if name not in _dialects:
        raise Error('unknown dialect')
    del _dialects[name]


def get_dialect(name):
    """The dialect of a name."""
    if name not in _dialects:
        raise Error('unknown dialect')
    return _dialects[name]


def list_dialects():
    """The names."""
    return list(_dialects)


def field_size_limit(*new_limit):
    """The most characters a field may have."""
    global _limit
    old = _limit
    if new_limit:
        _limit = new_limit[0]
    return old


_OPTIONS = ('delimiter', 'quotechar', 'escapechar', 'doublequote', 'skipinitialspace',
            'lineterminator', 'quoting', 'strict')


def _made(dialect, options):
    if isinstance(dialect, str):
        dialect = get_dialect(dialect)
    made = Dialect()
    for name in _OPTIONS:
        setattr(made, name, options.pop(name, getattr(dialect, name, getattr(Dialect, name))))
    if options:
        raise TypeError(f"{next(iter(options))!r} is an invalid keyword argument for this function")
    if not isinstance(made.delimiter, str):
        raise TypeError(f'"delimiter" must be string, not {type(made.delimiter).__name__}')
    if len(made.delimiter) != 1:
        raise TypeError('"delimiter" must be a 1-character string')
    if made.quotechar is None and made.quoting != QUOTE_NONE:
        raise TypeError('quotechar must be set if quoting enabled')
    return made


class _Reader:
    """Rows of a table, from an iterator of lines."""

    def __init__(self, lines, dialect):
        self._lines = iter(lines)
        self.dialect = dialect
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self._lines)
        self.line_num += 1
        dialect = self.dialect
        quote = dialect.quotechar if dialect.quoting != QUOTE_NONE else None
        if (isinstance(line, str) and (quote is None or quote not in line)
                and dialect.escapechar is None and not dialect.skipinitialspace
                and dialect.quoting != QUOTE_NONNUMERIC):
            line = line.rstrip('\r\n')
            return line.split(dialect.delimiter) if line else []
        return self._row(line)

    def _row(self, line):
        dialect = self.dialect
        fields = []
        field = []
        state = 'start'
        quoted = False
        while True:
            if not isinstance(line, str):
                raise Error(f'iterator should return strings, not {type(line).__name__} '
                            '(the file should be opened in text mode)')
            at = 0
            size = len(line)
            while at < size:
                char = line[at]
                at += 1
                if state == 'quoted':
                    if char == dialect.escapechar:
                        field.append(line[at:at + 1] or '\n')
                        at += 1
                    elif char == dialect.quotechar:
                        if dialect.doublequote and line[at:at + 1] == char:
                            field.append(char)
                            at += 1
                        else:
                            state = 'after'
                    else:
                        field.append(char)
                elif char in '\r\n':
                    at = size
                elif char == dialect.delimiter:
                    fields.append(self._field(field, quoted))
                    field = []
                    quoted = False
                    state = 'start'
                elif (state == 'start' and char == dialect.quotechar
                        and dialect.quoting != QUOTE_NONE):
                    state = 'quoted'
                    quoted = True
                elif state == 'start' and char == ' ' and dialect.skipinitialspace:
                    pass
                elif char == dialect.escapechar:
                    field.append(line[at:at + 1] or '\n')
                    at += 1
                    state = 'field'
                elif state == 'after' and dialect.strict:
                    raise Error(f"'{dialect.delimiter}' expected after '{dialect.quotechar}'")
                else:
                    field.append(char)
                    state = 'field'
            if state != 'quoted':
                break
            try:
                line = next(self._lines)
            except StopIteration:
                if dialect.strict:
                    raise Error('unexpected end of data') from None
                break
            self.line_num += 1
        if fields or field or quoted or state != 'start':
            fields.append(self._field(field, quoted))
        elif line.strip('\r\n'):
            fields.append('')
        return fields

    def _field(self, chars, quoted):
        text = ''.join(chars)
        if len(text) > _limit:
            raise Error(f'field larger than field limit ({_limit})')
        if self.dialect.quoting == QUOTE_NONNUMERIC and not quoted:
            return float(text) if text else ''
        return text


def reader(csvfile, /, dialect='excel', **fmtparams):
    """An iterator over the rows of a table."""
    return _Reader(csvfile, _made(dialect, fmtparams))


class _Writer:
    """Writes rows to something with a method `write`."""

    def __init__(self, csvfile, dialect):
        if not hasattr(csvfile, 'write'):
            raise TypeError('argument 1 must have a "write" method')
        self._write = csvfile.write
        self.dialect = dialect

    def writerow(self, row):
        """Write a row."""
        try:
            row = list(row)
        except TypeError:
            raise Error(f'iterable expected, not {type(row).__name__}') from None
        fields = [self._text(value) for value in row]
        if len(row) == 1 and fields[0] == '':
            if self.dialect.quoting == QUOTE_NONE:
                raise Error('single empty field record must be quoted')
            fields[0] = self.dialect.quotechar * 2
        return self._write(self.dialect.delimiter.join(fields) + self.dialect.lineterminator)

    def writerows(self, rows):
        """Write all rows."""
        for row in rows:
            self.writerow(row)

    def _text(self, value):
        dialect = self.dialect
        quoting = dialect.quoting
        number = isinstance(value, (int, float))
        text = '' if value is None else str(value)
        special = (dialect.delimiter, dialect.quotechar, dialect.escapechar, '\r', '\n')
        needs = any(char and char in text for char in special)
        if quoting == QUOTE_NONE:
            if needs:
                if dialect.escapechar is None:
                    raise Error('need to escape, but no escapechar set')
                for char in (dialect.escapechar, dialect.delimiter, dialect.quotechar):
                    if char:
                        text = text.replace(char, dialect.escapechar + char)
            return text
        if (quoting == QUOTE_ALL or quoting == QUOTE_NONNUMERIC and not number
                or quoting == QUOTE_STRINGS and isinstance(value, str)
                or quoting == QUOTE_NOTNULL and value is not None):
            needs = True
        if not needs:
            return text
        quote = dialect.quotechar
        if dialect.doublequote:
            text = text.replace(quote, quote + quote)
        elif dialect.escapechar:
            text = text.replace(quote, dialect.escapechar + quote)
        elif quote in text:
            raise Error('need to escape, but no escapechar set')
        return quote + text + quote


def writer(csvfile, /, dialect='excel', **fmtparams):
    """Something that writes rows to a file."""
    return _Writer(csvfile, _made(dialect, fmtparams))


class DictReader:
    """Rows as dicts, by the names in the first row."""

    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel",
                 *args, **kwds):
        self._fieldnames = list(fieldnames) if fieldnames is not None else None
        self.restkey = restkey
        self.restval = restval
        self.reader = reader(f, dialect, *args, **kwds)
        self.dialect = dialect
        self.line_num = 0

    def __iter__(self):
        return self

    @property
    def fieldnames(self):
        """The names of the columns."""
        if self._fieldnames is None:
            try:
                self._fieldnames = next(self.reader)
            except StopIteration:
                pass
        self.line_num = self.reader.line_num
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    def __next__(self):
        if self.line_num == 0:
            self.fieldnames
        row = next(self.reader)
        self.line_num = self.reader.line_num
        while row == []:
            row = next(self.reader)
        d = dict(zip(self.fieldnames, row))
        names = len(self.fieldnames)
        if names < len(row):
            d[self.restkey] = row[names:]
        for key in self.fieldnames[len(row):]:
            d[key] = self.restval
        return d


class DictWriter:
    """Writes dicts as rows."""

    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel",
                 *args, **kwds):
        self.fieldnames = list(fieldnames)
        self.restval = restval
        extrasaction = extrasaction.lower()
        if extrasaction not in ("raise", "ignore"):
            raise ValueError("extrasaction (%s) must be 'raise' or 'ignore'" % extrasaction)
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, *args, **kwds)

    def writeheader(self):
        """Write the names as a row."""
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def _dict_to_list(self, rowdict):
        if self.extrasaction == "raise":
            wrong = [key for key in rowdict if key not in self.fieldnames]
            if wrong:
                raise ValueError("dict contains fields not in fieldnames: "
                                 + ", ".join([repr(x) for x in wrong]))
        return (rowdict.get(key, self.restval) for key in self.fieldnames)

    def writerow(self, rowdict):
        """Write a dict as a row."""
        return self.writer.writerow(self._dict_to_list(rowdict))

    def writerows(self, rowdicts):
        """Write all of them."""
        return self.writer.writerows(map(self._dict_to_list, rowdicts))
