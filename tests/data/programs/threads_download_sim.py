#!/usr/bin/env python3
"""
Download simulator

Usage: threads_download_sim.py [--workers N] [--verbose] [url ...]
"""
# arguments: --workers 3 -v a.html b.png c.zip d.mp4 e.css
import argparse
import concurrent.futures
import collections
import datetime as dt
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Optional, List, Dict

SIZES: Dict[str, int] = {"html": 4, "css": 2, "png": 12, "zip": 30, "mp4": 50}


@dataclass(order=True)
class Download:
    priority: int
    url: str = field(compare=False)
    size: Optional[int] = field(default=None, compare=False)
    done: bool = field(default=False, compare=False, repr=False)

    def run(self):
        time.sleep(0.0004 * (self.size or 1))
        if self.url.endswith(".zip"):
            raise ConnectionError("peer reset while fetching %s" % self.url)
        self.done = True
        return len(self.url) * self.size


class DownloadTimer:
    def __enter__(self):
        self.started = dt.datetime.now()
        return self

    def __exit__(self, *exc_info):
        self.elapsed = dt.datetime.now() - self.started
        return False


def parse(argv=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("urls", nargs="*", default=["index.html"], metavar="URL", help="what to fetch")
    p.add_argument("-w", "--workers", type=int, default=5, help="number of threads (default: %(default)s)")
    p.add_argument("-v", "--verbose", action="count", default=0)
    p.add_argument("--mode", choices=("map", "submit"), default="submit")
    return p.parse_args(argv)


def main() -> int:
    args = parse()
    print(args)
    jobs: List[Download] = []
    for i, url in enumerate(args.urls):
        name, _, ext = url.rpartition(".")
        jobs.append(Download(len(args.urls) - i, url, SIZES.get(ext)))
    jobs.sort()
    print(*jobs, sep="\n")
    totals = collections.Counter()
    with DownloadTimer() as timer, \
            concurrent.futures.ThreadPoolExecutor(max_workers=args.workers, thread_name_prefix="dl") as pool:
        futures = {pool.submit(job.run): job for job in jobs}
        finished = 0
        for future in concurrent.futures.as_completed(futures):
            job = futures[future]
            finished += 1
            try:
                data = future.result()
            except Exception as exc:
                totals["failed"] += 1
                if args.verbose:
                    print("%r generated an exception: %s" % (job.url, exc))
            else:
                totals["bytes"] += data
                totals["ok"] += 1
    print("%d/%d" % (finished, len(jobs)), dict(totals), totals.most_common(1))
    print(timer.elapsed > dt.timedelta(milliseconds=10), timer.elapsed.days, type(timer.elapsed).__name__)
    print([j.url for j in jobs if not j.done])
    print("{0:>10}|{0:<10}|{0:^10}|{1!r:*^12}".format("done", "x"))
    return 0 if totals["failed"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
