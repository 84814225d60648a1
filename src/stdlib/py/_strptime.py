"""Dates out of text, by the directives of strftime()."""

from time import _DAYS, _MONTHS, struct_time
from datetime import date, datetime, timedelta, timezone

# Directive -> (name, most digits, least value, greatest value).
_NUMBERS = {
    'd': ('day', 2, 1, 31), 'm': ('month', 2, 1, 12), 'y': ('short_year', 2, 0, 99),
    'H': ('hour', 2, 0, 23), 'I': ('hour12', 2, 1, 12), 'M': ('minute', 2, 0, 59),
    'S': ('second', 2, 0, 61), 'j': ('yday', 3, 1, 366), 'w': ('sunday_first', 1, 0, 6),
    'u': ('monday_first', 1, 1, 7), 'U': ('sunday_week', 2, 0, 53),
    'W': ('monday_week', 2, 0, 53), 'V': ('iso_week', 2, 1, 53),
}
_COMBINED = {'c': '%a %b %d %H:%M:%S %Y', 'x': '%m/%d/%y', 'X': '%H:%M:%S'}


def _expanded(format):
    for code, text in _COMBINED.items():
        format = format.replace('%' + code, text)
    return format


def _parse(string, format):
    """What each directive stands for in the text. Numbers give digits back when what follows
    needs them, as a regular expression would."""
    if not isinstance(string, str):
        raise TypeError(f"strptime() argument 0 must be str, not {type(string)}")
    if not isinstance(format, str):
        raise TypeError(f"strptime() argument 1 must be str, not {type(format)}")
    pieces = _pieces(_expanded(format), format)
    codes = [what for kind, what in pieces if kind == 'code']
    if 'd' in codes and not ('Y' in codes or 'y' in codes or 'G' in codes):
        _warn_of_day_without_year()
    for end, found in _match(string, 0, pieces, 0):
        if end != len(string):
            raise ValueError("unconverted data remains: %s" % string[end:])
        return found
    raise ValueError("time data %r does not match format %r" % (string, format))


def _warn_of_day_without_year():
    import warnings
    warnings.warn("""\
Parsing dates involving a day of month without a year specified is ambiguious
and fails to parse leap day. The default behavior will change in Python 3.15
to either always raise an exception or to use a different default year (TBD).
To avoid trouble, add a specific year to the input & format.
See https://github.com/python/cpython/issues/70647.""", DeprecationWarning,
                  skip_file_prefixes=(__file__.rpartition('/')[0],))


def _pieces(expanded, format):
    pieces = []
    at = 0
    while at < len(expanded):
        char = expanded[at]
        if char == '%':
            code = expanded[at + 1:at + 2]
            if not code:
                raise ValueError("stray %% in format '%s'" % format)
            if code != '%' and code not in 'YaAbBpfzZGmdyHIMSjwuUWV':
                raise ValueError("'%s' is a bad directive in format '%s'" % (code, format))
            pieces.append(('text', '%') if code == '%' else ('code', code))
            at += 2
        elif char.isspace():
            while at < len(expanded) and expanded[at].isspace():
                at += 1
            pieces.append(('space', ''))
        else:
            pieces.append(('text', char))
            at += 1
    return pieces


def _match(string, at, pieces, which):
    """Every (end, values) in which the pieces from `which` on match; the longest numbers first."""
    if which == len(pieces):
        yield at, {}
        return
    kind, what = pieces[which]
    if kind == 'text':
        if string[at:at + 1].lower() == what.lower() and at < len(string):
            yield from _match(string, at + 1, pieces, which + 1)
        return
    if kind == 'space':
        end = at
        while end < len(string) and string[end].isspace():
            end += 1
        for stop in range(end, at, -1):
            yield from _match(string, stop, pieces, which + 1)
        return
    for end, name, value in _candidates(string, at, what):
        for stop, values in _match(string, end, pieces, which + 1):
            values.setdefault(name, value)
            yield stop, values


def _candidates(string, at, code):
    if code in _NUMBERS:
        name, digits, low, high = _NUMBERS[code]
        start = at
        # A day or an hour may be padded with a space.
        for end in range(min(at + digits, len(string)), start, -1):
            text = string[at:end]
            if text.isdigit() and low <= int(text) <= high:
                yield end, name, int(text)
        return
    if code in 'YG':
        text = string[at:at + 4]
        if len(text) == 4 and text.isdigit():
            yield at + 4, 'year' if code == 'Y' else 'iso_year', int(text)
    elif code == 'f':
        for end in range(min(at + 6, len(string)), at, -1):
            text = string[at:end]
            if text.isdigit():
                yield end, 'micro', int(text.ljust(6, '0'))
    elif code in 'aA':
        yield from _names(string, at, _DAYS, code == 'a', 'weekday', 0)
    elif code in 'bB':
        yield from _names(string, at, _MONTHS, code == 'b', 'month', 1)
    elif code == 'p':
        text = string[at:at + 2].lower()
        if text in ('am', 'pm'):
            yield at + 2, 'half', text
    elif code == 'Z':
        for name in ('utc', 'gmt'):
            if string[at:at + 3].lower() == name:
                yield at + 3, 'zone', string[at:at + 3]
    elif code == 'z':
        yield from _offsets(string, at)


def _names(string, at, names, short, what, first):
    found = []
    for number, name in enumerate(names):
        name = (name[:3] if short else name).lower()
        if string[at:at + len(name)].lower() == name:
            found.append((at + len(name), what, number + first))
    return sorted(found, reverse=True)


def _offsets(string, at):
    if string[at:at + 1] in ('Z', 'z'):
        yield at + 1, 'offset', (0, 0)
        return
    sign = string[at:at + 1]
    if not sign or sign not in '+-':
        return
    text = string[at + 1:]
    colon = text[2:3] == ':'
    width = 5 if colon else 4
    digits = text[:width].replace(':', '')
    if len(digits) != 4 or not digits.isdigit() or int(digits[2:]) > 59:
        return
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    end = at + 1 + width
    micros = 0
    more = string[end:end + 3]
    if colon and more[:1] == ':' and more[1:].isdigit() and len(more) == 3:
        seconds += int(more[1:])
        end += 3
        if string[end:end + 1] == '.' and string[end + 1:end + 2].isdigit():
            stop = end + 1
            while stop < len(string) and stop < end + 7 and string[stop].isdigit():
                stop += 1
            micros = int(string[end + 1:stop].ljust(6, '0'))
            end = stop
    if sign == '-':
        seconds, micros = -seconds, -micros
    yield end, 'offset', (seconds, micros)


def _fields(string, format):
    """(year, month, day, hour, minute, second, weekday, day of year), microsecond, offset, zone."""
    found = _parse(string, format)
    year = found.get('year')
    if year is None and 'short_year' in found:
        # POSIX: 69 to 99 are of the twentieth century.
        short = found['short_year']
        year = short + (2000 if short <= 68 else 1900)
    hour = found.get('hour', 0)
    if 'hour12' in found:
        hour = found['hour12'] % 12 + (12 if found.get('half') == 'pm' else 0)
    weekday = found.get('weekday')
    if 'monday_first' in found:
        weekday = found['monday_first'] - 1
    if 'sunday_first' in found:
        weekday = (found['sunday_first'] - 1) % 7
    yday = found.get('yday')
    month, day = found.get('month', 1), found.get('day', 1)
    leap_year_fix = year is None and month == 2 and day == 29
    known_year = year
    if year is None:
        year = 1904 if leap_year_fix else 1900
    if 'iso_year' in found:
        if 'iso_week' not in found or weekday is None:
            raise ValueError("ISO year directive '%G' must be used with the ISO week directive "
                             "'%V' and a weekday directive ('%A', '%a', '%w', or '%u').")
        moment = date.fromisocalendar(found['iso_year'], found['iso_week'], weekday + 1)
        year, month, day = moment.year, moment.month, moment.day
    elif yday is None and weekday is not None:
        yday = _yday_of_week(year, found, weekday)
    if yday is not None and yday > 0 and 'day' not in found and 'month' not in found:
        moment = date(year, 1, 1) + timedelta(days=yday - 1)
        year, month, day = moment.year, moment.month, moment.day
    elif yday is not None and yday <= 0:
        moment = date(year, 1, 1) + timedelta(days=yday - 1)
        year, month, day = moment.year, moment.month, moment.day
        yday = None
    if yday is None:
        yday = date(year, month, day).toordinal() - date(year, 1, 1).toordinal() + 1
    if weekday is None:
        weekday = date(year, month, day).weekday()
    if leap_year_fix and known_year is None:
        year = 1900
    moment = (year, month, day, hour, found.get('minute', 0), found.get('second', 0),
              weekday, yday)
    return moment, found.get('micro', 0), found.get('offset'), found.get('zone')


def _yday_of_week(year, found, weekday):
    """The day of the year of a weekday in a week of the year (%U or %W)."""
    if 'sunday_week' in found:
        week, sunday = found['sunday_week'], True
    elif 'monday_week' in found:
        week, sunday = found['monday_week'], False
    else:
        return None
    first = date(year, 1, 1).weekday()
    if sunday:
        first, weekday = (first + 1) % 7, (weekday + 1) % 7
    lead = (7 - first) % 7
    if week == 0:
        return 1 + weekday - first
    return 1 + lead + 7 * (week - 1) + weekday


def _strptime_time(string, format='%a %b %d %H:%M:%S %Y'):
    moment, _, offset, zone = _fields(string, format)
    gmtoff = None if offset is None else offset[0]
    isdst = 0 if zone is not None else -1
    return struct_time((*moment, isdst, zone, gmtoff))


def _strptime_datetime(cls, string, format):
    moment, micro, offset, zone = _fields(string, format)
    args = moment[:6] + (micro,)
    if offset is None:
        return cls(*args)
    delta = timedelta(seconds=offset[0], microseconds=offset[1])
    return cls(*args, timezone(delta, zone) if zone else timezone(delta))
