"""What is logged and how it is written: levels, records, formatters, filters."""

import sys
import time
import threading
import traceback
from _frames import getframe as _getframe

__name__ = 'logging'

CRITICAL = 50
FATAL = CRITICAL
ERROR = 40
WARNING = 30
WARN = WARNING
INFO = 20
DEBUG = 10
NOTSET = 0

_startTime = time.time_ns()
_lock = threading.RLock()

_levelToName = {
    CRITICAL: 'CRITICAL',
    ERROR: 'ERROR',
    WARNING: 'WARNING',
    INFO: 'INFO',
    DEBUG: 'DEBUG',
    NOTSET: 'NOTSET',
}
_nameToLevel = {
    'CRITICAL': CRITICAL,
    'FATAL': FATAL,
    'ERROR': ERROR,
    'WARN': WARNING,
    'WARNING': WARNING,
    'INFO': INFO,
    'DEBUG': DEBUG,
    'NOTSET': NOTSET,
}

# What every record looks at beside its own arguments; programs may switch parts off.
logThreads = True
logMultiprocessing = True
logProcesses = True
logAsyncioTasks = True


def getLevelNamesMapping():
    """A copy of the table of names and levels."""
    return _nameToLevel.copy()


def getLevelName(level):
    """The name of a level, or the level of a name."""
    result = _levelToName.get(level)
    if result is not None:
        return result
    result = _nameToLevel.get(level)
    if result is not None:
        return result
    return "Level %s" % level


def addLevelName(level, levelName):
    """Give a level a name."""
    with _lock:
        _levelToName[level] = levelName
        _nameToLevel[levelName] = level


def _checkLevel(level):
    if isinstance(level, int):
        return level
    if str(level) == level:
        if level not in _nameToLevel:
            raise ValueError("Unknown level: %r" % level)
        return _nameToLevel[level]
    raise TypeError("Level not an integer or a valid string: %r" % (level,))


def _process_name():
    """The name of this process, which only `multiprocessing` knows."""
    module = sys.modules.get('multiprocessing')
    if module is None:
        return 'MainProcess'
    try:
        return module.current_process().name
    except Exception:
        return 'MainProcess'


def _process_id():
    import os
    return os.getpid()


def _task_name():
    asyncio = sys.modules.get('asyncio')
    if asyncio is None:
        return None
    try:
        return asyncio.current_task().get_name()
    except Exception:
        return None


class LogRecord:
    """One event that was logged."""

    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None,
                 **kwargs):
        now = time.time_ns()
        self.name = name
        self.msg = msg
        # A single dict is the arguments of "%(name)s" forms.
        if args and len(args) == 1 and isinstance(args[0], dict) and args[0]:
            args = args[0]
        self.args = args
        self.levelname = getLevelName(level)
        self.levelno = level
        self.pathname = pathname
        self.filename = pathname.rpartition('/')[2]
        stem, dot, _ = self.filename.rpartition('.')
        self.module = stem if dot and stem else self.filename
        self.exc_info = exc_info
        self.exc_text = None
        self.stack_info = sinfo
        self.lineno = lineno
        self.funcName = func
        self.created = now / 1e9
        self.msecs = (now % 1_000_000_000) // 1_000_000 + 0.0
        self.relativeCreated = (now - _startTime) / 1e6
        if logThreads:
            self.thread = threading.get_ident()
            self.threadName = threading.current_thread().name
        else:
            self.thread = None
            self.threadName = None
        self.processName = _process_name() if logMultiprocessing else None
        self.process = _process_id() if logProcesses else None
        self.taskName = _task_name() if logAsyncioTasks else None

    def __repr__(self):
        return '<LogRecord: %s, %s, %s, %s, "%s">' % (self.name, self.levelno, self.pathname,
                                                      self.lineno, self.msg)

    def getMessage(self):
        """The message with its arguments put in."""
        msg = str(self.msg)
        if self.args:
            msg = msg % self.args
        return msg


_logRecordFactory = LogRecord


def setLogRecordFactory(factory):
    """Set what makes records."""
    global _logRecordFactory
    _logRecordFactory = factory


def getLogRecordFactory():
    """What makes records."""
    return _logRecordFactory


def _make_record(*args, **kwargs):
    return _logRecordFactory(*args, **kwargs)


def makeLogRecord(dict):
    """A record whose attributes are a dict's."""
    record = _logRecordFactory(None, None, "", 0, "", (), None, None)
    record.__dict__.update(dict)
    return record


def _is_percent_field(text):
    """Whether '%(name)s' or the like stands in a text."""
    at = text.find('%(')
    while at >= 0:
        end = text.find(')', at)
        if end < 0:
            return False
        rest = text[end + 1:].lstrip('#0+ -')
        rest = rest.lstrip('0123456789.')
        name = text[at + 2:end]
        if name.replace('_', '').isalnum() and rest[:1] in tuple('diouxefgcrsaDIOUXEFGCRSA%'):
            return True
        at = text.find('%(', at + 1)
    return False


class PercentStyle:
    """Formats in the manner of '%(message)s'."""

    default_format = '%(message)s'
    asctime_format = '%(asctime)s'
    asctime_search = '%(asctime)'

    def __init__(self, fmt, *, defaults=None):
        self._fmt = fmt or self.default_format
        self._defaults = defaults

    def usesTime(self):
        return self._fmt.find(self.asctime_search) >= 0

    def validate(self):
        if not _is_percent_field(self._fmt):
            raise ValueError("Invalid format '%s' for '%s' style"
                             % (self._fmt, self.default_format[0]))

    def _values(self, record):
        if self._defaults:
            return self._defaults | record.__dict__
        return record.__dict__

    def _format(self, record):
        return self._fmt % self._values(record)

    def format(self, record):
        try:
            return self._format(record)
        except KeyError as e:
            raise ValueError('Formatting field not found in record: %s' % e)


class StrFormatStyle(PercentStyle):
    """Formats in the manner of '{message}'."""

    default_format = '{message}'
    asctime_format = '{asctime}'
    asctime_search = '{asctime'

    def _format(self, record):
        return self._fmt.format(**self._values(record))

    def validate(self):
        fields = 0
        at = 0
        text = self._fmt.replace('{{', '').replace('}}', '')
        while True:
            start = text.find('{', at)
            if start < 0:
                break
            end = text.find('}', start)
            if end < 0:
                raise ValueError("invalid format: expected '}' before end of string")
            name = text[start + 1:end].partition(':')[0].partition('!')[0]
            if not name.replace('.', '').replace('_', '').replace('[', '').replace(']', '').isalnum():
                raise ValueError('invalid field name/expression: %r' % name)
            fields += 1
            at = end + 1
        if '}' in text[at:]:
            raise ValueError("invalid format: Single '}' encountered in format string")
        if not fields:
            raise ValueError('invalid format: no fields')


class StringTemplateStyle(PercentStyle):
    """Formats in the manner of '$message'."""

    default_format = '${message}'
    asctime_format = '${asctime}'
    asctime_search = '${asctime}'

    def usesTime(self):
        return self._fmt.find('$asctime') >= 0 or self._fmt.find(self.asctime_search) >= 0

    def _pieces(self):
        """Texts and names in turn."""
        text = self._fmt
        pieces = []
        at = 0
        while True:
            start = text.find('$', at)
            if start < 0:
                pieces.append((text[at:], None))
                return pieces
            end = start + 1
            if text[end:end + 1] == '$':
                pieces.append((text[at:end], None))
                at = end + 1
                continue
            braced = text[end:end + 1] == '{'
            end += braced
            first = end
            while end < len(text) and (text[end].isalnum() or text[end] == '_'):
                end += 1
            if first == end or braced and text[end:end + 1] != '}':
                raise ValueError('invalid format: bare \'$\' not allowed')
            pieces.append((text[at:start], text[first:end]))
            at = end + braced

    def validate(self):
        if not any(name for _, name in self._pieces()):
            raise ValueError('invalid format: no fields')

    def _format(self, record):
        values = self._values(record)
        out = []
        for text, name in self._pieces():
            out.append(text)
            if name is not None:
                out.append(str(values[name]))
        return ''.join(out)


BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"
_STYLES = {
    '%': (PercentStyle, BASIC_FORMAT),
    '{': (StrFormatStyle, '{levelname}:{name}:{message}'),
    '$': (StringTemplateStyle, '${levelname}:${name}:${message}'),
}


class Formatter:
    """Makes text of records."""

    converter = time.localtime
    default_time_format = '%Y-%m-%d %H:%M:%S'
    default_msec_format = '%s,%03d'

    def __init__(self, fmt=None, datefmt=None, style='%', validate=True, *, defaults=None):
        if style not in _STYLES:
            raise ValueError('Style must be one of: %s' % ','.join(_STYLES.keys()))
        self._style = _STYLES[style][0](fmt, defaults=defaults)
        if validate:
            self._style.validate()
        self._fmt = self._style._fmt
        self.datefmt = datefmt

    def formatTime(self, record, datefmt=None):
        """When the record was made, as text."""
        converter = self.converter
        # CPython's clocks are builtins, which are not bound to the object they are found on.
        if getattr(converter, '__func__', None) in (time.localtime, time.gmtime):
            converter = converter.__func__
        moment = converter(record.created)
        if datefmt:
            return time.strftime(datefmt, moment)
        text = time.strftime(self.default_time_format, moment)
        if self.default_msec_format:
            text = self.default_msec_format % (text, record.msecs)
        return text

    def formatException(self, ei):
        """The traceback of an exception as text."""
        text = ''.join(traceback.format_exception(ei[0], ei[1], ei[2], None))
        return text[:-1] if text[-1:] == "\n" else text

    def usesTime(self):
        """Whether the format says when."""
        return self._style.usesTime()

    def formatMessage(self, record):
        return self._style.format(record)

    def formatStack(self, stack_info):
        """The stack of a record as text."""
        return stack_info

    def format(self, record):
        """The record as text: the format, then the exception, then the stack."""
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        text = self.formatMessage(record)
        if record.exc_info:
            # The text is kept, so that several handlers make it once.
            if not record.exc_text:
                record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            if text[-1:] != "\n":
                text = text + "\n"
            text = text + record.exc_text
        if record.stack_info:
            if text[-1:] != "\n":
                text = text + "\n"
            text = text + self.formatStack(record.stack_info)
        return text


_defaultFormatter = Formatter()


class BufferingFormatter:
    """Makes one text of several records."""

    def __init__(self, linefmt=None):
        self.linefmt = linefmt if linefmt else _defaultFormatter

    def formatHeader(self, records):
        return ""

    def formatFooter(self, records):
        return ""

    def format(self, records):
        if not records:
            return ""
        return (self.formatHeader(records) + ''.join(map(self.linefmt.format, records))
                + self.formatFooter(records))


class Filter:
    """Lets records of a logger and those below it pass."""

    def __init__(self, name=''):
        self.name = name
        self.nlen = len(name)

    def filter(self, record):
        """Whether the record passes."""
        if self.nlen == 0 or self.name == record.name:
            return True
        if record.name.find(self.name, 0, self.nlen) != 0:
            return False
        return record.name[self.nlen] == "."


class Filterer:
    """What loggers and handlers have in common: a list of filters."""

    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        """Let this filter say too whether a record passes."""
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        """Do not ask this filter any more."""
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        """The record (or another that a filter put in its place), or False."""
        for f in self.filters:
            result = f.filter(record) if hasattr(f, 'filter') else f(record)
            if not result:
                return False
            if isinstance(result, LogRecord):
                record = result
        return record


def _is_internal(frame):
    return frame.f_code.co_filename in _OWN_FILES


def _caller(stacklevel):
    """The frame that called a function of this package; the library's own do not count."""
    frame = _getframe(1)
    while frame is not None and _is_internal(frame):
        frame = frame.f_back
    outermost = frame
    while frame is not None and stacklevel > 1:
        frame = frame.f_back
        if frame is None:
            break
        if not _is_internal(frame):
            outermost = frame
            stacklevel -= 1
    return outermost


# Files whose frames are not the caller's; `logging` adds its own.
_OWN_FILES = [__file__]
