"""A breadth-first crawler over a fake web, with a visited set, depth limit and retries."""
import threading
import time
from collections import deque
from queue import Queue
from urllib.parse import urljoin, urlparse, parse_qs, urlencode

PAGES = {
    "http://site/": ["/a", "b?x=1&y=2", "http://other/z", "#top"],
    "http://site/a": ["/", "c", "a/../d"],
    "http://site/b?x=1&y=2": ["/c"],
    "http://site/c": ["/flaky"],
    "http://site/d": [],
    "http://site/flaky": ["/end"],
    "http://site/end": [],
}
failures_left = {"http://site/flaky": 2}


def retry(times, exceptions=(IOError,)):
    def wrap(f):
        def inner(*args):
            for attempt in range(1, times + 1):
                try:
                    return f(*args)
                except exceptions as e:
                    retries.append((attempt, str(e)))
                    last = e
            raise last
        return inner
    return wrap


@retry(3)
def fetch(url):
    time.sleep(0.001)
    if failures_left.get(url, 0) > 0:
        failures_left[url] -= 1
        raise ConnectionResetError(104, "Connection reset by peer")
    try:
        return PAGES[url]
    except KeyError:
        raise LookupError("404 for %s" % url) from None


class Crawler:
    def __init__(self, start, workers=3):
        self.start, self.queue = start, Queue()
        self.seen, self.lock = {start}, threading.Lock()
        self.depths, self.errors = {}, []
        self.workers = [threading.Thread(target=self.work, daemon=True, name=f"crawler-{i}") for i in range(workers)]

    def work(self):
        while True:
            url, depth = self.queue.get()
            try:
                links = fetch(url)
                with self.lock:
                    self.depths[url] = depth
                    for link in links:
                        full = urljoin(url, link).split("#")[0]
                        if full not in self.seen:
                            self.seen.add(full)
                            self.queue.put((full, depth + 1))
            except (LookupError, OSError) as e:
                self.errors.append(f"{type(e).__name__}: {e}")
            finally:
                self.queue.task_done()

    def run(self):
        self.queue.put((self.start, 0))
        for w in self.workers:
            w.start()
        self.queue.join()
        return self


retries = []
c = Crawler("http://site/").run()
for url in sorted(c.depths, key=lambda u: (c.depths[u], u)):
    u = urlparse(url)
    print("  " * c.depths[url] + u.path, parse_qs(u.query) or "")
print(c.errors, retries)
print(c.queue.unfinished_tasks, all(w.is_alive() for w in c.workers), urlencode({"q": "a b", "n": 1}))
recent = deque(maxlen=3)
recent.extend(sorted(c.seen))
recent.rotate(1)
print(recent, recent[0], len(recent))
