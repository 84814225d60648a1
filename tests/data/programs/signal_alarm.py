"""Timers: an alarm in a sleep, which goes on; one that ends a loop; one that repeats."""
import signal
import time


class Timeout(Exception):
    pass


def ring(signum, frame):
    rings.append(signum)


def give_up(signum, frame):
    raise Timeout("took too long")


rings = []
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.02)
start = time.monotonic()
time.sleep(0.06)
print("slept on", time.monotonic() - start >= 0.06, rings == [signal.SIGALRM])

signal.signal(signal.SIGALRM, give_up)
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    n = 0
    while True:
        n += 1
except Timeout as error:
    print("loop:", error, n > 1000)

signal.setitimer(signal.ITIMER_REAL, 0.01)
try:
    time.sleep(10)
except Timeout as error:
    print("sleep:", error)

rings.clear()
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
while len(rings) < 4:
    signal.pause()
left, interval = signal.setitimer(signal.ITIMER_REAL, 0)
print(len(rings), 0 < left <= 0.01, interval)
print(signal.alarm(10), signal.alarm(0), signal.getitimer(signal.ITIMER_REAL))
