"""A download pipeline that logs what it does: fetchers, a parser, a writer, a summary."""

import logging
import queue
import sys
import threading
import time
from datetime import datetime, timedelta

LOG = logging.getLogger("pipeline")


class StageFormatter(logging.Formatter):
    """Shows the thread without its number, and the level as one letter."""

    def format(self, record):
        record.stage = record.threadName.partition("-")[0]
        record.letter = record.levelname[0]
        return super().format(record)

    def formatException(self, exc_info):
        return super().formatException(exc_info).replace(__file__, "pipeline.py")


class Page:
    def __init__(self, url, delay, fails=0):
        self.url = url
        self.delay = delay
        self.fails = fails
        self.text = None
        self.fetched = None


class FetchError(Exception):
    pass


def fetch(page, attempt):
    """Stands for the network."""
    time.sleep(page.delay)
    if attempt <= page.fails:
        raise FetchError(f"{page.url} is busy (attempt {attempt})")
    page.text = f"<title>{page.url.upper()}</title>" * attempt
    page.fetched = datetime.now()


def fetcher(todo, fetched, retries=3):
    log = LOG.getChild("fetch")
    while True:
        page = todo.get()
        if page is None:
            log.debug("no more pages")
            break
        for attempt in range(1, retries + 1):
            try:
                fetch(page, attempt)
            except FetchError as exc:
                log.warning("%s", exc)
            else:
                log.info("%s: %d characters", page.url, len(page.text))
                fetched.put(page)
                break
        else:
            log.error("giving up on %s", page.url)
    fetched.put(None)


def parser(fetched, titles, sources):
    log = LOG.getChild("parse")
    open_sources = sources
    while open_sources:
        page = fetched.get()
        if page is None:
            open_sources -= 1
            continue
        try:
            start = page.text.index("<title>") + len("<title>")
            title = page.text[start:page.text.index("</title>")]
            if "BAD" in title:
                raise ValueError(f"title {title!r} is not allowed")
        except ValueError:
            log.exception("cannot parse %s", page.url)
        else:
            titles[page.url] = title
    log.info("parsed %d titles", len(titles))


def main():
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(StageFormatter("{letter} {stage:<8} {name} | {message}", style="{"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    LOG.propagate = False
    todo, fetched, titles = queue.Queue(), queue.Queue(), {}
    pages = [
        Page("home", 0.010),
        Page("news", 0.020, fails=1),
        Page("bad", 0.060),
        Page("down", 0.030, fails=9),
    ]
    for page in pages:
        todo.put(page)
    started = datetime.now()
    threads = [
        threading.Thread(target=fetcher, args=(todo, fetched), name="fetcher-1"),
        threading.Thread(target=parser, args=(fetched, titles, 1), name="parser-1"),
    ]
    todo.put(None)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = datetime.now() - started
    LOG.critical("summary: %s", ", ".join(f"{url}={title}" for url, title in sorted(titles.items())))
    print(timedelta(seconds=0.2) < took < timedelta(seconds=2))
    print([page.url for page in pages if page.fetched is None])
    print(all(started <= page.fetched <= datetime.now() for page in pages if page.fetched))


if __name__ == "__main__":
    main()
