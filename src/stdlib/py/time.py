"""Dates out of seconds, and text out of dates; the clocks and sleep() are native. Local time is UTC."""

_DAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
_MONTHS = ('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
           'September', 'October', 'November', 'December')


class struct_time(tuple):
    """A date and time of day, as a tuple whose items have names."""

    tm_year = property(lambda self: self[0])
    tm_mon = property(lambda self: self[1])
    tm_mday = property(lambda self: self[2])
    tm_hour = property(lambda self: self[3])
    tm_min = property(lambda self: self[4])
    tm_sec = property(lambda self: self[5])
    tm_wday = property(lambda self: self[6])
    tm_yday = property(lambda self: self[7])
    tm_isdst = property(lambda self: self[8])
    tm_zone = 'UTC'
    tm_gmtoff = 0

    def __repr__(self):
        names = ('tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec',
                 'tm_wday', 'tm_yday', 'tm_isdst')
        shown = ', '.join(f'{name}={value}' for name, value in zip(names, self))
        return f'time.struct_time({shown})'


def gmtime(seconds=None):
    """The date and time of day in UTC."""
    return struct_time((*_civil(time() if seconds is None else seconds), 0))


def localtime(seconds=None):
    """The same as gmtime(): the laboratory's clock shows UTC."""
    return gmtime(seconds)


def mktime(t):
    """Seconds of a date and time of day."""
    year = t[0] - 1
    days = year * 365 + year // 4 - year // 100 + year // 400 - 719162
    leap = t[0] % 4 == 0 and (t[0] % 100 != 0 or t[0] % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    days += sum(lengths[:t[1] - 1]) + t[2] - 1
    return float(days * 86400 + t[3] * 3600 + t[4] * 60 + t[5])


def asctime(t=None):
    """'Thu Jan  1 00:00:00 2026'."""
    t = localtime() if t is None else t
    return '%s %s %2d %02d:%02d:%02d %d' % (
        _DAYS[t[6]][:3], _MONTHS[t[1] - 1][:3], t[2], t[3], t[4], t[5], t[0])


def ctime(seconds=None):
    """The date and time of day as text."""
    return asctime(localtime(seconds))


def strftime(format, t=None):
    """The date and time of day in a form of your own."""
    t = localtime() if t is None else t
    out = []
    chars = iter(format)
    for char in chars:
        if char != '%':
            out.append(char)
            continue
        code = next(chars, '')
        out.append(_directive(code, t))
    return ''.join(out)


def _directive(code, t):
    if code == 'Y':
        return str(t[0])
    if code == 'm':
        return '%02d' % t[1]
    if code == 'd':
        return '%02d' % t[2]
    if code == 'e':
        return '%2d' % t[2]
    if code == 'H':
        return '%02d' % t[3]
    if code == 'I':
        return '%02d' % ((t[3] + 11) % 12 + 1)
    if code == 'M':
        return '%02d' % t[4]
    if code == 'S':
        return '%02d' % t[5]
    if code == 'p':
        return 'AM' if t[3] < 12 else 'PM'
    if code == 'y':
        return '%02d' % (t[0] % 100)
    if code == 'j':
        return '%03d' % t[7]
    if code == 'a':
        return _DAYS[t[6]][:3]
    if code == 'A':
        return _DAYS[t[6]]
    if code in 'bh' and code:
        return _MONTHS[t[1] - 1][:3]
    if code == 'B':
        return _MONTHS[t[1] - 1]
    if code == 'w':
        return str((t[6] + 1) % 7)
    if code == 'u':
        return str(t[6] + 1)
    if code == 'Z':
        return 'UTC'
    if code == 'z':
        return '+0000'
    if code == 'F':
        return strftime('%Y-%m-%d', t)
    if code == 'T' or code == 'X':
        return strftime('%H:%M:%S', t)
    if code == 'R':
        return strftime('%H:%M', t)
    if code == 'D' or code == 'x':
        return strftime('%m/%d/%y', t)
    if code == 'c':
        return asctime(t)
    if code == 'n':
        return '\n'
    if code == 't':
        return '\t'
    if code == '%':
        return '%'
    return '%' + code
