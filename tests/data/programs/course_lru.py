"""Caches by hand: LRU with a linked list, LFU, time to live by a fake clock, a memo decorator, statistics."""
from collections import OrderedDict, defaultdict


class Node:
    __slots__ = ("key", "value", "before", "after")

    def __init__(self, key=None, value=None):
        self.key, self.value = key, value
        self.before = self.after = self


class LRU:
    def __init__(self, size):
        self.size, self.nodes, self.root = size, {}, Node()
        self.hits = self.misses = 0

    def _unlink(self, node):
        node.before.after, node.after.before = node.after, node.before

    def _front(self, node):
        node.before, node.after = self.root, self.root.after
        self.root.after.before = node
        self.root.after = node

    def __getitem__(self, key):
        try:
            node = self.nodes[key]
        except KeyError:
            self.misses += 1
            raise
        self.hits += 1
        self._unlink(node)
        self._front(node)
        return node.value

    def __setitem__(self, key, value):
        if key in self.nodes:
            self.nodes[key].value = value
            self[key]
            return
        if len(self.nodes) == self.size:
            last = self.root.before
            self._unlink(last)
            del self.nodes[last.key]
            print("evicted", last.key)
        node = self.nodes[key] = Node(key, value)
        self._front(node)

    def __iter__(self):
        node = self.root.after
        while node is not self.root:
            yield node.key
            node = node.after

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    @property
    def ratio(self):
        return self.hits / ((self.hits + self.misses) or 1)


class LFU:
    def __init__(self, size):
        self.size, self.values, self.uses, self.buckets = size, {}, {}, defaultdict(OrderedDict)

    def _touch(self, key):
        n = self.uses[key]
        del self.buckets[n][key]
        if not self.buckets[n]:
            del self.buckets[n]
        self.uses[key] = n + 1
        self.buckets[n + 1][key] = None

    def get(self, key):
        if key not in self.values:
            return -1
        self._touch(key)
        return self.values[key]

    def put(self, key, value):
        if key in self.values:
            self.values[key] = value
            self._touch(key)
            return
        if len(self.values) >= self.size:
            victim, _ = self.buckets[min(self.buckets)].popitem(last=False)
            print("evicted", victim)
            del self.values[victim], self.uses[victim]
        self.values[key], self.uses[key] = value, 1
        self.buckets[1][key] = None


class Expiring(dict):
    def __init__(self, ttl, clock):
        super().__init__()
        self.ttl, self.clock = ttl, clock

    def __setitem__(self, key, value):
        super().__setitem__(key, (self.clock(), value))

    def __getitem__(self, key):
        born, value = super().__getitem__(key)
        if self.clock() - born > self.ttl:
            del self[key]
            raise KeyError(key)
        return value

    def __missing__(self, key):
        raise KeyError(f"never had {key}")


cache = LRU(3)
for number in (1, 2, 3, 1, 4, 2, 5, 1):
    if cache.get(number) is None:
        cache[number] = number ** 2
    print(number, list(cache))
print(cache.hits, cache.misses, f"{cache.ratio:.1%}")
lfu = LFU(2)
lfu.put("a", 1); lfu.put("b", 2); print(lfu.get("a")); lfu.put("c", 3); print(lfu.get("b"), lfu.get("c"), dict(lfu.buckets))
now = [0]
expiring = Expiring(5, lambda: now[0])
expiring["x"] = "young"
for now[0] in (1, 5, 6):
    try:
        print(now, expiring["x"])
    except KeyError as error:
        print(now, "gone", error, len(expiring))
expiring["nothing"]
