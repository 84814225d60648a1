"""Log pipeline: read -> parse -> filter -> aggregate, each stage a thread, bounded queues between."""
import io
import json
import logging
import logging.handlers
import queue
import re
import sys
import threading
from datetime import datetime, timedelta
from typing import Any, Callable, Iterator, NamedTuple

RAW = """\
2024-03-01T10:00:00 INFO  web-1 GET /index.html 200 12ms
2024-03-01T10:00:01 WARN  web-2 GET /slow 200 950ms
garbage line
2024-03-01T10:00:02 ERROR web-1 POST /login 500 33ms
2024-03-01T10:00:05 INFO  web-2 GET /index.html 304 2ms
2024-03-01T10:01:00 ERROR db    query 0 5000ms
"""
LINE = re.compile(r"(?P<when>\S+) (?P<level>[A-Z]+)\s+(?P<host>[\w-]+)\s+(?P<rest>.*?) (?P<status>\d+) (?P<ms>\d+)ms$")


class Record(NamedTuple):
    when: datetime
    level: str
    host: str
    rest: str
    status: int
    ms: int

    @classmethod
    def parse(cls, line: str) -> "Record":
        m = LINE.match(line)
        if m is None:
            raise ValueError(f"cannot parse {line!r}")
        d: dict[str, Any] = m.groupdict()
        return cls(datetime.fromisoformat(d["when"]), d["level"], d["host"], d["rest"], int(d["status"]), int(d["ms"]))

    @property
    def slow(self) -> bool:
        return self.ms > 500


DONE = object()


class Stage(threading.Thread):
    def __init__(self, func: Callable, source: queue.Queue, sink: queue.Queue | None = None):
        super().__init__(name=func.__name__)
        self.func, self.source, self.sink = func, source, sink
        self.log = logging.getLogger("pipeline." + self.name)

    def items(self) -> Iterator:
        while (item := self.source.get()) is not DONE:
            yield item

    def run(self):
        for item in self.items():
            try:
                for out in self.func(item):
                    if self.sink is not None:
                        self.sink.put(out)
            except ValueError as e:
                self.log.warning("%s", e)
        self.log.info("stage ends")
        if self.sink is not None:
            self.sink.put(DONE)


def parse(line):
    yield Record.parse(line)


def interesting(rec):
    if rec.slow or rec.level == "ERROR":
        yield rec


totals: dict[str, list[int]] = {}


def aggregate(rec):
    totals.setdefault(rec.host, []).append(rec.ms)
    return ()


class ListHandler(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


root = logging.getLogger()
root.setLevel(logging.INFO)
handler = ListHandler()
handler.setFormatter(logging.Formatter("{threadName:<12}|{levelname:^9}|{name}: {message}", style="{"))
log_queue = queue.Queue()
root.addHandler(logging.handlers.QueueHandler(log_queue))
listener = logging.handlers.QueueListener(log_queue, handler, respect_handler_level=True)
listener.start()

queues = [queue.Queue(maxsize=2) for _ in range(3)]
stages = [Stage(parse, queues[0], queues[1]), Stage(interesting, queues[1], queues[2]), Stage(aggregate, queues[2])]
for s in stages:
    s.start()
for line in io.StringIO(RAW):
    queues[0].put(line.rstrip("\n"))
queues[0].put(DONE)
for s in stages:
    s.join()
listener.stop()
print(*handler.lines, sep="\n")
print(json.dumps(totals, indent=1, sort_keys=True))
r = Record.parse(RAW.splitlines()[3])
print(r)
print(r.when + timedelta(minutes=90), r.when.strftime("%A %d %B %Y, %H h %M"), r.when.isoformat(" "))
print(logging.getLevelName(30), root.handlers[0].__class__.__name__, root.isEnabledFor(logging.DEBUG))
print(logging.getLogger("pipeline.parse").parent, logging.getLogger("pipeline.parse").getEffectiveLevel())
