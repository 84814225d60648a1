"""What pickles of common objects look like, byte for byte, and that they come back."""
import pickle
class Point:
    def __init__(self, x, y):
        self.x = x; self.y = y
    def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
    def __repr__(self): return f"Point({self.x}, {self.y})"
class Slotted:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = 1; self.b = [2]
class Red:
    def __init__(self, v): self.v = v
    def __reduce__(self): return (Red, (self.v,))
class St:
    def __init__(self): self.a = 1; self.lock = object
    def __getstate__(self):
        d = self.__dict__.copy(); del d['lock']; return d
    def __setstate__(self, s): self.__dict__.update(s); self.lock = "new"
class L(list): pass
class D(dict): pass
class I(int): pass
class S(str): pass
class T(tuple): pass
class E(Exception):
    def __init__(self, code): super().__init__(code); self.code = code
class Outer:
    class Inner: pass
    def m(self): return 5
def func(): return 1
class NA:
    def __new__(cls, a): o = object.__new__(cls); o.a = a; return o
    def __getnewargs__(self): return (self.a,)
class Empty: pass
shared = [1]
cyc = [1]; cyc.append(cyc)
dcyc = {}; dcyc["me"] = dcyc
tcyc = ([],); tcyc[0].append(tcyc)
p = Point(1, 2); p.me = p
l = L([1,2]); l.name = "x"
objs = [None, True, False, 0, 255, 256, 65535, 65536, -1, 2**31, -2**31, 2**63, -2**70, 10**100, 1.5, -0.0, float("inf"), 1j, "", "a", "abc", "é"*200, "x"*300, b"", b"ab", b"y"*300, bytearray(b"zz"), (), (1,), (1,2), (1,2,3), (1,2,3,4), [], [1], [1,2], {}, {"a":1}, {"a":1,"b":[2]}, set(), {1}, frozenset([3]), frozenset(),
  [shared, shared], ("ab","ab"), {"k":"k"}, Point(1,2), [Point(1,2), Point("a","b")], Slotted(), Red(5), St(), l, L([1]), D(a=1), D(a=1,b=2), I(5), S("q"), T((1,2)), E(3), ValueError("bad", 2), KeyError(), Outer.Inner(), Outer.Inner, func, len, int, range(5), slice(1,None), Ellipsis, NotImplemented, type(None), list(range(1001)), list(range(1000)), {i:i for i in range(1001)}, "z"*70000, ["w"*40000, "v"*40000, 1], NA(4), Outer().m, Empty(), object(), [Empty(), Empty()], {"name":"x","id":1}, [{"name": str(i), "id": i} for i in range(3)], [1]*5, Point, [Point]*2, (func, func), ["dup one", "dup one"], Exception]
for proto in range(6):
    for i, o in enumerate(objs):
        try:
            b = pickle.dumps(o, proto)
        except Exception as e:
            print(proto, i, type(o), type(e).__name__, e); continue
        if len(b) < 150: print(proto, i, b)
        else: print(proto, i, len(b), b[:20], b[-20:], sum(b))
        r = pickle.loads(b)
        if type(r) is not type(o): print("TYPE", type(r))
for c in (cyc, dcyc, tcyc, p):
    for pr in (0, 2, 4): print(len(pickle.dumps(c, pr)), pickle.dumps(c, pr)[:60])
c = pickle.loads(pickle.dumps(cyc)); print(c[1] is c)
c = pickle.loads(pickle.dumps(dcyc)); print(c["me"] is c)
c = pickle.loads(pickle.dumps(tcyc)); print(c[0][0] is c)
c = pickle.loads(pickle.dumps(p)); print(c.me is c, vars(c).keys())
a, b = pickle.loads(pickle.dumps((shared, shared))); print(a is b)
s = pickle.loads(pickle.dumps(Slotted())); print(s.a, s.b)
s = pickle.loads(pickle.dumps(St())); print(vars(s))
s = pickle.loads(pickle.dumps(l)); print(s, s.name, type(s))
e = pickle.loads(pickle.dumps(E(3))); print(repr(e), e.code, e.args)
import threading
for bad in (lambda: pickle.dumps(threading.Lock()), lambda: pickle.dumps(threading.RLock()), lambda: pickle.dumps(x for x in []), lambda: pickle.dumps(pickle), lambda: pickle.dumps({"a": threading.Lock()}), lambda: pickle.dumps({}.keys()),
  lambda: pickle.loads(b"abc"), lambda: pickle.loads(b""), lambda: pickle.loads(b"\x80\x04K"), lambda: pickle.loads("x"), lambda: pickle.dumps(1, 9), lambda: pickle.loads(b'\x80\x04\x8c\x03nop\x8c\x03zzz\x93.'), lambda: pickle.loads(b'\x80\x04h\x05.')):
    try: print(bad())
    except BaseException as e: print(type(e).__module__, type(e).__name__, e)
