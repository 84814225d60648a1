"""Generator pipelines over a log: send, throw, close, yield from, itertools recipes, grouping."""
import itertools as it
import re
from collections import Counter, deque
from functools import reduce

LOG = """\
10.0.0.1 - - [01/Mar/2024:10:00:01] "GET /index.html HTTP/1.1" 200 512
10.0.0.2 - - [01/Mar/2024:10:00:02] "POST /login HTTP/1.1" 302 -
10.0.0.1 - - [01/Mar/2024:10:00:05] "GET /style.css HTTP/1.1" 304 0
this line is broken
10.0.0.3 - - [01/Mar/2024:10:01:07] "GET /admin HTTP/1.1" 403 128
10.0.0.2 - - [01/Mar/2024:10:01:09] "GET /index.html HTTP/1.1" 200 512
10.0.0.3 - - [01/Mar/2024:10:02:30] "GET /admin HTTP/1.1" 403 128
"""
LINE = re.compile(r'''
    (?P<host>\S+)\s-\s-\s
    \[(?P<day>\d+)/(?P<month>\w{3})/(?P<year>\d{4}):(?P<time>[\d:]+)\]\s
    "(?P<method>[A-Z]+)\s(?P<path>\S+)[^"]*"\s
    (?P<status>\d{3})\s(?P<size>\d+|-)$
''', re.VERBOSE)


def parse(lines):
    bad = 0
    for number, line in enumerate(lines, 1):
        if m := LINE.match(line):
            entry = m.groupdict()
            entry["size"] = 0 if entry["size"] == "-" else int(entry["size"])
            yield entry
        else:
            bad += 1
            print(f"line {number} skipped: {line!r}")
    return bad


def counted(source, report):
    bad = yield from source
    report["bad"] = bad


def running_average():
    total = count = 0
    average = None
    while True:
        try:
            value = yield average
        except ValueError as error:
            print("reset because of", error)
            total = count = 0
            continue
        if value is None:
            return average
        total += value
        count += 1
        average = total / count


def window(iterable, n):
    iterator = iter(iterable)
    recent = deque(it.islice(iterator, n), maxlen=n)
    if len(recent) == n:
        yield tuple(recent)
    for item in iterator:
        recent.append(item)
        yield tuple(recent)


report = {}
entries = list(counted(parse(LOG.splitlines()), report))
print(len(entries), report)
print(Counter(e["status"] for e in entries).most_common())
print(Counter(e["host"] for e in entries) - Counter({"10.0.0.1": 1}))
for minute, group in it.groupby(entries, key=lambda e: e["time"][:5]):
    print(minute, [(e["method"], e["path"]) for e in group])
print(reduce(lambda a, e: a + e["size"], entries, 0))
average = running_average()
next(average)
print([average.send(x) for x in (10, 20, 60)])
print(average.throw(ValueError("noise")), average.send(4))
try:
    average.send(None)
except StopIteration as stop:
    print("final", stop.value)
print(list(window("abcdef", 3)))
print(list(it.pairwise([1, 4, 9])), list(it.batched("abcdefg", 3)))
print(list(it.accumulate([3, 1, 4, 1, 5], max)), list(it.accumulate([1, 2, 3], initial=100)))
print([*it.takewhile(lambda x: x < 5, it.count(1, 2))], [*it.dropwhile(str.islower, "abCd")])
print(list(it.zip_longest("ab", "xyz", fillvalue="-")), list(it.starmap(pow, [(2, 5), (3, 2)])))
print(list(it.compress("ABCDEF", [1, 0, 1, 0, 1, 1])), list(it.filterfalse(None, [0, 1, "", "a"])))
print(["".join(p) for p in it.product("ab", repeat=2)], list(it.combinations_with_replacement([1, 2], 2)))
a, b = it.tee(map(str.upper, "xyz"))
print(next(a), list(b), list(a))
print(it.count(2.5, 0.5), it.repeat("x", 3), it.chain([1], [2]).__class__)


def noisy():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("closed early")
        raise
    finally:
        print("cleaned")


g = noisy()
print(next(g), g.gi_frame is not None, g.gi_running)
g.close()
print(g.gi_frame, list(g))
primes = (n for n in it.count(2) if all(n % d for d in range(2, int(n ** 0.5) + 1)))
print(list(it.islice(primes, 12)), next(primes))


def bad():
    yield 1
    raise StopIteration("inner")


for value in bad():
    print("got", value)
