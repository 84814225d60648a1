"""An API client with a token bucket, retries with growing delays, and a circuit that opens after failures."""
import asyncio
import itertools
from collections import Counter, deque


class TokenBucket:
    def __init__(self, rate, capacity):
        self.rate = rate
        self.capacity = capacity
        self.tokens = capacity
        self.updated = None
        self.lock = asyncio.Lock()

    async def take(self):
        async with self.lock:
            loop = asyncio.get_running_loop()
            while True:
                now = loop.time()
                if self.updated is not None:
                    self.tokens = min(self.capacity, self.tokens + (now - self.updated) * self.rate)
                self.updated = now
                if self.tokens >= 1:
                    self.tokens -= 1
                    return
                await asyncio.sleep((1 - self.tokens) / self.rate)


class ServerError(Exception):
    pass


class CircuitOpen(Exception):
    pass


class Circuit:
    def __init__(self, threshold):
        self.threshold = threshold
        self.failures = 0

    def __enter__(self):
        if self.failures >= self.threshold:
            raise CircuitOpen(f"after {self.failures} failures")
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.failures = 0
        elif issubclass(kind, ServerError):
            self.failures += 1
        return False


class Server:
    """Fails in a pattern that is the same every time."""

    def __init__(self, pattern):
        self.pattern = itertools.cycle(pattern)
        self.calls = 0

    async def call(self, name):
        self.calls += 1
        await asyncio.sleep(0.002)
        if next(self.pattern) == "x":
            raise ServerError(f"{name}: 503")
        return f"{name}: ok"


class Client:
    def __init__(self, server, bucket, circuit, attempts=3):
        self.server, self.bucket, self.circuit, self.attempts = server, bucket, circuit, attempts
        self.statistics = Counter()
        self.log = deque(maxlen=50)

    async def request(self, name):
        delay = 0.001
        for attempt in range(1, self.attempts + 1):
            await self.bucket.take()
            try:
                with self.circuit:
                    answer = await self.server.call(name)
            except ServerError as error:
                self.statistics["failed"] += 1
                self.log.append(f"{error} (attempt {attempt})")
                await asyncio.sleep(delay)
                delay *= 2
            else:
                self.statistics["succeeded"] += 1
                return answer
        raise ServerError(f"{name}: gave up")


async def main():
    for pattern, title in (("..x.", "a server that stumbles"), ("x", "a server that is down")):
        print("--", title)
        server = Server(pattern)
        client = Client(server, TokenBucket(rate=400, capacity=3), Circuit(threshold=5))
        for number in range(6):
            try:
                print(await client.request(f"job-{number}"))
            except (ServerError, CircuitOpen) as error:
                print(f"job-{number} -> {type(error).__name__}: {error}")
        print(dict(client.statistics), server.calls, "calls")
        print("\n".join(client.log))


asyncio.run(main())
