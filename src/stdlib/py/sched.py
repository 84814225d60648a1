"""Events at times: a scheduler that sleeps until the next one is due."""

import heapq
import threading
import time
from collections import namedtuple
from itertools import count

__all__ = ["scheduler"]

Event = namedtuple('Event', 'time, priority, sequence, action, argument, kwargs')
_sentinel = object()


class scheduler:
    """Runs actions at their times; of those at the same time, the lower priority number first."""

    def __init__(self, timefunc=time.monotonic, delayfunc=time.sleep):
        self._queue = []
        self._lock = threading.RLock()
        self.timefunc = timefunc
        self.delayfunc = delayfunc
        self._sequence_generator = count()

    def enterabs(self, time, priority, action, argument=(), kwargs=_sentinel):
        """Run an action at a time; the event, for cancel()."""
        if kwargs is _sentinel:
            kwargs = {}
        with self._lock:
            event = Event(time, priority, next(self._sequence_generator), action, argument,
                          kwargs)
            heapq.heappush(self._queue, event)
        return event

    def enter(self, delay, priority, action, argument=(), kwargs=_sentinel):
        """Run an action after some seconds."""
        return self.enterabs(self.timefunc() + delay, priority, action, argument, kwargs)

    def cancel(self, event):
        """Do not run an event."""
        with self._lock:
            self._queue.remove(event)
            heapq.heapify(self._queue)

    def empty(self):
        """Whether there is no event left."""
        with self._lock:
            return not self._queue

    def run(self, blocking=True):
        """Run all events; without blocking, those that are due, and the seconds to the next."""
        while True:
            with self._lock:
                if not self._queue:
                    break
                due = self._queue[0].time
                now = self.timefunc()
                delay = due > now
                if not delay:
                    event = heapq.heappop(self._queue)
            if delay:
                if not blocking:
                    return due - now
                self.delayfunc(due - now)
            else:
                event.action(*event.argument, **event.kwargs)
                self.delayfunc(0)

    @property
    def queue(self):
        """The events in the order in which they will be run."""
        with self._lock:
            events = self._queue[:]
        return sorted(events)
