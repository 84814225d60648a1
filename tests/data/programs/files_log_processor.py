"""A log processor: a pool of threads reads the logs of several days, one thread writes the report."""

import os
import queue
import threading
from collections import Counter, defaultdict

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'weblogs')
REPORT = '/tmp/gilscope-report.txt'
STOP = object()


class LogLine:
    """One request."""

    __slots__ = ('client', 'method', 'path', 'status', 'size')

    def __init__(self, text):
        self.client, self.method, self.path, status, size = text.split()
        self.status, self.size = int(status), int(size)


class Statistics:
    """What is counted, under one lock."""

    def __init__(self):
        self.lock = threading.Lock()
        self.by_status = Counter()
        self.by_client = Counter()
        self.bytes_by_path = defaultdict(int)
        self.files = {}

    def merge(self, name, lines):
        status = Counter(line.status for line in lines)
        client = Counter(line.client for line in lines)
        with self.lock:
            self.by_status.update(status)
            self.by_client.update(client)
            for line in lines:
                self.bytes_by_path[line.path] += line.size
            self.files[name] = len(lines)


def read_logs(jobs, statistics, problems):
    while (path := jobs.get()) is not STOP:
        try:
            with open(path, encoding='ascii') as log:
                lines = [LogLine(text) for text in log if text.strip()]
            statistics.merge(os.path.basename(path), lines)
        except (OSError, ValueError) as error:
            problems.put((os.path.basename(path), type(error).__name__))
    jobs.put(STOP)


def write_report(statistics, path):
    with open(path, 'w') as report:
        report.write('status  count\n')
        for status, count in sorted(statistics.by_status.items()):
            report.write(f'{status:<7} {count:>5}\n')
        print('path', 'bytes', sep='\t', file=report)
        for name, size in sorted(statistics.bytes_by_path.items(), key=lambda kv: (-kv[1], kv[0])):
            print(name, size, sep='\t', file=report)
        return report.tell()


def main():
    jobs, problems = queue.Queue(), queue.Queue()
    statistics = Statistics()
    names = sorted(name for name in os.listdir(FOLDER) if name.endswith('.log'))
    workers = [threading.Thread(target=read_logs, args=(jobs, statistics, problems))
               for _ in range(3)]
    for worker in workers:
        worker.start()
    for name in names + ['missing.log', '../weblogs/notes.txt']:
        jobs.put(os.path.join(FOLDER, name))
    jobs.put(STOP)
    for worker in workers:
        worker.join()

    print('files:', dict(sorted(statistics.files.items())))
    print('requests:', sum(statistics.by_status.values()))
    print('busiest:', sorted(statistics.by_client.items(), key=lambda kv: (-kv[1], kv[0]))[:3])
    while not problems.empty():
        pass_on = sorted(problems.get() for _ in range(problems.qsize()))
        print('problems:', pass_on)
    length = write_report(statistics, REPORT)
    print('report of', length, 'bytes,', os.path.getsize(REPORT) == length)
    with open(REPORT) as report:
        for line in report:
            print('|', line.rstrip('\n'))
    os.remove(REPORT)
    print(os.path.exists(REPORT))


main()
