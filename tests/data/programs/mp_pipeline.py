"""A pipeline of processes with queues in between: read, parse, count, report."""
import multiprocessing as mp

LINES = [
    "2024-01-01 INFO  server started",
    "2024-01-01 ERROR disk full",
    "2024-01-02 WARN  slow response 480ms",
    "2024-01-02 INFO  user ada logged in",
    "2024-01-02 ERROR disk full",
    "broken line",
    "2024-01-03 INFO  user bob logged in",
    "2024-01-03 ERROR connection reset",
]
DONE = None


def reader(lines, out):
    for number, line in enumerate(lines, 1):
        out.put((number, line))
    out.put(DONE)


def parser(inbox, out, rejected):
    while (item := inbox.get()) is not DONE:
        number, line = item
        fields = line.split(maxsplit=2)
        if len(fields) == 3 and fields[1].isupper():
            out.put({"line": number, "day": fields[0], "level": fields[1], "text": fields[2]})
        else:
            rejected.put((number, line))
    rejected.put(DONE)
    out.put(DONE)


def counter(inbox, out):
    by_level, errors = {}, {}
    while (record := inbox.get()) is not DONE:
        by_level[record["level"]] = by_level.get(record["level"], 0) + 1
        if record["level"] == "ERROR":
            errors.setdefault(record["text"], []).append(record["line"])
    out.put((by_level, errors))


def drain(queue):
    items = []
    while (item := queue.get()) is not DONE:
        items.append(item)
    return items


if __name__ == "__main__":
    raw, parsed, rejected, result = mp.Queue(), mp.Queue(3), mp.Queue(), mp.SimpleQueue()
    stages = [
        mp.Process(target=reader, args=(LINES, raw), name="reader"),
        mp.Process(target=parser, args=(raw, parsed, rejected), name="parser"),
        mp.Process(target=counter, args=(parsed, result), name="counter"),
    ]
    for stage in stages:
        stage.start()
    by_level, errors = result.get()
    for level in sorted(by_level):
        print(f"{level:<6}{by_level[level]}")
    for text, lines in sorted(errors.items()):
        print(f"{text}: lines {lines}")
    print("rejected:", drain(rejected))
    for stage in stages:
        stage.join()
    print([(stage.name, stage.exitcode) for stage in stages])
    print(raw.empty(), parsed.empty(), result.empty())
