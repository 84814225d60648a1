"""A cache keeps results as pickles, so that nobody can change what is stored; threads share it."""

import hashlib
import pickle
import threading
import time


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


class Matrix(list):
    """A list with a name."""

    def __init__(self, rows, name):
        super().__init__(rows)
        self.name = name


class Temperature:
    """Says itself how it is rebuilt."""

    def __init__(self, degrees, unit="C"):
        self.degrees = degrees
        self.unit = unit

    def __reduce__(self):
        return Temperature, (self.degrees, self.unit)

    def __repr__(self):
        return f"{self.degrees}°{self.unit}"


class Cache:
    def __init__(self):
        self.lock = threading.Lock()
        self.data = {}
        self.hits = 0
        self.misses = 0

    def get(self, key, make):
        name = hashlib.sha1(pickle.dumps(key, protocol=4)).hexdigest()
        with self.lock:
            if name in self.data:
                self.hits += 1
                return pickle.loads(self.data[name])
            self.misses += 1
            value = make(*key)
            self.data[name] = pickle.dumps(value)
        return value


def slow_points(count, step):
    time.sleep(0.001)
    return [Point(n, n * step) for n in range(count)]


def worker(cache, results, number):
    for step in (1, 2, 1):
        points = cache.get((3, step), slow_points)
        results[number].append(points[-1])
        points.clear()


def main():
    cache = Cache()
    results = {n: [] for n in range(3)}
    threads = [threading.Thread(target=worker, args=(cache, results, n)) for n in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(results)
    print("hits", cache.hits, "misses", cache.misses, "entries", len(cache.data))

    matrix = pickle.loads(pickle.dumps(Matrix([[1, 2], [3, 4]], "m")))
    print(type(matrix).__name__, matrix, matrix.name)
    print(pickle.loads(pickle.dumps({"now": Temperature(21.5), "then": Temperature(70, "F")})))
    graph = {"name": "a", "next": []}
    graph["next"].append(graph)
    copy = pickle.loads(pickle.dumps(graph))
    print(copy["next"][0] is copy, copy is graph)
    error = pickle.loads(pickle.dumps(ValueError("bad value", 7)))
    print(repr(error))
    print([len(pickle.dumps(value)) for value in (None, 7, 1000, 2**40, "text", b"bytes", [1] * 9)])
    print(len(pickle.dumps(Point(1, 2))), len(pickle.dumps([Point(1, 2)] * 3)))
    try:
        pickle.loads(pickle.dumps([1, 2, 3])[:-3])
    except pickle.UnpicklingError as problem:
        print("UnpicklingError:", problem)
    except EOFError as problem:
        print("EOFError:", problem)


main()
