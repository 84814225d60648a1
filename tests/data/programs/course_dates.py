"""Date arithmetic: ages, business days, recurring events, ISO formats, time zones of fixed offset, calendars."""
import calendar
from datetime import MAXYEAR, date, datetime, time, timedelta, timezone


def age(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def business_days(start, end, holidays=frozenset()):
    day, count = start, 0
    while day < end:
        count += day.weekday() < 5 and day not in holidays
        day += timedelta(days=1)
    return count


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


today = date(2024, 2, 29)
print(age(date(1990, 3, 1), today), age(date(1990, 2, 28), today), age(date(2000, 2, 29), date(2023, 2, 28)))
print(business_days(date(2024, 1, 1), date(2024, 2, 1), {date(2024, 1, 1)}))
for months in (1, 12, -1, -3, 25):
    print(months, add_months(today, months), add_months(date(2024, 1, 31), months))
delta = datetime(2024, 3, 1, 12, 30) - datetime(2024, 2, 28, 23, 45, 15)
print(delta, repr(delta), delta.days, delta.seconds, delta.total_seconds(), delta // timedelta(hours=1), delta % timedelta(hours=1), delta / 2, -delta, abs(-delta))
print(timedelta(weeks=1, hours=-5, milliseconds=1500), timedelta(0.5), timedelta(days=-1), timedelta(1) > timedelta(hours=23), timedelta.max.days, timedelta.resolution, timedelta() or "nothing")
print(divmod(timedelta(days=10), timedelta(days=3)), timedelta(minutes=90) * 1.5, sum([timedelta(1), timedelta(2)], timedelta()))
moment = datetime(2024, 12, 31, 23, 59, 59, 999999)
print(moment + timedelta(microseconds=1), moment.isoformat(), moment.isoformat(" ", "minutes"), moment.date(), moment.time(), moment.timetuple().tm_yday, moment.isocalendar(), moment.weekday(), moment.isoweekday())
print(moment.strftime("%A, %d. %B %Y, %H:%M:%S.%f|%y|%j|%U|%W|%I %p|%a %b|%c|%x|%X|%%|%G-W%V-%u"), moment.ctime())
for text, form in [("2024-02-29 13:45", "%Y-%m-%d %H:%M"), ("29/Feb/24", "%d/%b/%y"), ("1:05 PM", "%I:%M %p"), ("Friday 5 January 2024", "%A %d %B %Y"), ("2024-060", "%Y-%j"), ("12:30:15.25 +0200", "%H:%M:%S.%f %z")]:
    print(repr(datetime.strptime(text, form)))
for text in ("2024-02-30", "2023-02-29", "24-1-1", "x"):
    try:
        print(date.fromisoformat(text))
    except ValueError as error:
        print("ValueError:", error)
for text, form in (("2024-13-01", "%Y-%m-%d"), ("2024-01-01x", "%Y-%m-%d"), ("31/02/2024", "%d/%m/%Y"), ("x", "%Q")):
    try:
        print(datetime.strptime(text, form))
    except ValueError as error:
        print("ValueError:", error)
print(datetime.fromisoformat("2024-05-06T07:08:09.123+05:30"), datetime.fromisoformat("20240506T070809Z"), date.fromisoformat("2024-W10-1"), time.fromisoformat("04:23:01"))
utc = datetime(2024, 7, 1, 12, tzinfo=timezone.utc)
india = timezone(timedelta(hours=5, minutes=30), "IST")
print(utc, utc.astimezone(india), utc.astimezone(india).tzname(), india, repr(india), repr(timezone.utc), utc.timestamp(), datetime.fromtimestamp(0, timezone.utc), utc == utc.astimezone(india), utc.utcoffset(), timezone(timedelta(hours=-3)))
print(datetime.combine(date(2024, 1, 1), time(9, 30)), time(9, 30) < time(10), time(23, 59, 59).replace(second=0), date.min, date.max, datetime.min, MAXYEAR, date.fromordinal(738945), date(2024, 2, 29).toordinal(), date.fromisocalendar(2024, 9, 4))
for bad in (lambda: date(2024, 2, 30), lambda: date(2024, 13, 1), lambda: time(25), lambda: date.max + timedelta(1), lambda: utc - datetime(2024, 1, 1), lambda: utc < datetime(2024, 1, 1), lambda: timezone(timedelta(days=2)), lambda: utc.replace(hour=24)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(calendar.month(2024, 2), calendar.isleap(2100), calendar.leapdays(2000, 2025), calendar.monthrange(2023, 2)[1], calendar.weekday(2024, 2, 29), calendar.day_name[3], list(calendar.month_abbr)[:3])
print(calendar.monthcalendar(2024, 9)[0], [d for d in calendar.Calendar(6).itermonthdays(2024, 9)][:8], sep="\n")
fridays = [date(2024, m, 13) for m in range(1, 13) if date(2024, m, 13).weekday() == 4]
print(*fridays, sep=", ")
print(sorted([date(2024, 5, 1), date(2023, 5, 1), date(2024, 1, 9)]), {date(2024, 1, 1): "new year"}[date(2024, 1, 1)], hash(date(2024, 1, 1)) == hash(date(2024, 1, 1)))
