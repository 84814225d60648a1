"""Dates, times and durations: arithmetic, text both ways, errors."""

from datetime import *
import datetime as dtm
import time
td=timedelta
print(td(1,2,3), repr(td(hours=25,milliseconds=5)), -td(1), td(0), td(seconds=-1), abs(td(-5)), td(days=1.5), td(microseconds=0.5), td(microseconds=1.5), td(seconds=0.1))
print(td(hours=1)*1.5, td(hours=1)/7, td(hours=1)//7, td(hours=3)/td(hours=2), td(5)%td(3), divmod(td(5),td(3)), td(1)>td(0), sum([td(1),td(2)],td()), td(weeks=2).total_seconds(), td(minutes=90).total_seconds())
d=date(2024,2,29)
print(d, repr(d), d.weekday(), d.isoweekday(), d.isocalendar(), d+td(366), d-date(2023,1,1), d.replace(day=1), d.strftime('%A %d %B %Y %j %U %W %V %G'), f'{d:%d/%m/%y}', d.timetuple(), d.ctime(), d.toordinal(), date.fromordinal(738945), date.min, date.max, hash(d)==hash(date(2024,2,29)))
for s in ['2024-02-29','20240229','2024-W09-4','2024W094']: print(date.fromisoformat(s))
for y in range(1998,2012): print(date(y,1,1).isocalendar(), date(y,12,31).isocalendar())
x=datetime(2024,2,29,13,5,9,1234)
print(x, repr(x), x.isoformat(), x.isoformat(' ','minutes'), x.isoformat(timespec='milliseconds'), x.date(), x.time(), x.timetuple(), x+td(days=1,hours=12), x-datetime(2024,1,1), x.strftime('%Y-%m-%d %H:%M:%S.%f %p %I %a %b %c|%x|%X|%Z|%z|%%'), x.ctime(), x.timestamp(), x.replace(tzinfo=timezone.utc).timestamp())
u=x.replace(tzinfo=timezone.utc); z=u.astimezone(timezone(td(hours=5,minutes=30)))
print(u,z,u==z,repr(z),z.strftime('%z %Z'), timezone(td(hours=-3)), repr(timezone.utc), timezone(td(hours=2),'X'), z.utcoffset(), u-z)
for s in ['2024-02-29T13:05:09','2024-02-29 13:05:09.001234','2024-02-29T13:05:09+05:30','2024-02-29T13:05Z','20240229T130509','2024-02-29T13','2024-02-29']: print(repr(datetime.fromisoformat(s)))
for s in ['nope','2024-13-01','2024-02-30','2024-02-29T25:00']:
    try: print(datetime.fromisoformat(s))
    except ValueError as e: print(e)
for s,f in [('2024-03-01 10:20:30','%Y-%m-%d %H:%M:%S'),('1 Mar 24','%d %b %y'),('March 5, 2023 3:07 PM','%B %d, %Y %I:%M %p'),('2024-060','%Y-%j'),('20240301','%Y%m%d'),('10:20:30.123','%H:%M:%S.%f'),('2024-03-01T10:00:00+0200','%Y-%m-%dT%H:%M:%S%z'),('2024 10 1','%Y %W %w')]:
    print(repr(datetime.strptime(s,f)), time.strptime(s,f))
for s,f in [('2024-03-01','%Y/%m/%d'),('2024-03-01 10','%Y-%m-%d'),('2024-02-30','%Y-%m-%d'),('x','%Q'),('x','%')]:
    try: print(datetime.strptime(s,f))
    except ValueError as e: print(e)
for f in [lambda:date(2024,13,1),lambda:date(2024,2,30),lambda:date(0,1,1),lambda:datetime(2024,1,1,24),lambda:datetime(2024,1,1,0,60),lambda:td('x'),lambda:x<u,lambda:x-u,lambda:date(2024),lambda:date.max+td(1),lambda:timezone(td(1)),lambda:date('a',1,1)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(dtm.time(1,2,3), repr(dtm.time(1,2)), dtm.time(10,20)<dtm.time(11), dtm.time.fromisoformat('04:23:01.5'), dtm.time(1,2,tzinfo=timezone.utc), dtm.time(12,30).strftime('%H-%M'), dtm.time(1,2,3).replace(hour=9), dtm.time.max)
print(datetime.fromtimestamp(0, timezone.utc), datetime.fromtimestamp(1.5,timezone.utc), datetime.combine(date(2024,1,2), dtm.time(3,4)), datetime.min, datetime.max, d==x, x==d, x in {x:1}, sorted([date(2024,1,2),date(2023,1,1)]))
print(isinstance(x,date), datetime.resolution, max(d,date(2025,1,1)), {td(1):2}[td(hours=24)], bool(td()), str(td(days=-1,seconds=5)), x.year, x.hour, type(x-x), x.weekday())
print(time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(0)), time.asctime(time.gmtime(86400*365)), repr(time.gmtime(12345.6)), time.gmtime(5).tm_year, time.gmtime(0)[:3], time.gmtime(0).tm_zone, time.mktime((2024,14,35,0,0,0,0,0,0)) if time.tzname[0]=='UTC' else 0, len(time.gmtime()), time.gmtime(0)==time.gmtime(0.5))
for f in [lambda: time.struct_time((1,2)), lambda: time.strftime('%Y',(1,2)), lambda: time.asctime((2024,13,1,1,1,1,1,1,1)), lambda: time.get_clock_info('x'), lambda: time.sleep(-1), lambda: time.strftime('%Y %m',(2024,0,1,1,1,1,1,1,1))]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(time.strftime("%-d %e %k|%l %^a %u %w %y %C %g %G %V %h %D %T %R %r %F %n%t|%s", time.gmtime(1e9)))
print(time.get_clock_info('time'), isinstance(time.time_ns(), int))
