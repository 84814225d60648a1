"""Copying objects: what is shared, what is not."""
import copy


class Node:
    def __init__(self, name, children=None):
        self.name = name
        self.children = children or []

    def __repr__(self):
        return f"Node({self.name!r}, {self.children!r})"


tree = Node("root", [Node("a"), Node("b", [Node("c")])])
shallow = copy.copy(tree)
deep = copy.deepcopy(tree)
tree.children[0].name = "changed"
tree.children.append(Node("new"))
print(shallow)
print(deep)
print(shallow.children is tree.children, deep.children is tree.children)

loop = [1]
loop.append(loop)
twin = copy.deepcopy(loop)
print(twin[1] is twin, twin is loop)
shared = [1, 2]
pair = (shared, shared, {"k": shared})
new = copy.deepcopy(pair)
print(new[0] is new[1], new[0] is new[2]["k"], new[0] is shared)
fixed = (1, "two", (3.0, None))
print(copy.deepcopy(fixed) is fixed, copy.copy(fixed) is fixed)


class Account:
    """Knows how it is copied."""

    def __init__(self, owner, balance):
        self.owner, self.balance, self.history = owner, balance, []

    def __copy__(self):
        print("copying", self.owner)
        twin = type(self)(self.owner, self.balance)
        twin.history = self.history
        return twin

    def __deepcopy__(self, memo):
        print("deep copying", self.owner)
        twin = type(self)(self.owner, self.balance)
        memo[id(self)] = twin
        twin.history = copy.deepcopy(self.history, memo)
        return twin


acc = Account("ann", 10)
acc.history.append("opened")
one, two = copy.copy(acc), copy.deepcopy(acc)
print(one.history is acc.history, two.history is acc.history, two.history)
both = copy.deepcopy([acc, acc])
print(both[0] is both[1])


class Stateful:
    def __init__(self):
        self.data = [1]
        self.lock = "unpicklable"

    def __getstate__(self):
        state = self.__dict__.copy()
        del state["lock"]
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.lock = "fresh"


s = copy.deepcopy(Stateful())
print(s.data, s.lock)


class Slots:
    __slots__ = ("a", "b")


class More(Slots):
    __slots__ = ("c",)


m = More()
m.a, m.c = [1], 3
n = copy.deepcopy(m)
print(n.a, n.c, n.a is m.a, hasattr(n, "b"))


class Stack(list):
    pass


class Env(dict):
    pass


class Bag(set):
    pass


st = Stack([1, [2]])
st.label = "stack"
cp = copy.deepcopy(st)
print(cp, type(cp).__name__, cp.label, cp[1] is st[1])
env = Env(a=[1])
env.parent = None
print(copy.copy(env), copy.copy(env).parent, copy.deepcopy(env)["a"] is env["a"], copy.copy(Bag({1})))


class Celsius(float):
    pass


class Version(tuple):
    def __new__(cls, *parts):
        return super().__new__(cls, parts)

    def __getnewargs__(self):
        return tuple(self)


print(copy.deepcopy(Celsius(1.5)), copy.deepcopy(Version(1, 2)), type(copy.copy(Version(3))).__name__)
err = ValueError("bad", 3)
err.extra = "more"
e2 = copy.copy(err)
print(repr(e2), e2.args, e2.extra)
print(copy.copy(len) is len, copy.deepcopy(Node) is Node, copy.deepcopy(print) is print)
import threading
try:
    copy.deepcopy({"lock": threading.Lock()})
except TypeError as e:
    print("TypeError:", e)
try:
    copy.copy(x for x in [])
except TypeError as e:
    print("TypeError:", e)
print(acc.__reduce_ex__(4)[0].__name__, Node("x").__reduce_ex__(2)[1:3])
bound = copy.deepcopy(tree.__repr__)
print(bound.__self__ is tree)
