d = {"a": 1, "b": 2}
d["c"] = 3
d["a"] += 10
print(d, len(d), d["a"], d.get("z"), d.get("z", 0), "b" in d, "z" not in d)
print(list(d), list(d.keys()), list(d.values()), list(d.items()), d.pop("b"), d.pop("b", None), d)
d.update({"x": 9}, y=8)
d.update([("z", 7)])
print(d, d.setdefault("x", 0), d.setdefault("new", []), d)
d["new"].append(1)
del d["x"]
print(d, d.popitem(), dict(a=1, b=2), dict([(1, 2)]), dict.fromkeys("ab", 0))
for key, value in d.items():
    print(key, value)
print({1: "int", 1.0: "float", True: "bool"}, {"a": 1} == {"a": 1.0}, {"a": 1, "b": 2} == {"b": 2, "a": 1})
print({**d, "a": 0} | {"m": 1}, {"k": 1} | {"k": 2}, {k: v for k, v in zip("ab", [1, 2])})
copy = d.copy()
copy.clear()
print(copy, bool(copy), d.keys() & {"a", "q"}, sorted(d.keys() - {"a"}))
try:
    for key in d:
        d[key + "!"] = 1
except RuntimeError as error:
    print(error)
try:
    d["missing"]
except KeyError as error:
    print("KeyError", error)
try:
    {[1]: 2}
except TypeError as error:
    print(error)
nested = {"x": {"y": {"z": 1}}}
print(nested["x"]["y"]["z"], nested)
counts = {}
for letter in "mississippi":
    counts[letter] = counts.get(letter, 0) + 1
print(counts, max(counts, key=counts.get), sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))
groups = {}
for word in ["apple", "avocado", "bean", "cherry", "corn"]:
    groups.setdefault(word[0], []).append(word)
print(groups, list(reversed(groups)), {(1, 2): "tuple", None: "none", 3.5: "float"})
s = {3, 1, 2, 3}
s.add(5)
s.discard(99)
s.remove(1)
print(s, len(s), 2 in s, s | {7}, s & {2, 3}, s - {3}, s ^ {3, 9}, {1, 2} < {1, 2, 3}, {1} <= {1}, {1, 2}.isdisjoint({3}))
s |= {10}
s -= {2}
s.update([11, 12])
print(sorted(s), set(), {1}.union([2], (3,)), {1, 2}.issubset({1, 2, 3}), {1, 2, 3}.issuperset({1}), set("aab") == {"a", "b"})
print({1, 2, 3}.intersection([2, 3, 4]), {1, 2, 3}.difference([1]), {1, 2}.symmetric_difference([2, 3]), set([1, 2]).copy(), frozenset({1}))
try:
    set().pop()
except KeyError as error:
    print(error)
try:
    {1}.remove(2)
except KeyError as error:
    print("KeyError", error)
unique = list(dict.fromkeys([3, 1, 3, 2, 1]))
print(unique, [x for x in range(20) if x in {2, 3, 5, 7}])
print(type(d.keys()).__name__, d.keys(), d.values(), d.items())
inverse = {v: k for k, v in {"a": 1, "b": 2}.items()}
print(inverse, sum({"a": 1, "b": 2}.values()), min({"b": 1, "a": 2}), {} == dict(), len({1: 1, 2: 2}))
