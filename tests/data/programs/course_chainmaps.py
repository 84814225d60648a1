"""Settings in layers, containers of one's own: ChainMap, UserDict, UserList, UserString, OrderedDict, Counter."""
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque
import collections.abc
import copy

defaults = {"colour": "red", "user": "guest", "depth": 3}
environment = {"user": "ada"}
settings = ChainMap({}, environment, defaults)
print(settings["user"], settings["colour"], len(settings), list(settings), "depth" in settings, settings.get("x", 5))
settings["depth"] = 9
print(settings, settings.maps[0], settings.parents["depth"], dict(settings))
child = settings.new_child({"user": "bob"})
print(child["user"], child.parents["user"], child == dict(child), bool(ChainMap()), ChainMap())
del settings["depth"]
for key in ("depth", "nothing"):
    try:
        del settings[key]
    except KeyError as error:
        print("KeyError", error)
try:
    settings["nothing"]
except KeyError as error:
    print("KeyError", error)
print(sorted(settings.items()), settings | {"a": 1}, {"z": 0, "user": "eve"} | settings)
print(isinstance(settings, collections.abc.MutableMapping), settings.pop("none", "gone"), settings.setdefault("k", []))
print(copy.copy(settings) is settings, settings.copy() == settings)


class Folded(UserDict):
    """Keys are the same in any case."""

    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)

    def __getitem__(self, key):
        return super().__getitem__(key.lower())

    def __contains__(self, key):
        return super().__contains__(key.lower())

    def __missing__(self, key):
        return f"<no {key}>"


folded = Folded({"Content-Type": "text/html"}, HOST="example.org")
folded["ACCEPT"] = "*/*"
print(folded, folded["accept"], folded["nope"], "Host" in folded, folded.get("hOST"), len(folded))
folded.update({"Host": "other"}, Extra=1)
print(list(folded.items()), folded.pop("extra"), folded.data, repr(folded | {"B": 2}), type(folded | {}))


class Playlist(UserList):
    def append(self, song):
        if song in self:
            print("twice:", song)
        else:
            super().append(song)

    def shuffled(self):
        return type(self)(self[1:] + self[:1])


songs = Playlist(["one", "two"])
songs.append("two")
songs.append("three")
songs += ["four"]
print(songs, songs.shuffled(), type(songs[:2]), len(songs), songs[-1], songs == ["one", "two", "three", "four"])
songs.sort(reverse=True, key=len)
print(songs, songs.index("one"), songs.count("two"), songs * 2, ["zero"] + songs, "two" in songs, songs.data)
songs.insert(1, "x"); songs.remove("one"); songs.reverse(); print(songs, songs.pop(), songs.pop(0))


class Slug(UserString):
    def __init__(self, text):
        super().__init__("-".join(str(text).lower().split()))


slug = Slug("Hello Big World")
print(slug, repr(slug), slug.upper(), type(slug.upper()), slug[:5], len(slug), slug + "!", slug == "hello-big-world")
print(slug.split("-"), slug.startswith("hello"), "big" in slug, hash(slug) == hash("hello-big-world"), slug.count("l"))

lru = OrderedDict(a=1, b=2, c=3)
lru.move_to_end("a")
lru.move_to_end("c", last=False)
print(lru, lru.popitem(last=False), lru.popitem(), list(reversed(lru)), lru == {"b": 2}, OrderedDict(a=1) | {"b": 2})
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), {"a": 1, "b": 2} == OrderedDict(b=2, a=1))
try:
    lru.move_to_end("q")
except KeyError as error:
    print("KeyError", error)

words = Counter("the cat the dog the end".split())
print(words, words.most_common(1), words.total(), words["none"], sorted(words.elements()))
words.update(["cat", "cat"], dog=5)
words.subtract({"the": 5})
print(words, +words, -words, words & Counter(cat=1, dog=2), words | Counter(the=9))
print(Counter(a=1, b=0) == Counter(a=1), Counter(a=1) <= Counter(a=2), Counter(a=3) > Counter(a=2, b=1), Counter(a=1) != Counter(a=2))
words += Counter(new=2); words -= Counter(dog=100); print(words, words.copy() == words)
try:
    Counter.fromkeys("abc")
except NotImplementedError as error:
    print(error)
print(Counter(), Counter({"x": "?", "y": 3}))

tree = lambda: defaultdict(tree)
root = tree()
root["a"]["b"]["c"] = 1
print(root["a"]["b"], len(root["x"]), list(root), defaultdict(int, a=1) | {"b": 2})
queue = deque("abcde", maxlen=5)
queue.rotate(2); queue.appendleft("z"); print(queue, queue.maxlen, queue[0], queue[-1], queue.index("a"), queue.count("z"))
queue.extend("12"); queue.extendleft("34"); print(queue, list(reversed(queue)), "a" in queue, deque([1, 2]) < deque([1, 3]))
for bad in (lambda: deque().pop(), lambda: deque([1], maxlen=-1), lambda: queue.remove("q"), lambda: queue[99], lambda: queue.index("q"), lambda: deque(3)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
