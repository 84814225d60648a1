"""Design patterns: descriptors, observers, singletons, flyweights, visitors, proxies, iterators, command with undo, state."""
import abc
import copy
import operator
import types
import weakref
from collections.abc import Iterable, Iterator, MutableSequence, Sequence


class Typed:
    def __init__(self, kind, default=None):
        self.kind, self.default = kind, default

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        print("deleting", self.name)
        instance.__dict__.pop(self.name, None)


class Singleton(type):
    instances = {}

    def __call__(cls, *args, **kwargs):
        if cls not in cls.instances:
            cls.instances[cls] = super().__call__(*args, **kwargs)
        return cls.instances[cls]


class Document(metaclass=Singleton):
    title = Typed(str, "untitled")
    size = Typed(int, 0)

    def __init__(self):
        self.observers = []

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        for observer in self.__dict__.get("observers", ()):
            observer(name, value)


class Command(abc.ABC):
    @abc.abstractmethod
    def do(self, text): ...

    @abc.abstractmethod
    def undo(self, text): ...


class Append(Command):
    def __init__(self, what):
        self.what = what

    def do(self, text):
        return text + self.what

    def undo(self, text):
        return text.removesuffix(self.what)


class Upper(Command):
    def do(self, text):
        self.before = text
        return text.upper()

    def undo(self, text):
        return self.before


class Editor:
    def __init__(self):
        self.text, self.done, self.undone = "", [], []

    def run(self, command):
        self.text = command.do(self.text)
        self.done.append(command)
        self.undone.clear()
        return self

    def undo(self):
        command = self.done.pop()
        self.text = command.undo(self.text)
        self.undone.append(command)
        return self


class Tree:
    def __init__(self, value, *children):
        self.value, self.children = value, children

    def __iter__(self):
        yield self.value
        for child in self.children:
            yield from child

    def accept(self, visitor):
        method = getattr(visitor, f"visit_{type(self.value).__name__}", visitor.generic)
        return method(self)


class Summing:
    def visit_int(self, node):
        return node.value + sum(child.accept(self) for child in node.children)

    def generic(self, node):
        print("skipping", node.value)
        return sum(child.accept(self) for child in node.children)


class Proxy:
    def __init__(self, target):
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "log", [])

    def __getattr__(self, name):
        self.log.append(name)
        return getattr(self._target, name)

    def __setattr__(self, name, value):
        self.log.append(f"{name}={value}")
        setattr(self._target, name, value)

    def __len__(self):
        return len(self._target.text)


class Ring(MutableSequence):
    def __init__(self, items=()):
        self.items = list(items)

    def __getitem__(self, i):
        return Ring(self.items[i]) if isinstance(i, slice) else self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value

    def __delitem__(self, i):
        del self.items[i]

    def __len__(self):
        return len(self.items)

    def insert(self, i, value):
        self.items.insert(i, value)

    def __repr__(self):
        return f"Ring({self.items})"


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


class Vector(tuple):
    def __new__(cls, *parts):
        return super().__new__(cls, parts)

    def __add__(self, other):
        return Vector(*map(operator.add, self, other))

    def __mul__(self, k):
        return Vector(*(x * k for x in self)) if isinstance(k, (int, float)) else NotImplemented

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(map(operator.mul, self, other))

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return (self @ self) ** 0.5

    def __bool__(self):
        return any(self)

    def __repr__(self):
        return f"<{', '.join(map(str, self))}>"


document = Document()
print(Document() is document, document.title, Document.title.kind)
document.observers.append(lambda name, value: print("changed:", name, "->", value))
document.title = "Report"
document.size = 3
try:
    document.size = "big"
except TypeError as error:
    print(error)
del document.title
print(document.title, vars(document).keys())
editor = Editor().run(Append("hello")).run(Append(" world")).run(Upper())
print(editor.text, editor.undo().text, editor.undo().text, len(editor.undone), editor.run(Append("!")).text, editor.undone)
tree = Tree(1, Tree("two", Tree(3)), Tree(4, Tree(5.5, Tree(6))))
print(list(tree), tree.accept(Summing()), 3 in tree, max(tree, key=str))
proxy = Proxy(editor)
proxy.text = "by proxy"
print(proxy.text, len(proxy), proxy.run(Upper()).text, proxy.log, isinstance(proxy, Editor))
ring = Ring("abc")
ring.append("d"); ring.extend("ef"); ring[4] = "B"; del ring[-1]; ring += ["z"]; ring.reverse()
print(ring, ring[2], ring.pop(), ring.index("d"), ring.count("z"), "B" in ring, list(reversed(ring)), ring[1:3], isinstance(ring, Sequence))
print(list(Countdown(3)), sum(Countdown(4)), [*zip(Countdown(2), "ab")], isinstance(Countdown(1), Iterator), issubclass(Tree, Iterable))
v = Vector(3, 4)
print(v, v + v, 2 * v, v * 0.5, v @ v, -v, abs(v), bool(Vector(0, 0)), v == (3, 4), hash(v) == hash((3, 4)), v[0], sorted([Vector(2, 1), Vector(1, 2)]))
clone = copy.deepcopy(tree)
print(clone is not tree, list(clone) == list(tree), clone.children[0] is tree.children[0])
document.extra = types.SimpleNamespace(a=1, b=[2])
print(document.extra, document.extra == types.SimpleNamespace(a=1, b=[2]))


def method(self):
    return f"bound to {self.text}"


editor.shout = types.MethodType(method, editor)
print(editor.shout(), type(editor).__name__, type("Made", (Editor,), {"level": 3})().level, callable(editor.shout))
reference = weakref.ref(editor)
print(reference() is editor)


class Meta(type):
    def __instancecheck__(cls, instance):
        return hasattr(instance, "quack")

    def __prepare__(name, bases, **kwargs):
        print("preparing", name, kwargs)
        return {"injected": 42}

    def __new__(mcls, name, bases, namespace, **kwargs):
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)


class Duck(metaclass=Meta, loud=True):
    doubled = injected * 2


print(Duck.doubled, isinstance(types.SimpleNamespace(quack=1), Duck), isinstance(3, Duck))
Command()
