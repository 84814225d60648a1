"""Graphs: Dijkstra with heapq, topological order, flood fill, union find, a maze solved with deque."""
import heapq
from bisect import bisect_left, insort
from collections import defaultdict, deque
from math import inf

ROADS = """a b 7
a c 9
a f 14
b c 10
b d 15
c d 11
c f 2
d e 6
e f 9"""
graph = defaultdict(dict)
for line in ROADS.splitlines():
    start, end, weight = line.split()
    graph[start][end] = graph[end][start] = int(weight)


def dijkstra(graph, source):
    distance = {node: inf for node in graph} | {source: 0}
    previous, heap = {}, [(0, source)]
    while heap:
        d, node = heapq.heappop(heap)
        if d > distance[node]:
            continue
        for neighbour, weight in graph[node].items():
            if (new := d + weight) < distance[neighbour]:
                distance[neighbour], previous[neighbour] = new, node
                heapq.heappush(heap, (new, neighbour))
    return distance, previous


def path(previous, node):
    while node is not None:
        yield node
        node = previous.get(node)


distance, previous = dijkstra(graph, "a")
print(distance, "-".join([*path(previous, "e")][::-1]))


def topological(tasks):
    order, marks = [], {}

    def visit(task, trail=()):
        match marks.get(task):
            case "done":
                return
            case "open":
                raise ValueError("cycle: " + " > ".join((*trail, task)))
        marks[task] = "open"
        for needed in sorted(tasks.get(task, ())):
            visit(needed, (*trail, task))
        marks[task] = "done"
        order.append(task)

    for task in sorted(tasks):
        visit(task)
    return order


print(topological({"shirt": {"body"}, "tie": {"shirt"}, "jacket": {"tie", "belt"}, "belt": {"trousers"}}))
try:
    topological({"a": {"b"}, "b": {"c"}, "c": {"a"}})
except ValueError as error:
    print(error)

MAZE = """#########
#S..#...#
#.#.#.#.#
#.#...#E#
#########"""
grid = {(x, y): c for y, row in enumerate(MAZE.split("\n")) for x, c in enumerate(row)}
start, goal = (next(p for p, c in grid.items() if c == letter) for letter in "SE")
queue, came = deque([start]), {start: None}
while queue:
    x, y = queue.popleft()
    for step in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
        if grid.get(step, "#") != "#" and step not in came:
            came[step] = (x, y)
            queue.append(step)
steps = set(path(came, goal))
print("\n".join("".join("*" if (x, y) in steps and c == "." else c for x, c in enumerate(row)) for y, row in enumerate(MAZE.split("\n"))), len(steps))


class Union:
    def __init__(self):
        self.parent = {}

    def find(self, x):
        self.parent.setdefault(x, x)
        while self.parent[x] != x:
            self.parent[x] = x = self.parent[self.parent[x]]
        return x

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        self.parent[b] = a
        return True


union = Union()
edges = sorted({(w, *sorted((a, b))) for a in graph for b, w in graph[a].items()})
print([(a, b, w) for w, a, b in edges if union.join(a, b)])
scores = []
for score in (50, 20, 90, 70, 20):
    insort(scores, score)
print(scores, bisect_left(scores, 70), heapq.nlargest(2, scores), heapq.nsmallest(2, scores, key=lambda s: -s), list(heapq.merge([1, 4], [2, 3])))
heap = [5, 3, 8, 1]
heapq.heapify(heap)
print(heapq.heapreplace(heap, 9), heapq.heappushpop(heap, 0), [heapq.heappop(heap) for _ in range(len(heap))])


def queens(n, rows=()):
    if len(rows) == n:
        yield rows
        return
    for column in range(n):
        if all(column != c and abs(column - c) != len(rows) - r for r, c in enumerate(rows)):
            yield from queens(n, (*rows, column))


print(next(queens(6)), sum(1 for _ in queens(5)))
