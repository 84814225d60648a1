"""Months and years as text, weekdays, leap years."""

import calendar
import datetime

print(calendar.month(2026, 1))
print(calendar.month(2024, 2, 3, 2))
calendar.prmonth(2025, 6)
print(calendar.calendar(2026)[:700])
print(calendar.isleap(2024), calendar.isleap(1900), calendar.leapdays(2000, 2025))
print(tuple(int(n) for n in calendar.monthrange(2026, 2)), int(calendar.weekday(2026, 1, 1)))
print(calendar.monthcalendar(2026, 2))
print(list(calendar.day_name), list(calendar.month_abbr), calendar.month_name[3], calendar.day_abbr[0])
sunday_first = calendar.TextCalendar(calendar.SUNDAY)
print(sunday_first.formatmonth(2026, 3))
print([str(day) for day in calendar.Calendar().itermonthdates(2026, 2)][:3])
print(list(calendar.Calendar(6).iterweekdays()), calendar.firstweekday())
calendar.setfirstweekday(calendar.SUNDAY)
print(calendar.weekheader(3))
print(calendar.timegm((2026, 1, 1, 9, 0, 0)))
for month in range(1, 13):
    days = calendar.monthrange(2024, month)[1]
    fridays = [
        day for day in range(1, days + 1)
        if datetime.date(2024, month, day).weekday() == calendar.FRIDAY
    ]
    print(f"{calendar.month_name[month]:>9} {days} {fridays}")
try:
    calendar.monthrange(2024, 13)
except calendar.IllegalMonthError as exc:
    print(exc, isinstance(exc, ValueError))
