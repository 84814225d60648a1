"""Dates and times of day. The clock starts at 2026-01-01 09:00:00 in every run; local time is UTC."""

import time as _clock
from _datetime import (MINYEAR, MAXYEAR, timedelta, tzinfo, timezone, date, UTC, _check_date,
                       _civil, _compare, _digits, _format_offset, _index, _op_name, _ordinal,
                       _parse_iso_date, _strftime, _time_tuple, _DAYS, _MONTHS)

__all__ = ("date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MINYEAR", "MAXYEAR",
           "UTC")

_EPOCH = 719163     # the ordinal of 1970-01-01
_SPECS = {'hours': '{:02d}', 'minutes': '{:02d}:{:02d}', 'seconds': '{:02d}:{:02d}:{:02d}'}


def _check_time(hour, minute, second, microsecond, fold):
    values = _index(hour), _index(minute), _index(second), _index(microsecond)
    for name, value, most in zip(('hour', 'minute', 'second', 'microsecond'), values,
                                 (23, 59, 59, 999999)):
        if not 0 <= value <= most:
            raise ValueError(f'{name} must be in 0..{most}')
    if fold not in (0, 1):
        raise ValueError('fold must be either 0 or 1')
    return values


def _check_zone(tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError("tzinfo argument must be None or of a tzinfo subclass, "
                        f"not type '{type(tz).__name__}'")


def _check_offset(name, offset):
    if offset is None:
        return None
    if not isinstance(offset, timedelta):
        raise TypeError(f"tzinfo.{name}() must return None or a timedelta, not "
                        f"'{type(offset).__name__}'")
    if not -timedelta(1) < offset < timedelta(1):
        raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and "
                         f"timedelta(hours=24), not {offset!r}")
    return offset


def _format_time(hour, minute, second, micro, timespec):
    if timespec == 'auto':
        timespec = 'microseconds' if micro else 'seconds'
    if timespec == 'milliseconds':
        return '%02d:%02d:%02d.%03d' % (hour, minute, second, micro // 1000)
    if timespec == 'microseconds':
        return '%02d:%02d:%02d.%06d' % (hour, minute, second, micro)
    if timespec not in _SPECS:
        raise ValueError('Unknown timespec value')
    return _SPECS[timespec].format(hour, minute, second)


def _parse_clock(text):
    """[hour, minute, second, microsecond] of '10:20:30.5', '1020' and the like."""
    colon = text[2:3] == ':'
    parts = [0, 0, 0, 0]
    at = 0
    for which in range(3):
        parts[which] = _digits(text[at:at + 2], 2)
        at += 2
        if at == len(text):
            return parts
        if text[at] in '.,' and which == 2:
            break
        if colon:
            if text[at] != ':' or which == 2:
                raise ValueError
            at += 1
        elif which == 2:
            raise ValueError
    fraction = text[at + 1:]
    if not fraction or not fraction.isdigit() or not fraction.isascii():
        raise ValueError
    parts[3] = int(fraction[:6].ljust(6, '0'))
    return parts


def _parse_iso_time(text):
    """[hour, minute, second, microsecond, zone] of a time of day with its offset."""
    if len(text) < 2:
        raise ValueError
    zone = None
    at = max(text.find('+'), text.find('-'), text.find('Z'))
    if at >= 0:
        if text[at] == 'Z':
            if at + 1 != len(text):
                raise ValueError
            zone = timezone.utc
        else:
            hours, minutes, seconds, micros = _parse_clock(text[at + 1:])
            offset = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=micros)
            zone = timezone(-offset if text[at] == '-' else offset)
        text = text[:at]
    return [*_parse_clock(text), zone]


class time:
    """A time of day."""

    __slots__ = ('_hour', '_minute', '_second', '_microsecond', '_tzinfo', '_fold')

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        values = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._hour, self._minute, self._second, self._microsecond = values
        self._tzinfo = tzinfo
        self._fold = fold
        return self

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    @classmethod
    def fromisoformat(cls, time_string, /):
        """The time of a text such as '10:20:30'."""
        if not isinstance(time_string, str):
            raise TypeError('fromisoformat: argument must be str')
        try:
            return cls(*_parse_iso_time(time_string.removeprefix('T')))
        except ValueError:
            raise ValueError(f'Invalid isoformat string: {time_string!r}') from None

    def isoformat(self, timespec='auto'):
        """'10:20:30', with the microseconds and the offset where there are some."""
        text = _format_time(self._hour, self._minute, self._second, self._microsecond, timespec)
        offset = self.utcoffset()
        return text if offset is None else text + _format_offset(offset)

    __str__ = isoformat

    def __repr__(self):
        args = [self._hour, self._minute]
        if self._second or self._microsecond:
            args.append(self._second)
        if self._microsecond:
            args.append(self._microsecond)
        args = [str(arg) for arg in args]
        if self._tzinfo is not None:
            args.append(f'tzinfo={self._tzinfo!r}')
        if self._fold:
            args.append('fold=1')
        cls = type(self)
        return f"{cls.__module__}.{cls.__qualname__}({', '.join(args)})"

    def strftime(self, format):
        """The time in a form of your own."""
        t = _clock.struct_time((1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1))
        return _strftime(self, format, t)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def utcoffset(self):
        if self._tzinfo is None:
            return None
        return _check_offset('utcoffset', self._tzinfo.utcoffset(None))

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(None)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *,
                fold=None):
        """The same time with some parts changed."""
        return type(self)(self._hour if hour is None else hour,
                          self._minute if minute is None else minute,
                          self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo,
                          fold=self._fold if fold is None else fold)

    __replace__ = replace

    def _key(self):
        micros = ((self._hour * 60 + self._minute) * 60 + self._second) * 10**6
        offset = self.utcoffset()
        shift = 0 if offset is None else offset // timedelta(microseconds=1)
        return micros + self._microsecond - shift

    def _compared(self, other, op):
        if not isinstance(other, time):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            if op == '==':
                return False
            raise TypeError("can't compare offset-naive and offset-aware times")
        return _op_name(op, self._key(), other._key())

    __eq__ = _compare('==')
    __lt__ = _compare('<')
    __le__ = _compare('<=')
    __gt__ = _compare('>')
    __ge__ = _compare('>=')

    def __hash__(self):
        return hash(self._key())

    def __reduce__(self):
        return type(self), (self._hour, self._minute, self._second, self._microsecond,
                            self._tzinfo)


_time_class = time
time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)


class datetime(date):
    """A day and a time of day."""

    __slots__ = ('_hour', '_minute', '_second', '_microsecond', '_tzinfo', '_fold')

    def __new__(cls, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0,
                tzinfo=None, *, fold=0):
        if month is None or day is None:
            missing, at = ('month', 2) if month is None else ('day', 3)
            raise TypeError(f"function missing required argument '{missing}' (pos {at})")
        year, month, day = _check_date(year, month, day)
        values = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._year, self._month, self._day = year, month, day
        self._hour, self._minute, self._second, self._microsecond = values
        self._tzinfo = tzinfo
        self._fold = fold
        return self

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    @classmethod
    def _from_micros(cls, micros, tz=None):
        """A moment counted in microseconds from 1970."""
        days, rest = divmod(micros, 86400000000)
        if not 1 <= days + _EPOCH <= 3652059:
            raise ValueError(f"year {1970 + days // 365} is out of range")
        seconds, micro = divmod(rest, 1000000)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return cls(*_civil(days + _EPOCH), hour, minute, second, micro, tz)

    def _micros(self):
        days = self.toordinal() - _EPOCH
        seconds = ((days * 24 + self._hour) * 60 + self._minute) * 60 + self._second
        return seconds * 1000000 + self._microsecond

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        """The moment of some seconds since 1970."""
        _check_zone(tz)
        moment = cls._from_micros(_to_micros(timestamp), tz)
        return moment if tz is None else tz.fromutc(moment)

    @classmethod
    def utcfromtimestamp(cls, t):
        """Deprecated: use fromtimestamp() with a zone."""
        import warnings
        warnings.warn("datetime.datetime.utcfromtimestamp() is deprecated and scheduled for "
                      "removal in a future version. Use timezone-aware objects to represent "
                      "datetimes in UTC: datetime.datetime.fromtimestamp(t, datetime.UTC).",
                      DeprecationWarning, stacklevel=2)
        return cls._from_micros(_to_micros(t))

    @classmethod
    def now(cls, tz=None):
        """The moment it is."""
        _check_zone(tz)
        moment = cls._from_micros(_clock.time_ns() // 1000, tz)
        return moment if tz is None else tz.fromutc(moment)

    @classmethod
    def today(cls):
        """The moment it is."""
        return cls.now()

    @classmethod
    def utcnow(cls):
        """Deprecated: use now() with a zone."""
        import warnings
        warnings.warn("datetime.datetime.utcnow() is deprecated and scheduled for removal in a "
                      "future version. Use timezone-aware objects to represent datetimes in "
                      "UTC: datetime.datetime.now(datetime.UTC).",
                      DeprecationWarning, stacklevel=2)
        return cls._from_micros(_clock.time_ns() // 1000)

    @classmethod
    def fromordinal(cls, ordinal, /):
        """Midnight of the day of a number."""
        if ordinal < 1:
            raise ValueError('ordinal must be >= 1')
        return cls(*_civil(ordinal))

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        """A day and a time of day together."""
        if tzinfo is True:
            tzinfo = time.tzinfo
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second,
                   time.microsecond, tzinfo, fold=time.fold)

    @classmethod
    def fromisoformat(cls, date_string, /):
        """The moment of a text such as '2026-01-31T10:20:30+01:00'."""
        if not isinstance(date_string, str):
            raise TypeError('fromisoformat: argument must be str')
        try:
            end = _date_length(date_string)
            parts = _parse_iso_date(date_string[:end])
            rest = date_string[end + 1:]
            clock = _parse_iso_time(rest) if len(date_string) > end else []
        except ValueError:
            raise ValueError(f'Invalid isoformat string: {date_string!r}') from None
        return cls(*parts, *clock)

    @classmethod
    def strptime(cls, date_string, format, /):
        """The moment that a text stands for."""
        import _strptime
        return _strptime._strptime_datetime(cls, date_string, format)

    def timetuple(self):
        dst = self.dst()
        isdst = -1 if dst is None else int(bool(dst))
        return _time_tuple(self, self._hour, self._minute, self._second, isdst)

    def utctimetuple(self):
        offset = self.utcoffset()
        moment = self - offset if offset else self
        return _time_tuple(moment, moment._hour, moment._minute, moment._second, 0)

    def timestamp(self):
        """Seconds since 1970; without a zone, local time is UTC here."""
        offset = self.utcoffset()
        shift = 0 if offset is None else offset // timedelta(microseconds=1)
        return (self._micros() - shift) / 1000000

    def date(self):
        return date(self._year, self._month, self._day)

    def time(self):
        return _time_class(self._hour, self._minute, self._second, self._microsecond,
                           fold=self._fold)

    def timetz(self):
        return _time_class(self._hour, self._minute, self._second, self._microsecond,
                           self._tzinfo, fold=self._fold)

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None,
                microsecond=None, tzinfo=True, *, fold=None):
        """The same moment with some parts changed."""
        return type(self)(self._year if year is None else year,
                          self._month if month is None else month,
                          self._day if day is None else day,
                          self._hour if hour is None else hour,
                          self._minute if minute is None else minute,
                          self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo,
                          fold=self._fold if fold is None else fold)

    __replace__ = replace

    def astimezone(self, tz=None):
        """The same moment as the clocks of another zone show it."""
        if tz is None:
            tz = timezone(timedelta(0), 'UTC')
        _check_zone(tz)
        if tz is self._tzinfo:
            return self
        offset = self.utcoffset()
        utc = self.replace(tzinfo=tz)
        if offset:
            utc -= offset
        return tz.fromutc(utc)

    def ctime(self):
        return '%s %s %2d %02d:%02d:%02d %04d' % (
            _DAYS[self.weekday()], _MONTHS[self._month - 1], self._day, self._hour,
            self._minute, self._second, self._year)

    def isoformat(self, sep='T', timespec='auto'):
        """'2026-01-31T10:20:30', with the microseconds and the offset where there are some."""
        text = '%04d-%02d-%02d%s' % (self._year, self._month, self._day, sep)
        text += _format_time(self._hour, self._minute, self._second, self._microsecond, timespec)
        offset = self.utcoffset()
        return text if offset is None else text + _format_offset(offset)

    def __str__(self):
        return self.isoformat(sep=' ')

    def __repr__(self):
        args = [self._year, self._month, self._day, self._hour, self._minute]
        if self._second or self._microsecond:
            args.append(self._second)
        if self._microsecond:
            args.append(self._microsecond)
        args = [str(arg) for arg in args]
        if self._tzinfo is not None:
            args.append(f'tzinfo={self._tzinfo!r}')
        if self._fold:
            args.append('fold=1')
        cls = type(self)
        return f"{cls.__module__}.{cls.__qualname__}({', '.join(args)})"

    def utcoffset(self):
        if self._tzinfo is None:
            return None
        return _check_offset('utcoffset', self._tzinfo.utcoffset(self))

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(self)

    def dst(self):
        if self._tzinfo is None:
            return None
        return _check_offset('dst', self._tzinfo.dst(self))

    def _instant(self):
        offset = self.utcoffset()
        return self._micros() - (0 if offset is None else offset // timedelta(microseconds=1))

    def _compared(self, other, op):
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            if op == '==':
                return False
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return _op_name(op, self._instant(), other._instant())

    # Defining __eq__ here again keeps __hash__ from being lost.
    __eq__ = _compare('==')

    def __hash__(self):
        return hash(self._instant())

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        micros = self._micros() + other // timedelta(microseconds=1)
        if not 1 <= micros // 86400000000 + _EPOCH <= 3652059:
            raise OverflowError("date value out of range")
        return type(self)._from_micros(micros, self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return timedelta(microseconds=self._instant() - other._instant())

    def __reduce__(self):
        return type(self), (self._year, self._month, self._day, self._hour, self._minute,
                            self._second, self._microsecond, self._tzinfo)


def _to_micros(timestamp):
    if isinstance(timestamp, int):
        return timestamp * 1000000
    whole = int(timestamp // 1)
    return whole * 1000000 + round((timestamp - whole) * 1000000)


def _date_length(text):
    """Where the date of an ISO text ends."""
    if len(text) < 7:
        raise ValueError
    if text[4] == '-':
        if text[5] != 'W':
            return 10
        return 10 if text[8:9] == '-' and text[9:10].isdigit() else 8
    if text[4] != 'W':
        return 8
    return 8 if text[7:8].isdigit() else 7


datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
