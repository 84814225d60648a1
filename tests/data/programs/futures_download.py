"""A downloader as in many tutorials: a pool, futures as they complete, retries, and a summary."""
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from collections import Counter

PAGES = {
    "https://example.org/": (0.03, "<html><a href='/about'>about</a></html>"),
    "https://example.org/about": (0.12, "<html>about us</html>"),
    "https://example.org/news": (0.21, "<html>" + "news " * 20 + "</html>"),
    "https://example.org/broken": (0.15, None),
    "https://example.org/slow": (0.42, "<html>finally</html>"),
}
attempts = Counter()
lock = threading.Lock()


class FetchError(Exception):
    """The server did not answer with a page."""

    def __init__(self, url, status):
        super().__init__(f"{url}: status {status}")
        self.status = status


def fetch(url):
    """Stands for urlopen(): waits, then gives the text of the page."""
    delay, text = PAGES[url]
    with lock:
        attempts[url] += 1
    time.sleep(delay)
    if text is None:
        raise FetchError(url, 503)
    return text


def fetch_with_retry(url, tries=2):
    for attempt in range(1, tries + 1):
        try:
            return url, fetch(url), attempt
        except FetchError:
            if attempt == tries:
                raise
            time.sleep(0.01)


def sequential(urls):
    return sum(len(fetch(url)) for url in urls if PAGES[url][1])


def concurrently(urls, workers):
    sizes, failures = {}, []
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="fetch") as pool:
        future_to_url = {pool.submit(fetch_with_retry, url): url for url in urls}
        for future in as_completed(future_to_url):
            url = future_to_url[future]
            try:
                _, text, attempt = future.result()
            except FetchError as exc:
                failures.append(url)
                print(f"{url!r} generated an exception: {exc}")
            else:
                sizes[url] = len(text)
                print(f"{url!r} page is {len(text)} bytes (attempt {attempt})")
    return sizes, failures


def main():
    urls = list(PAGES)
    start = time.perf_counter()
    total = sequential(urls)
    alone = time.perf_counter() - start
    print("sequential:", total, "bytes")

    start = time.perf_counter()
    sizes, failures = concurrently(urls, workers=5)
    together = time.perf_counter() - start
    print("concurrent:", sum(sizes.values()), "bytes,", len(failures), "failed")
    print("the pool was faster:", together < alone)
    for url, count in sorted(attempts.items()):
        print(f"{count} requests for {url}")


if __name__ == "__main__":
    main()
