"""The half of `datetime` without a time of day: durations, zones and dates."""

from time import localtime as _localtime, time as _time

__name__ = 'datetime'

MINYEAR = 1
MAXYEAR = 9999
_MAXORDINAL = 3652059
_DAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
_MONTHS = ('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')
_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    if month == 2:
        return 28 + _is_leap(year)
    return 30 if month in (4, 6, 9, 11) else 31


def _ordinal(year, month, day):
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400 + _BEFORE[month - 1]
    return days + (month > 2 and _is_leap(year)) + day


def _civil(ordinal):
    """(year, month, day) of a day counted from 1 January of the year 1."""
    n = ordinal - 1
    n400, n = divmod(n, 146097)
    n100, n = divmod(n, 36524)
    n4, n = divmod(n, 1461)
    n1, n = divmod(n, 365)
    year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1
    if n1 == 4 or n100 == 4:
        return year - 1, 12, 31
    month = 12
    while n < _BEFORE[month - 1] + (month > 2 and _is_leap(year)):
        month -= 1
    return year, month, n - _BEFORE[month - 1] - (month > 2 and _is_leap(year)) + 1


def _index(value):
    if isinstance(value, int):
        return int(value)
    if hasattr(value, '__index__'):
        return value.__index__()
    raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")


def _check_date(year, month, day):
    year, month, day = _index(year), _index(month), _index(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f'year {year} is out of range')
    if not 1 <= month <= 12:
        raise ValueError('month must be in 1..12')
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError('day is out of range for month')
    return year, month, day


class timedelta:
    """A duration: days, seconds and microseconds."""

    __slots__ = ('_days', '_seconds', '_microseconds')

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0,
                weeks=0):
        whole = 0
        part = 0.0
        for name, value, unit in (
                ('days', days, 86400000000), ('seconds', seconds, 1000000),
                ('microseconds', microseconds, 1), ('milliseconds', milliseconds, 1000),
                ('minutes', minutes, 60000000), ('hours', hours, 3600000000),
                ('weeks', weeks, 604800000000)):
            if isinstance(value, int):
                whole += value * unit
            elif isinstance(value, float):
                units = int(value)
                whole += units * unit
                rest = (value - units) * unit
                micros = int(rest)
                whole += micros
                part += rest - micros
            else:
                raise TypeError(f'unsupported type for timedelta {name} component: '
                                f'{type(value).__name__}')
        if part:
            # Halves go to the even microsecond of the sum.
            rounded = round(part)
            if abs(part - int(part)) == 0.5 and (whole + rounded) % 2:
                rounded = int(part) + (1 if part > 0 else -1) * (rounded == int(part))
            whole += rounded
        return cls._from_micros(whole)

    @classmethod
    def _from_micros(cls, total):
        seconds, micros = divmod(total, 1000000)
        days, seconds = divmod(seconds, 86400)
        if not -999999999 <= days <= 999999999:
            raise OverflowError("days=%d; must have magnitude <= 999999999" % days)
        self = object.__new__(cls)
        self._days = days
        self._seconds = seconds
        self._microseconds = micros
        return self

    @property
    def days(self):
        return self._days

    @property
    def seconds(self):
        return self._seconds

    @property
    def microseconds(self):
        return self._microseconds

    def _micros(self):
        return (self._days * 86400 + self._seconds) * 1000000 + self._microseconds

    def total_seconds(self):
        """The duration in seconds."""
        return self._micros() / 10**6

    def __repr__(self):
        parts = []
        for name in ('days', 'seconds', 'microseconds'):
            if getattr(self, name):
                parts.append(f'{name}={getattr(self, name)}')
        cls = type(self)
        return f"{cls.__module__}.{cls.__qualname__}({', '.join(parts) or '0'})"

    def __str__(self):
        minutes, seconds = divmod(self._seconds, 60)
        hours, minutes = divmod(minutes, 60)
        text = '%d:%02d:%02d' % (hours, minutes, seconds)
        if self._days:
            text = '%d day%s, %s' % (self._days, '' if abs(self._days) == 1 else 's', text)
        if self._microseconds:
            text += '.%06d' % self._microseconds
        return text

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_micros(self._micros() + other._micros())
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_micros(self._micros() - other._micros())
        return NotImplemented

    def __rsub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_micros(other._micros() - self._micros())
        return NotImplemented

    def __neg__(self):
        return timedelta._from_micros(-self._micros())

    def __pos__(self):
        return self

    def __abs__(self):
        return -self if self._days < 0 else self

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._from_micros(self._micros() * other)
        if isinstance(other, float):
            top, bottom = other.as_integer_ratio()
            return timedelta._from_micros(_divide_nearest(self._micros() * top, bottom))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._micros() // other._micros()
        if isinstance(other, int):
            return timedelta._from_micros(self._micros() // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._micros() / other._micros()
        if isinstance(other, int):
            return timedelta._from_micros(_divide_nearest(self._micros(), other))
        if isinstance(other, float):
            top, bottom = other.as_integer_ratio()
            return timedelta._from_micros(_divide_nearest(self._micros() * bottom, top))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_micros(self._micros() % other._micros())
        return NotImplemented

    def __divmod__(self, other):
        if isinstance(other, timedelta):
            quotient, rest = divmod(self._micros(), other._micros())
            return quotient, timedelta._from_micros(rest)
        return NotImplemented

    def __eq__(self, other):
        if isinstance(other, timedelta):
            return self._micros() == other._micros()
        return NotImplemented

    def __lt__(self, other):
        if isinstance(other, timedelta):
            return self._micros() < other._micros()
        return NotImplemented

    def __le__(self, other):
        if isinstance(other, timedelta):
            return self._micros() <= other._micros()
        return NotImplemented

    def __gt__(self, other):
        if isinstance(other, timedelta):
            return self._micros() > other._micros()
        return NotImplemented

    def __ge__(self, other):
        if isinstance(other, timedelta):
            return self._micros() >= other._micros()
        return NotImplemented

    def __hash__(self):
        return hash((self._days, self._seconds, self._microseconds))

    def __bool__(self):
        return self._micros() != 0

    def __reduce__(self):
        return type(self), (self._days, self._seconds, self._microseconds)


def _divide_nearest(a, b):
    """a / b as an int, halves to the even one."""
    if b < 0:
        a, b = -a, -b
    quotient, rest = divmod(a, b)
    if 2 * rest > b or (2 * rest == b and quotient % 2):
        quotient += 1
    return quotient


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999)
timedelta.resolution = timedelta(microseconds=1)


class tzinfo:
    """A time zone: subclasses define what it does."""

    def tzname(self, dt):
        raise NotImplementedError("tzinfo subclass must override tzname()")

    def utcoffset(self, dt):
        raise NotImplementedError("tzinfo subclass must override utcoffset()")

    def dst(self, dt):
        raise NotImplementedError("tzinfo subclass must override dst()")

    def fromutc(self, dt):
        """The local time of a moment that is given in UTC."""
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError("fromutc() requires a non-None utcoffset() result")
        summer = dt.dst()
        if summer is None:
            raise ValueError("fromutc() requires a non-None dst() result")
        standard = offset - summer
        if standard:
            dt += standard
            summer = dt.dst()
            if summer is None:
                raise ValueError("fromutc(): dt.dst gave inconsistent results; cannot convert")
        return dt + summer


UTC = None      # set when its class is there


class timezone(tzinfo):
    """A zone at a fixed distance from UTC."""

    def __new__(cls, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError("timezone() argument 1 must be datetime.timedelta, not "
                            f"{type(offset).__name__}")
        if name is None:
            if not offset and cls is timezone and UTC is not None:
                return UTC
        elif not isinstance(name, str):
            raise TypeError(f"timezone() argument 2 must be str, not {type(name).__name__}")
        if not timedelta(-1) < offset < timedelta(1):
            raise ValueError("offset must be a timedelta strictly between "
                             "-timedelta(hours=24) and timedelta(hours=24), "
                             f"not {offset!r}.")
        self = object.__new__(cls)
        self._offset = offset
        self._name = name
        return self

    def __eq__(self, other):
        if isinstance(other, timezone):
            return self._offset == other._offset
        return NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return 'datetime.timezone.utc'
        named = '' if self._name is None else f', {self._name!r}'
        return f'datetime.timezone({self._offset!r}{named})'

    def __str__(self):
        return self.tzname(None)

    def utcoffset(self, dt, /):
        return self._offset

    def tzname(self, dt, /):
        if self._name is not None:
            return self._name
        if not self._offset:
            return 'UTC'
        return 'UTC' + _format_offset(self._offset)

    def dst(self, dt, /):
        return None

    def fromutc(self, dt, /):
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        return dt + self._offset


UTC = timezone.utc = timezone(timedelta(0))
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))


def _format_offset(offset, colon=':'):
    """'+02:00', with seconds and microseconds where there are some."""
    sign = '+'
    if offset.days < 0:
        sign = '-'
        offset = -offset
    minutes, seconds = divmod(offset.seconds, 60)
    text = '%s%02d%s%02d' % (sign, minutes // 60, colon, minutes % 60)
    if seconds or offset.microseconds:
        text += '%s%02d' % (colon, seconds)
    if offset.microseconds:
        text += '.%06d' % offset.microseconds
    return text


def _compare(op):
    def method(self, other):
        return self._compared(other, op)
    return method


def _op_name(op, a, b):
    if op == '==':
        return a == b
    if op == '<':
        return a < b
    if op == '<=':
        return a <= b
    if op == '>':
        return a > b
    return a >= b


class IsoCalendarDate(tuple):
    """Year, week and weekday of ISO 8601."""

    year = property(lambda self: self[0])
    week = property(lambda self: self[1])
    weekday = property(lambda self: self[2])

    def __repr__(self):
        return f'datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})'


def _iso_week_one(year):
    """The ordinal of the Monday that the first ISO week of a year begins with."""
    first = _ordinal(year, 1, 1)
    weekday = (first + 6) % 7
    monday = first - weekday
    return monday + 7 if weekday > 3 else monday


def _parse_iso_date(text):
    """(year, month, day) of '2026-01-31', '20260131', '2026-W05-6' or '2026W056'."""
    year = _digits(text[:4], 4)
    dashed = text[4:5] == '-'
    rest = text[5:] if dashed else text[4:]
    if rest[:1] == 'W':
        week = _digits(rest[1:3], 2)
        day = 1
        tail = rest[3:]
        if tail:
            if dashed != (tail[0] == '-'):
                raise ValueError('Inconsistent use of dash separator')
            day = _digits(tail[1:] if dashed else tail, 1)
        moment = date.fromisocalendar(year, week, day)
        return moment.year, moment.month, moment.day
    month = _digits(rest[:2], 2)
    if (rest[2:3] == '-') != dashed:
        raise ValueError('Inconsistent use of dash separator')
    return year, month, _digits(rest[3:] if dashed else rest[2:], 2)


def _digits(text, count):
    if len(text) != count or not text.isdigit() or not text.isascii():
        raise ValueError
    return int(text)


class date:
    """A day of the Gregorian calendar."""

    __slots__ = ('_year', '_month', '_day')

    def __new__(cls, year, month=None, day=None):
        if month is None or day is None:
            missing, at = ('month', 2) if month is None else ('day', 3)
            raise TypeError(f"function missing required argument '{missing}' (pos {at})")
        year, month, day = _check_date(year, month, day)
        self = object.__new__(cls)
        self._year = year
        self._month = month
        self._day = day
        return self

    @classmethod
    def fromtimestamp(cls, timestamp, /):
        """The day of some seconds since 1970."""
        t = _localtime(timestamp)
        return cls(t[0], t[1], t[2])

    @classmethod
    def today(cls):
        """The day it is."""
        return cls.fromtimestamp(_time())

    @classmethod
    def fromordinal(cls, ordinal, /):
        """The day of a number; 1 January of the year 1 is 1."""
        if ordinal < 1:
            raise ValueError('ordinal must be >= 1')
        if ordinal > _MAXORDINAL:
            raise ValueError('year is out of range')
        return cls(*_civil(ordinal))

    @classmethod
    def fromisoformat(cls, date_string, /):
        """The day of a text such as '2026-01-31'."""
        if not isinstance(date_string, str):
            raise TypeError('fromisoformat: argument must be str')
        if len(date_string) not in (7, 8, 10):
            raise ValueError(f'Invalid isoformat string: {date_string!r}')
        try:
            parts = _parse_iso_date(date_string)
        except ValueError:
            raise ValueError(f'Invalid isoformat string: {date_string!r}') from None
        return cls(*parts)

    @classmethod
    def fromisocalendar(cls, year, week, day):
        """The day of a year, week and weekday of ISO 8601."""
        if not MINYEAR <= year <= MAXYEAR:
            raise ValueError(f'Year is out of range: {year}')
        start = _iso_week_one(year)
        weeks = 52
        if year < MAXYEAR and _iso_week_one(year + 1) - start == 371:
            weeks = 53
        if not 1 <= week <= weeks:
            raise ValueError(f'Invalid week: {week}')
        if not 1 <= day <= 7:
            raise ValueError(f'Invalid weekday: {day} (range is [1, 7])')
        return cls(*_civil(start + (week - 1) * 7 + day - 1))

    @property
    def year(self):
        return self._year

    @property
    def month(self):
        return self._month

    @property
    def day(self):
        return self._day

    def __repr__(self):
        cls = type(self)
        return f'{cls.__module__}.{cls.__qualname__}({self._year}, {self._month}, {self._day})'

    def isoformat(self):
        """'2026-01-31'."""
        return '%04d-%02d-%02d' % (self._year, self._month, self._day)

    __str__ = isoformat

    def ctime(self):
        """'Sat Jan 31 00:00:00 2026'."""
        return '%s %s %2d 00:00:00 %04d' % (_DAYS[self.weekday()], _MONTHS[self._month - 1],
                                            self._day, self._year)

    def strftime(self, format):
        """The day in a form of your own."""
        return _strftime(self, format, self.timetuple())

    def __format__(self, spec):
        if not isinstance(spec, str):
            raise TypeError("must be str, not %s" % type(spec).__name__)
        return self.strftime(spec) if spec else str(self)

    def timetuple(self):
        """The day as a struct_time."""
        return _time_tuple(self, 0, 0, 0, -1)

    def toordinal(self):
        """Its number; 1 January of the year 1 is 1."""
        return _ordinal(self._year, self._month, self._day)

    def weekday(self):
        """0 for Monday to 6 for Sunday."""
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        """1 for Monday to 7 for Sunday."""
        return self.weekday() + 1

    def isocalendar(self):
        """Year, week and weekday of ISO 8601."""
        year = self._year
        today = self.toordinal()
        if today < _iso_week_one(year):
            year -= 1
        elif year < MAXYEAR and today >= _iso_week_one(year + 1):
            year += 1
        week, day = divmod(today - _iso_week_one(year), 7)
        return IsoCalendarDate((year, week + 1, day + 1))

    def replace(self, year=None, month=None, day=None):
        """The same day with another year, month or day."""
        return type(self)(self._year if year is None else year,
                          self._month if month is None else month,
                          self._day if day is None else day)

    __replace__ = replace

    def _compared(self, other, op):
        if isinstance(other, date) and not hasattr(other, 'hour'):
            return _op_name(op, (self._year, self._month, self._day),
                            (other._year, other._month, other._day))
        return NotImplemented

    __eq__ = _compare('==')
    __lt__ = _compare('<')
    __le__ = _compare('<=')
    __gt__ = _compare('>')
    __ge__ = _compare('>=')

    def __hash__(self):
        return hash((self._year, self._month, self._day))

    def __add__(self, other):
        if isinstance(other, timedelta):
            ordinal = self.toordinal() + other.days
            if 0 < ordinal <= _MAXORDINAL:
                return type(self).fromordinal(ordinal)
            raise OverflowError("date value out of range")
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def __reduce__(self):
        return type(self), (self._year, self._month, self._day)


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)


def _time_tuple(day, hour, minute, second, isdst):
    from time import struct_time
    yday = day.toordinal() - _ordinal(day._year, 1, 1) + 1
    return struct_time((day._year, day._month, day._day, hour, minute, second, day.weekday(),
                        yday, isdst))


def _strftime(moment, format, timetuple):
    """time.strftime() with %f, %z, %:z and %Z taken from the moment."""
    from time import strftime
    out = []
    at = 0
    while at < len(format):
        char = format[at]
        at += 1
        if char != '%' or at == len(format):
            out.append(char)
            continue
        code = format[at]
        at += 1
        if code == 'f':
            out.append('%06d' % getattr(moment, 'microsecond', 0))
        elif code == 'z' or code == ':' and format[at:at + 1] == 'z':
            at += code == ':'
            offset = moment.utcoffset() if hasattr(moment, 'utcoffset') else None
            if offset is not None:
                out.append(_format_offset(offset, '' if code == 'z' else ':'))
        elif code == 'Z':
            name = moment.tzname() if hasattr(moment, 'tzname') else None
            if name is not None:
                out.append(name.replace('%', '%%'))
        elif code in 'YG' and timetuple[0] < 1000:
            year = timetuple[0] if code == 'Y' else moment.isocalendar()[0]
            out.append('%04d' % year)
        else:
            out.append('%' + code)
    return strftime(''.join(out), timetuple)
