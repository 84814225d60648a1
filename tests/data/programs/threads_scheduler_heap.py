"""A small cron: a heap of jobs, a Condition, one thread, and sched/Timer for comparison."""
import heapq
import itertools
import sched
import threading
import time
from functools import partial, total_ordering


@total_ordering
class Job:
    counter = itertools.count(1)

    def __init__(self, when, action, *args, repeat=None, **kwargs):
        self.id = next(self.counter)
        self.when, self.action, self.repeat = when, partial(action, *args, **kwargs), repeat
        self.cancelled = False

    def __eq__(self, other):
        return (self.when, self.id) == (other.when, other.id)

    def __lt__(self, other):
        if not isinstance(other, Job):
            return NotImplemented
        return (self.when, self.id) < (other.when, other.id)

    def __repr__(self):
        return "Job(%d%s)" % (self.id, ", every" if self.repeat else "")


class Scheduler(threading.Thread):
    def __init__(self):
        super().__init__(name="scheduler", daemon=True)
        self.jobs = []
        self.cond = threading.Condition()
        self.stopping = False
        self.log = []

    def after(self, delay, action, *args, **kw):
        job = Job(time.monotonic() + delay, action, *args, **kw)
        with self.cond:
            heapq.heappush(self.jobs, job)
            self.cond.notify()
        return job

    def stop(self):
        with self.cond:
            self.stopping = True
            self.cond.notify_all()

    def run(self):
        while True:
            with self.cond:
                while not self.stopping:
                    if not self.jobs:
                        self.cond.wait()
                    else:
                        delay = self.jobs[0].when - time.monotonic()
                        if delay <= 0:
                            break
                        self.cond.wait(delay)
                if self.stopping:
                    return
                job = heapq.heappop(self.jobs)
            if job.cancelled:
                continue
            try:
                self.log.append(job.action())
            except Exception as e:
                self.log.append("%s in %r: %s" % (type(e).__name__, job, e))
            if job.repeat:
                job.repeat -= 1
                job.when += 0.006
                with self.cond:
                    heapq.heappush(self.jobs, job)


def say(text, punctuation="."):
    return text + punctuation


s = Scheduler()
s.start()
s.after(0.09, say, "third")
s.after(0.03, say, "first", punctuation="!")
b = s.after(0.06, say, "never")
b.cancelled = True
s.after(0.06, say, 1)
r = s.after(0.123, say, "again", repeat=2)
print(r, b < r, b == b, sorted([r, b])[0].id, r >= b)
try:
    r < 3
except TypeError as e:
    print("TypeError:", e)
time.sleep(0.5)
s.stop()
s.join(timeout=1)
print(s.is_alive(), s.daemon, s.jobs)
for line in s.log:
    print(" ", line)

print("--- sched")
order = []
t = sched.scheduler(time.time, time.sleep)
t.enter(0.1, 1, order.append, ("b",))
t.enter(0.05, 2, order.append, argument=("a",))
e = t.enter(0.075, 1, order.append, ("gone",))
t.cancel(e)
print(len(t.queue), t.empty())
t.run()
print(order, t.empty())

print("--- Timer")
timers = [threading.Timer(0.15 * (3 - i), order.append, [i]) for i in range(3)]
for x in timers:
    x.start()
timers[0].cancel()
for x in timers:
    x.join()
print(order, timers[0].finished.is_set(), timers[1].interval, timers[1].function is not None, timers[1].args)
