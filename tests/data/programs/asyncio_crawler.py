"""A web crawler: a few workers share a queue of pages, follow links once, and respect a limit per host."""
import asyncio
import time
from collections import Counter, defaultdict

SITE = {
    "a.example/": ["a.example/news", "b.example/", "a.example/about"],
    "a.example/news": ["a.example/", "c.example/deep"],
    "a.example/about": [],
    "b.example/": ["b.example/one", "b.example/two", "a.example/news"],
    "b.example/one": ["b.example/two"],
    "b.example/two": ["b.example/missing"],
    "c.example/deep": ["c.example/deeper"],
    "c.example/deeper": ["c.example/deepest"],
    "c.example/deepest": [],
}


class NotFound(Exception):
    pass


class Network:
    """Stands for the Internet; every answer takes a while."""

    def __init__(self, latency):
        self.latency = latency
        self.active = Counter()
        self.most_active = Counter()

    async def get(self, url):
        host = url.split("/")[0]
        self.active[host] += 1
        self.most_active[host] = max(self.most_active[host], self.active[host])
        try:
            await asyncio.sleep(self.latency)
            if url not in SITE:
                raise NotFound(url)
            return SITE[url]
        finally:
            self.active[host] -= 1


class Crawler:
    def __init__(self, network, workers=4, per_host=2, max_depth=3):
        self.network = network
        self.workers = workers
        self.max_depth = max_depth
        self.queue = asyncio.Queue()
        self.seen = set()
        self.depths = {}
        self.errors = []
        self.limits = defaultdict(lambda: asyncio.Semaphore(per_host))

    def add(self, url, depth):
        if url not in self.seen and depth <= self.max_depth:
            self.seen.add(url)
            self.queue.put_nowait((url, depth))

    async def work(self):
        while True:
            url, depth = await self.queue.get()
            try:
                async with self.limits[url.split("/")[0]]:
                    links = await self.network.get(url)
                self.depths[url] = depth
                for link in links:
                    self.add(link, depth + 1)
            except NotFound as error:
                self.errors.append(str(error))
            finally:
                self.queue.task_done()

    async def crawl(self, start):
        self.add(start, 0)
        tasks = [asyncio.create_task(self.work(), name=f"crawler-{n}") for n in range(self.workers)]
        await self.queue.join()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return self.depths


async def main():
    network = Network(latency=0.1)
    crawler = Crawler(network)
    started = time.perf_counter()
    pages = await crawler.crawl("a.example/")
    took = time.perf_counter() - started
    one_by_one = (len(pages) + 1) * network.latency
    for url in sorted(pages):
        print(f"{pages[url]}  {url}")
    print("errors:", crawler.errors)
    print("at most two at a time per host:", all(n <= 2 for n in network.most_active.values()))
    print("faster than one after the other:", took < one_by_one)
    by_depth = Counter(pages.values())
    print(dict(sorted(by_depth.items())))


if __name__ == "__main__":
    asyncio.run(main())
