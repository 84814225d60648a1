"""Reference counts and weak references: who keeps an object?"""
import gc
import sys
import weakref


class Node:
    def __init__(self, name):
        self.name = name
        self.other = None

    def __repr__(self):
        return f"Node({self.name})"


a = []
print(sys.getrefcount(a))
b = a
print(sys.getrefcount(a))
box = [a, a]
print(sys.getrefcount(a))
d = {"k": a}
print(sys.getrefcount(a))
del b
box.clear()
print(sys.getrefcount(a))
d.pop("k")
print(sys.getrefcount(a))


def count(thing):
    return sys.getrefcount(thing)


print(count(a) - sys.getrefcount(a), count(object()) >= 2)
n = Node("n")
print(sys.getrefcount(n))
holder = Node("holder")
holder.other = n
print(sys.getrefcount(n))
holder.other = None
print(sys.getrefcount(n))
print(sys.getrefcount(None) == sys.getrefcount(1))

r = weakref.ref(n)
print(r() is n, sys.getrefcount(n))
alias = n
del n
print(r() is alias)
alias = None
print(r(), r() is None)

x, y = Node("x"), Node("y")
x.other, y.other = y, x
rx = weakref.ref(x)
gc.collect()
del x, y
print("still there:", rx() is not None)
gc.collect()
print("after collect:", rx())

cache = weakref.WeakValueDictionary()
img = Node("image")
cache["img"] = img
print("img" in cache, cache["img"], len(cache))
del img
print("img" in cache, cache.get("img"), len(cache), list(cache.items()))
try:
    cache["img"]
except KeyError as e:
    print("KeyError:", e)

data = weakref.WeakKeyDictionary()
owner = Node("owner")
data[owner] = {"visits": 1}
data[owner]["visits"] += 1
print(data[owner], len(data), owner in data)
del owner
print(len(data), list(data))

live = weakref.WeakSet()
nodes = [Node(i) for i in range(3)]
for node in nodes:
    live.add(node)
del node
print(len(live), nodes[0] in live)
nodes.pop()
print(len(live), sorted(n.name for n in live))


class Parent:
    def __init__(self):
        self.children = []

    def add(self, child):
        child.parent = weakref.ref(self)
        self.children.append(child)


p = Parent()
c = Node("child")
p.add(c)
print(c.parent() is p)
del p
print(c.parent())
proxy = weakref.proxy(c)
print(proxy.name)
del c
try:
    proxy.name
except ReferenceError as e:
    print("ReferenceError:", e)
for bad in (5, [], {}, "s", None, (1,)):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print("TypeError:", e)


def scope():
    local = Node("local")
    return weakref.ref(local)


print(scope()())
print(gc.isenabled())
gc.disable()
print(gc.isenabled())
gc.enable()
m = weakref.WeakMethod(holder.__repr__)
print(m()(), isinstance(rx, weakref.ref), weakref.ref(holder) == weakref.ref(holder))
