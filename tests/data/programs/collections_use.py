from collections import Counter, OrderedDict, defaultdict, deque, namedtuple

d = deque([1, 2, 3], maxlen=4)
d.append(4)
d.append(5)
d.appendleft(0)
print(d, len(d), d[0], d[-1], d.maxlen, list(d), 3 in d)
d.rotate(1)
print(d, d.pop(), d.popleft(), d)
q = deque("abc")
q.extend("de")
q.extendleft("xy")
print(q, q.count("a"), q.index("c"), list(reversed(q)))
q.remove("c")
q.insert(1, "!")
print(q, deque() == deque(), deque([1]) == deque([1]), bool(deque()))
try:
    deque().popleft()
except IndexError as error:
    print(error)
try:
    for item in q:
        q.append(item)
except RuntimeError as error:
    print(error)
counts = Counter("abracadabra")
print(counts, counts["a"], counts["zzz"], counts.most_common(2), sum(counts.values()))
counts.update("zzz")
print(counts["z"], sorted(counts.elements())[:4], Counter(a=3) - Counter(a=1), counts.total())
groups = defaultdict(list)
for word in "one two three four".split():
    groups[len(word)].append(word)
print(groups, dict(groups), groups[99])
tree = defaultdict(int)
tree["x"] += 1
print(tree["x"], "y" in tree)
Point = namedtuple("Point", "x y")
p = Point(1, y=2)
x, y = p
print(p, p.x + p.y, p._replace(x=9), p._asdict(), x, y, p == (1, 2), Point._fields)
try:
    p.x = 5
except AttributeError as error:
    print("AttributeError")
od = OrderedDict(a=1, b=2, c=3)
od.move_to_end("a")
print(list(od), od.popitem(last=False), od == OrderedDict(c=3, a=1))
import heapq
heap = []
for n in [5, 1, 4, 2]:
    heapq.heappush(heap, n)
print([heapq.heappop(heap) for _ in range(4)], heapq.nsmallest(2, [3, 1, 2]), heapq.nlargest(1, [3, 1, 2]))
import itertools
print(list(itertools.chain("ab", [1])), list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.accumulate([1, 2, 3])))
print(list(itertools.product("ab", repeat=2)), list(itertools.permutations([1, 2, 3], 2)), list(itertools.combinations("abc", 2)))
print([(k, list(g)) for k, g in itertools.groupby("aabbb")], list(itertools.zip_longest("ab", "c", fillvalue="-")), list(itertools.repeat(7, 2)))
import bisect, operator
print(bisect.bisect([1, 3, 5], 3), bisect.bisect_left([1, 3, 5], 3), operator.itemgetter(1)("ab"), operator.attrgetter("real")(5))
