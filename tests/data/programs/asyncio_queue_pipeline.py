"""A pipeline of queues: a reader, some parsers and one writer, each at its own speed."""
import asyncio
import random
from dataclasses import dataclass, field

random.seed(7)
STOP = object()


@dataclass
class Stats:
    read: int = 0
    parsed: dict = field(default_factory=dict)
    written: list = field(default_factory=list)
    high_water: int = 0


async def reader(lines, out, stats):
    for number, line in enumerate(lines, 1):
        await out.put((number, line))
        stats.read += 1
        stats.high_water = max(stats.high_water, out.qsize())
        await asyncio.sleep(0.001)
    print(f"reader: {stats.read} lines")


async def parser(name, inbox, out, stats):
    while True:
        number, line = await inbox.get()
        try:
            await asyncio.sleep(random.choice([0.002, 0.003, 0.004]))
            key, _, value = line.partition("=")
            await out.put((number, key.strip(), int(value)))
            stats.parsed[name] = stats.parsed.get(name, 0) + 1
        except ValueError:
            await out.put((number, "error", line))
        finally:
            inbox.task_done()


async def writer(inbox, stats):
    """Writes in the order of the lines, whatever the order in which they come."""
    waiting, expected = {}, 1
    while True:
        item = await inbox.get()
        if item is STOP:
            inbox.task_done()
            break
        waiting[item[0]] = item
        while expected in waiting:
            number, key, value = waiting.pop(expected)
            stats.written.append(f"{number:02}: {key} -> {value}")
            expected += 1
        inbox.task_done()
    print(f"writer: {len(stats.written)} records, {len(waiting)} left over")


async def main():
    lines = [f"key{n} = {n * n}" for n in range(18)]
    lines[5] = "broken line"
    lines[11] = "key11 = eleven"
    stats = Stats()
    raw = asyncio.Queue(maxsize=4)
    parsed = asyncio.Queue()
    parsers = [asyncio.create_task(parser(f"parser-{n}", raw, parsed, stats)) for n in range(3)]
    out = asyncio.create_task(writer(parsed, stats))
    await reader(lines, raw, stats)
    await raw.join()
    for task in parsers:
        task.cancel()
    outcomes = await asyncio.gather(*parsers, return_exceptions=True)
    print("parsers:", {type(outcome).__name__ for outcome in outcomes})
    await parsed.put(STOP)
    await out
    print("\n".join(stats.written))
    print("sum of parsed:", sum(stats.parsed.values()), "by at most three parsers:", len(stats.parsed) <= 3)
    print("the queue never held more than four:", stats.high_water <= 4)


asyncio.run(main())
