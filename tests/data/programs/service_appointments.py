"""A calendar of appointments: dates, times, durations, repeated events, a scheduler that runs them."""

import sched
import time
from datetime import date, datetime, time as clock, timedelta, timezone


class Appointment:
    def __init__(self, title, start, minutes, every=None, until=None):
        self.title = title
        self.start = start
        self.length = timedelta(minutes=minutes)
        self.every = every
        self.until = until

    @property
    def end(self):
        return self.start + self.length

    def occurrences(self):
        moment = self.start
        while True:
            yield Appointment(self.title, moment, self.length / timedelta(minutes=1))
            if self.every is None:
                return
            moment += self.every
            if moment.date() > self.until:
                return

    def overlaps(self, other):
        return self.start < other.end and other.start < self.end

    def __str__(self):
        return f"{self.start:%a %d %b %H:%M}-{self.end:%H:%M} {self.title}"


class Agenda:
    def __init__(self):
        self.appointments = []

    def add(self, appointment):
        for occurrence in appointment.occurrences():
            for other in self.appointments:
                if occurrence.overlaps(other):
                    print(f"conflict: {occurrence} with {other}")
                    break
            else:
                self.appointments.append(occurrence)

    def on(self, day):
        return sorted((a for a in self.appointments if a.start.date() == day), key=lambda a: a.start)

    def free(self, day, opens=clock(9), closes=clock(17)):
        at = datetime.combine(day, opens)
        for appointment in self.on(day):
            if appointment.start > at:
                yield at, appointment.start
            at = max(at, appointment.end)
        end = datetime.combine(day, closes)
        if at < end:
            yield at, end


agenda = Agenda()
monday = date(2026, 3, 2)
agenda.add(Appointment("stand-up", datetime(2026, 3, 2, 9, 15), 15, timedelta(days=1), monday + timedelta(days=4)))
agenda.add(Appointment("review", datetime(2026, 3, 3, 13, 0), 90))
agenda.add(Appointment("dentist", datetime(2026, 3, 3, 14, 0), 30))
agenda.add(Appointment("lunch", datetime.fromisoformat("2026-03-04T12:30"), 60))
agenda.add(Appointment("party", datetime.strptime("6 March 2026 4:30 PM", "%d %B %Y %I:%M %p"), 120))
for offset in range(5):
    day = monday + timedelta(offset)
    print(day.strftime("%A, %d.%m.%Y"), "- week", day.isocalendar()[1])
    for appointment in agenda.on(day):
        print("   ", appointment)
    gaps = [f"{start:%H:%M}-{end:%H:%M} ({(end - start).seconds // 60} min)" for start, end in agenda.free(day)]
    print("    free:", ", ".join(gaps))
total = sum((a.length for a in agenda.appointments), timedelta())
print("hours planned:", total.total_seconds() / 3600, "=", total)

meeting = datetime(2026, 3, 29, 10, 0, tzinfo=timezone.utc)
for name, hours in (("London", 1), ("New York", -4), ("Delhi", 5.5), ("Auckland", 13)):
    local = meeting.astimezone(timezone(timedelta(hours=hours), name))
    print(f"{local.tzname():<10}{local:%d %b %H:%M %z} {local == meeting}")
birthday = date(2000, 2, 29)
age = (date(2026, 3, 2) - birthday).days
print("days old:", age, "years:", age // 365.2425, "next leap:", birthday.replace(year=2028))

done = []
scheduler = sched.scheduler(time.monotonic, time.sleep)
started = time.monotonic()
scheduler.enter(0.03, 1, done.append, ("third",))
scheduler.enter(0.01, 2, done.append, argument=("second",))
scheduler.enter(0.01, 1, done.append, ("first",))
cancelled = scheduler.enter(0.02, 1, done.append, ("never",))


def again(count):
    done.append(f"again {count}")
    if count:
        scheduler.enter(0.005, 1, again, kwargs={"count": count - 1})


scheduler.enter(0.04, 1, again, (2,))
scheduler.cancel(cancelled)
print(len(scheduler.queue), scheduler.empty())
scheduler.run()
print(done, scheduler.empty(), 0.05 <= time.monotonic() - started < 0.5)
