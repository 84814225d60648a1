"""Tracebacks as text and as data. The marks under the lines are the interpreter's own."""

import linecache
import sys
import _frames

__all__ = ['extract_stack', 'extract_tb', 'format_exception', 'format_exception_only',
           'format_list', 'format_stack', 'format_tb', 'print_exc', 'format_exc',
           'print_exception', 'print_last', 'print_stack', 'print_tb', 'clear_frames',
           'FrameSummary', 'StackSummary', 'TracebackException', 'walk_stack', 'walk_tb',
           'print_list']

_RECURSIVE_CUTOFF = 3       # lines of the same frame at the same place that are shown

_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"


class _Sentinel:
    def __repr__(self):
        return "<implicit>"


_sentinel = _Sentinel()


class FrameSummary:
    """One line of a traceback: file, line, function, and the source."""

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None,
                 end_lineno=None, colno=None, end_colno=None, **kwargs):
        self.filename = filename
        self.lineno = lineno
        self.end_lineno = lineno if end_lineno is None else end_lineno
        self.colno = colno
        self.end_colno = end_colno
        self.name = name
        self.locals = None if locals is None else {k: repr(v) for k, v in locals.items()}
        self._line = line
        self._shown = None
        if lookup_line:
            self.line

    @property
    def line(self):
        if self._line is None:
            if self.lineno is None:
                return None
            self._line = linecache.getline(self.filename, self.lineno)
        return self._line.strip()

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return tuple(self) == tuple(other)
        if isinstance(other, tuple):
            return tuple(self) == other
        return NotImplemented

    def __getitem__(self, pos):
        return (self.filename, self.lineno, self.name, self.line)[pos]

    def __iter__(self):
        return iter([self.filename, self.lineno, self.name, self.line])

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"

    def __len__(self):
        return 4


def walk_stack(f):
    """The frames from f outwards, each with its line."""
    if f is None:
        f = _frames.getframe(1)
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def walk_tb(tb):
    """The frames of a traceback from the outermost inwards, each with its line."""
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


class StackSummary(list):
    """A list of FrameSummary objects."""

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        """A summary of what walk_stack() or walk_tb() gives."""
        return klass._of(frame_gen, limit, lookup_lines, capture_locals, False)

    @classmethod
    def _of(klass, frame_gen, limit, lookup_lines, capture_locals, marked):
        if limit is None:
            limit = getattr(sys, 'tracebacklimit', None)
            if limit is not None and limit < 0:
                limit = 0
        found = list(frame_gen)
        if limit is not None:
            found = found[:limit] if limit >= 0 else found[limit:]
        result = klass()
        for frame, lineno in found:
            code = frame.f_code
            summary = FrameSummary(code.co_filename, lineno, code.co_name, lookup_line=False,
                                   locals=frame.f_locals if capture_locals else None)
            if marked:
                summary._shown = _frames.excerpt(frame)
            if lookup_lines:
                summary.line
            result.append(summary)
        return result

    @classmethod
    def from_list(klass, a_list):
        """A summary of FrameSummary objects or old-style tuples."""
        result = klass()
        for frame in a_list:
            if not isinstance(frame, FrameSummary):
                filename, lineno, name, line = frame
                frame = FrameSummary(filename, lineno, name, line=line)
            result.append(frame)
        return result

    def format_frame_summary(self, frame_summary, **kwargs):
        """The lines of one frame."""
        summary = frame_summary
        filename = summary.filename
        if filename.startswith("<stdin>-") and filename.endswith('>'):
            filename = "<stdin>"
        rows = ['  File "{}", line {}, in {}\n'.format(filename, summary.lineno, summary.name)]
        if summary._shown is not None:
            rows.extend(f'    {line}\n' for line in summary._shown)
        elif summary.line:
            rows.append(f'    {summary.line}\n')
        if summary.locals:
            for name, value in sorted(summary.locals.items()):
                rows.append(f'    {name} = {value}\n')
        return ''.join(rows)

    def format(self, **kwargs):
        """Text for each frame; of a frame at the same place no more than three times."""
        result = []
        last = None
        count = 0
        for summary in self:
            text = self.format_frame_summary(summary)
            if text is None:
                continue
            here = (summary.filename, summary.lineno, summary.name)
            if here != last:
                if count > _RECURSIVE_CUTOFF:
                    result.append(_repeated(count - _RECURSIVE_CUTOFF))
                last = here
                count = 0
            count += 1
            if count <= _RECURSIVE_CUTOFF:
                result.append(text)
        if count > _RECURSIVE_CUTOFF:
            result.append(_repeated(count - _RECURSIVE_CUTOFF))
        return result


def _repeated(count):
    return f'  [Previous line repeated {count} more time{"s" if count > 1 else ""}]\n'


def _safe_string(value, what, func=str):
    try:
        return func(value)
    except:
        return f'<{what} {func.__name__}() failed>'


class TracebackException:
    """An exception made ready to be shown, with its cause and context."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True,
                 capture_locals=False, compact=False, max_group_width=15, max_group_depth=10,
                 save_exc_type=True, _seen=None):
        if _seen is None:
            _seen = set()
        _seen.add(id(exc_value))
        self.stack = StackSummary._of(walk_tb(exc_traceback), limit, lookup_lines,
                                      capture_locals, True)
        self.exc_type = exc_type if save_exc_type else None
        self._type_name = _type_name(exc_type)
        self._str = _safe_string(exc_value, 'exception')
        if exc_value is not None:
            self._str += _frames.hint(exc_value)
        self.__notes__ = getattr(exc_value, '__notes__', None)
        self._syntax = None
        if exc_type and issubclass(exc_type, SyntaxError):
            self._syntax = (exc_value.filename, exc_value.lineno, exc_value.text,
                            exc_value.offset, exc_value.end_offset, exc_value.msg)
        self.__suppress_context__ = (exc_value is not None
                                     and exc_value.__suppress_context__)
        options = dict(limit=limit, lookup_lines=lookup_lines, capture_locals=capture_locals,
                       _seen=_seen)
        self.__cause__ = self.__context__ = None
        if exc_value is not None:
            self.__cause__ = _linked(exc_value.__cause__, options)
            if not (compact and self.__cause__ is not None):
                self.__context__ = _linked(exc_value.__context__, options)

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        """The same of an exception's own type and traceback."""
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    @property
    def exc_type_str(self):
        return self._type_name

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self.__dict__ == other.__dict__
        return NotImplemented

    def __str__(self):
        return self._str

    def format_exception_only(self, *, show_group=False, **kwargs):
        """The last lines: the exception's type and text, and its notes."""
        if self._type_name is None:
            yield _last_line('NoneType', self._str)
            return
        if self._syntax is not None:
            yield from _syntax_lines(self._type_name, *self._syntax)
        else:
            yield _last_line(self._type_name, self._str)
        notes = self.__notes__
        if notes is None:
            return
        if isinstance(notes, (list, tuple)):
            for note in notes:
                text = _safe_string(note, 'note')
                yield from [line + '\n' for line in text.split('\n')]
        else:
            yield '{}\n'.format(_safe_string(notes, '__notes__', func=repr))

    def format(self, *, chain=True, **kwargs):
        """All lines: the exceptions that led to this one first."""
        exc = self
        shown = [(None, exc)]
        while chain:
            if exc.__cause__ is not None:
                how, exc = _CAUSE, exc.__cause__
            elif exc.__context__ is not None and not exc.__suppress_context__:
                how, exc = _CONTEXT, exc.__context__
            else:
                break
            shown.append((how, exc))
        for how, exc in reversed(shown):
            if exc.stack:
                yield 'Traceback (most recent call last):\n'
                yield from exc.stack.format()
            yield from exc.format_exception_only()
            if how is not None:
                yield how

    def print(self, *, file=None, chain=True, **kwargs):
        """Write all lines to a file, standard error by default."""
        if file is None:
            file = sys.stderr
        for line in self.format(chain=chain):
            print(line, file=file, end="")


def _linked(exc, options):
    if exc is None or id(exc) in options['_seen']:
        return None
    return TracebackException(type(exc), exc, exc.__traceback__, **options)


def _type_name(exc_type):
    if exc_type is None:
        return None
    module = exc_type.__module__
    if module in ("__main__", "builtins"):
        return exc_type.__qualname__
    return f'{module}.{exc_type.__qualname__}'


def _last_line(name, text):
    if text is None or text == '':
        return "%s\n" % name
    return "%s: %s\n" % (name, text)


def _syntax_lines(name, filename, lineno, text, offset, end_offset, msg):
    if lineno is not None:
        yield '  File "{}", line {}\n'.format(filename or "<string>", lineno)
    elif filename is not None:
        yield '  File "{}"\n'.format(filename)
    if text is not None:
        stripped = text.rstrip('\n')
        margin = len(stripped) - len(stripped.lstrip(' \n\f'))
        line = stripped[margin:]
        yield '    {}\n'.format(line)
        if offset is not None and offset - 1 - margin >= 0:
            end = end_offset if end_offset not in (None, 0, -1) else offset
            start, width = offset - 1 - margin, max(1, end - offset)
            yield '    {}{}\n'.format(' ' * start, '^' * min(width, max(1, len(line) - start)))
    yield "%s: %s\n" % (name, msg or "<no detail available>")


def _parse(exc, value, tb):
    if (value is _sentinel) != (tb is _sentinel):
        raise ValueError("Both or neither of value and tb must be given")
    if value is _sentinel:
        if exc is None:
            return None, None
        if isinstance(exc, BaseException):
            return exc, exc.__traceback__
        raise TypeError(f'Exception expected for value, {type(exc).__name__} found')
    return value, tb


def print_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, file=None, chain=True,
                    **kwargs):
    """Write an exception with its traceback to a file, standard error by default."""
    value, tb = _parse(exc, value, tb)
    TracebackException(type(value), value, tb, limit=limit).print(file=file, chain=chain)


def format_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, chain=True, **kwargs):
    """The same as a list of lines."""
    value, tb = _parse(exc, value, tb)
    return list(TracebackException(type(value), value, tb, limit=limit).format(chain=chain))


def format_exception_only(exc, /, value=_sentinel, *, show_group=False, **kwargs):
    """The lines behind the traceback."""
    if value is _sentinel:
        value = exc
    return list(TracebackException(type(value), value, None,
                                   compact=True).format_exception_only())


def print_exc(limit=None, file=None, chain=True):
    """Write the exception being handled to a file, standard error by default."""
    print_exception(sys.exc_info()[1], limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """The exception being handled as one str."""
    return "".join(format_exception(sys.exc_info()[1], limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """Write the exception that ended an interactive statement: there is none in a program."""
    if not hasattr(sys, 'last_exc') and not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    print_exception(sys.last_exc, limit=limit, file=file, chain=chain)


def print_list(extracted_list, file=None):
    """Write what extract_tb() or extract_stack() gave."""
    if file is None:
        file = sys.stderr
    for item in StackSummary.from_list(extracted_list).format():
        print(item, file=file, end="")


def format_list(extracted_list):
    """The same as a list of lines."""
    return StackSummary.from_list(extracted_list).format()


def extract_tb(tb, limit=None):
    """The frames of a traceback as a StackSummary."""
    return StackSummary._of(walk_tb(tb), limit, True, False, True)


def print_tb(tb, limit=None, file=None):
    """Write the frames of a traceback."""
    print_list(extract_tb(tb, limit=limit), file=file)


def format_tb(tb, limit=None):
    """The same as a list of lines."""
    return extract_tb(tb, limit=limit).format()


def _stack(f, limit):
    if limit is None:
        limit = getattr(sys, 'tracebacklimit', None)
    frames = list(walk_stack(f))
    if limit is not None:
        frames = frames[:limit] if limit >= 0 else frames[limit:]
    return StackSummary.extract(reversed(frames))


def extract_stack(f=None, limit=None):
    """The frames of the caller as a StackSummary, the outermost first."""
    return _stack(_frames.getframe(1) if f is None else f, limit)


def print_stack(f=None, limit=None, file=None):
    """Write the frames of the caller."""
    print_list(_stack(_frames.getframe(1) if f is None else f, limit), file=file)


def format_stack(f=None, limit=None):
    """The same as a list of lines."""
    return _stack(_frames.getframe(1) if f is None else f, limit).format()


def clear_frames(tb):
    """Forget the local variables of a traceback's frames: ours keep none."""
