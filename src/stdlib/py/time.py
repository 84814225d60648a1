"""Dates out of seconds, and text out of dates; the clocks and sleep() are native.

The wall clock starts at 2026-01-01 09:00:00 in every run, and local time is UTC.
"""

from _structseq import structseq

_DAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
_MONTHS = ('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
           'September', 'October', 'November', 'December')

# Numbers of clocks (linux/time.h).
CLOCK_REALTIME = 0
CLOCK_MONOTONIC = 1
CLOCK_PROCESS_CPUTIME_ID = 2
CLOCK_THREAD_CPUTIME_ID = 3
CLOCK_MONOTONIC_RAW = 4
CLOCK_BOOTTIME = 7


class struct_time(structseq):
    """A date and time of day, as a tuple whose items have names."""

    _fields = ('tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday',
               'tm_yday', 'tm_isdst', 'tm_zone', 'tm_gmtoff')
    _visible = 9


class _ClockInfo:
    """What get_clock_info() gives."""

    def __init__(self, adjustable, implementation, monotonic, resolution):
        self.adjustable = adjustable
        self.implementation = implementation
        self.monotonic = monotonic
        self.resolution = resolution

    def __repr__(self):
        return (f"namespace(implementation={self.implementation!r}, "
                f"monotonic={self.monotonic}, adjustable={self.adjustable}, "
                f"resolution={self.resolution})")


_CLOCKS = {
    'time': (True, 'clock_gettime(CLOCK_REALTIME)', False),
    'monotonic': (False, 'clock_gettime(CLOCK_MONOTONIC)', True),
    'perf_counter': (False, 'clock_gettime(CLOCK_MONOTONIC)', True),
    'process_time': (False, 'clock_gettime(CLOCK_PROCESS_CPUTIME_ID)', True),
    'thread_time': (False, 'clock_gettime(CLOCK_THREAD_CPUTIME_ID)', True),
}


def get_clock_info(name, /):
    """How a clock is read, and how fine it is."""
    if name not in _CLOCKS:
        raise ValueError("unknown clock")
    return _ClockInfo(*_CLOCKS[name], 1e-09)


def clock_gettime_ns(clk_id, /):
    """A clock by its number, in nanoseconds."""
    if clk_id == CLOCK_REALTIME:
        return time_ns()
    if clk_id in (CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME):
        return monotonic_ns()
    if clk_id == CLOCK_PROCESS_CPUTIME_ID:
        return process_time_ns()
    if clk_id == CLOCK_THREAD_CPUTIME_ID:
        return thread_time_ns()
    raise OSError(22, 'Invalid argument')


def clock_gettime(clk_id, /):
    """A clock by its number, in seconds."""
    return clock_gettime_ns(clk_id) / 1e9


def clock_getres(clk_id, /):
    """How fine a clock is, in seconds."""
    clock_gettime_ns(clk_id)
    return 1e-09


def tzset():
    """Read the time zone again: it stays UTC."""


def _broken_down(seconds, zone):
    fields = _civil(time() if seconds is None else seconds)
    return struct_time((*fields, 0, zone, 0))


def gmtime(seconds=None, /):
    """The date and time of day in UTC."""
    return _broken_down(seconds, 'GMT')


def localtime(seconds=None, /):
    """The same as gmtime() but for the zone's name: the laboratory's clock shows UTC."""
    return _broken_down(seconds, 'UTC')


def _tuple(t, function):
    if not isinstance(t, tuple):
        raise TypeError("Tuple or struct_time argument required")
    if len(t) != 9:
        raise TypeError(f"{function}(): illegal time tuple argument")
    return t


def mktime(t, /):
    """Seconds of a date and time of day; months and days beyond their range are carried."""
    year, month, day, hour, minute, second = _tuple(t, 'mktime')[:6]
    year, month = year + (month - 1) // 12, (month - 1) % 12
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400 - 719162
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    days += sum(lengths[:month]) + day - 1
    return float(days * 86400 + hour * 3600 + minute * 60 + second)


def _checked(t, function):
    """The tuple, or ValueError for what is no date (timemodule.c: checktm)."""
    _tuple(t, function)
    # A zero means "not said": the first month, the first day.
    year, month, day, hour, minute, second, wday, yday, isdst = t
    month, day, yday = month or 1, day or 1, yday or 1
    for what, value, low, high in (('month', month, 1, 12), ('day of month', day, 1, 31),
                                   ('hour', hour, 0, 23), ('minute', minute, 0, 59),
                                   ('seconds', second, 0, 61), ('day of year', yday, 1, 366)):
        if not low <= value <= high:
            raise ValueError(f'{what} out of range')
    if wday < -1:
        raise ValueError('day of week out of range')
    return (year, month, day, hour, minute, second, wday % 7, yday, isdst)


def asctime(t=None, /):
    """'Thu Jan  1 00:00:00 2026'."""
    t = _checked(localtime() if t is None else t, 'asctime')
    return '%s %s %2d %02d:%02d:%02d %d' % (
        _DAYS[t[6]][:3], _MONTHS[t[1] - 1][:3], t[2], t[3], t[4], t[5], t[0])


def ctime(seconds=None, /):
    """The date and time of day as text."""
    return asctime(localtime(seconds))


def strftime(format, t=None, /):
    """The date and time of day in a form of your own."""
    zone = getattr(t, 'tm_zone', None) or 'UTC'
    t = _checked(localtime() if t is None else t, 'strftime')
    out = []
    chars = iter(format)
    for char in chars:
        if char != '%':
            out.append(char)
            continue
        code = next(chars, '')
        flag = ''
        if code and code in '-_0^#':    # glibc's flags
            flag, code = code, next(chars, '')
        text = zone if code == 'Z' else _directive(code, t)
        if text is None:
            out.append('%' + flag + code)
            continue
        out.append(_flagged(flag, text) if flag else text)
    return ''.join(out)


def _flagged(flag, text):
    if flag == '^':
        return text.upper()
    if flag == '#':
        return text.swapcase()
    digits = text.lstrip(' 0') or '0'
    if flag == '-':
        return digits
    return digits.rjust(len(text), ' ' if flag == '_' else '0')


def _iso_week(t):
    """(year, week) of ISO 8601: the week belongs to the year that its Thursday is in."""
    thursday = t[7] - 1 - t[6] + 3
    year = t[0]
    if thursday < 0:
        year -= 1
        thursday += 365 + _is_leap(year)
    elif thursday >= 365 + _is_leap(year):
        thursday -= 365 + _is_leap(year)
        year += 1
    return year, thursday // 7 + 1


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


_COMBINED = {'F': '%Y-%m-%d', 'T': '%H:%M:%S', 'X': '%H:%M:%S', 'R': '%H:%M', 'D': '%m/%d/%y',
             'x': '%m/%d/%y', 'r': '%I:%M:%S %p', 'c': '%a %b %e %H:%M:%S %Y'}
_DIRECTIVES = {
    'Y': lambda t: str(t[0]),
    'C': lambda t: '%02d' % (t[0] // 100),
    'y': lambda t: '%02d' % (t[0] % 100),
    'm': lambda t: '%02d' % t[1],
    'd': lambda t: '%02d' % t[2],
    'e': lambda t: '%2d' % t[2],
    'H': lambda t: '%02d' % t[3],
    'k': lambda t: '%2d' % t[3],
    'I': lambda t: '%02d' % ((t[3] + 11) % 12 + 1),
    'l': lambda t: '%2d' % ((t[3] + 11) % 12 + 1),
    'M': lambda t: '%02d' % t[4],
    'S': lambda t: '%02d' % t[5],
    'p': lambda t: 'AM' if t[3] < 12 else 'PM',
    'P': lambda t: 'am' if t[3] < 12 else 'pm',
    'j': lambda t: '%03d' % t[7],
    'a': lambda t: _DAYS[t[6]][:3],
    'A': lambda t: _DAYS[t[6]],
    'b': lambda t: _MONTHS[t[1] - 1][:3],
    'h': lambda t: _MONTHS[t[1] - 1][:3],
    'B': lambda t: _MONTHS[t[1] - 1],
    'w': lambda t: str((t[6] + 1) % 7),
    'u': lambda t: str(t[6] + 1),
    'U': lambda t: '%02d' % ((t[7] + 6 - (t[6] + 1) % 7) // 7),
    'W': lambda t: '%02d' % ((t[7] + 6 - t[6]) // 7),
    'G': lambda t: str(_iso_week(t)[0]),
    'g': lambda t: '%02d' % (_iso_week(t)[0] % 100),
    'V': lambda t: '%02d' % _iso_week(t)[1],
    's': lambda t: str(int(mktime(t))),
    'z': lambda t: '+0000',
    'n': lambda t: '\n',
    't': lambda t: '\t',
    '%': lambda t: '%',
}


def _directive(code, t):
    if code in _COMBINED:
        return strftime(_COMBINED[code], t)
    if code in _DIRECTIVES:
        return _DIRECTIVES[code](t)
    return None


def strptime(string, format='%a %b %d %H:%M:%S %Y', /):
    """The struct_time that a text stands for."""
    from _strptime import _strptime_time
    return _strptime_time(string, format)
