"""Log lines go through a pipeline: a reader, two parsers with regular expressions, one that counts."""

import collections
import json
import queue
import re
import threading

LINE = re.compile(
    r"""^(?P<ip>\d{1,3}(?:\.\d{1,3}){3})\s-\s
        \[(?P<time>[^\]]+)\]\s
        "(?P<method>GET|POST|PUT|DELETE)\s(?P<path>\S+)"\s
        (?P<status>\d{3})\s(?P<size>\d+|-)$""",
    re.VERBOSE,
)

METHODS = ("GET", "GET", "POST", "GET", "DELETE")
PATHS = ("/", "/index.html", "/api/users", "/api/users/7", "/static/app.js")


def lines(count):
    for n in range(count):
        if n % 11 == 10:
            yield f"garbage line {n}"
            continue
        status = (200, 200, 404, 200, 500, 302)[n % 6]
        size = "-" if status == 302 else str(100 + n * 37 % 900)
        yield (f'10.0.{n % 3}.{n % 7} - [01/Jan/2024:10:{n % 60:02d}:00] '
               f'"{METHODS[n % 5]} {PATHS[n % 5]}" {status} {size}')


class Stage(threading.Thread):
    """Takes items from one queue, gives results to the next; None ends it."""

    def __init__(self, name, work, source, target):
        super().__init__(name=name)
        self.work = work
        self.source = source
        self.target = target
        self.done = 0

    def run(self):
        while (item := self.source.get()) is not None:
            self.target.put(self.work(item))
            self.done += 1


def parse(numbered):
    number, line = numbered
    found = LINE.match(line)
    if found is None:
        return number, None
    record = found.groupdict()
    record["status"] = int(record["status"])
    record["size"] = 0 if record["size"] == "-" else int(record["size"])
    record["section"] = re.sub(r"^(/[^/]*).*", r"\1", record["path"])
    return number, record


def main():
    raw, parsed = queue.Queue(), queue.Queue()
    parsers = [Stage(f"parser-{n}", parse, raw, parsed) for n in range(2)]
    for parser in parsers:
        parser.start()
    total = 60
    for item in enumerate(lines(total)):
        raw.put(item)
    for _ in parsers:
        raw.put(None)
    for parser in parsers:
        parser.join()
    records = dict(parsed.get() for _ in range(total))
    print("lines:", len(records), "handled by parsers:", sum(p.done for p in parsers))
    bad = sorted(n for n, record in records.items() if record is None)
    print("not understood:", bad)

    statuses = collections.Counter()
    sections = collections.defaultdict(int)
    clients = set()
    for number in sorted(records):
        record = records[number]
        if record is None:
            continue
        statuses[record["status"]] += 1
        sections[record["section"]] += record["size"]
        clients.add(record["ip"])
    print("statuses:", sorted(statuses.items()))
    print(json.dumps(sections, indent=2, sort_keys=True))
    print("clients:", len(clients), "first:", min(clients))
    print("errors:", [n for n in sorted(records) if records[n] and records[n]["status"] >= 500])


main()
