"""JSON in both directions, and what it says of bad input."""
import json
from collections import OrderedDict
data = {"name": "Ann", "age": 3, "pi": 3.14159, "ok": True, "no": None, "list": [1, 2, [3, []]], "d": {}, "u": "é\u20ac\U0001f600\n\"\\\x01", 1: 2, 2.5: "f", True: "t", None: "n"}
print(json.dumps(data)); print(json.dumps(data, ensure_ascii=False)); print(json.dumps(data, indent=2)); print(json.dumps([1,[2,{}],{"a":[]}], indent="\t"))
print(json.dumps({"b":1,"a":[1,2]}, sort_keys=True, separators=(",",":"))); print(json.dumps("x/y\x7f"), json.dumps(1e100), json.dumps(10**30), json.dumps((1,2)), json.dumps(float("nan")), json.dumps([float("inf"), -float("inf")]))
print(json.dumps([], indent=2), json.dumps({}, indent=2), json.dumps([[]], indent=1), json.dumps({"a":1}, indent=0))
class P:
    def __init__(self): self.x = 1
def enc(o):
    if isinstance(o, P): return {"x": o.x, "set": {1}}
    if isinstance(o, set): return sorted(o)
    raise TypeError(f"no {o!r}")
print(json.dumps({"p": P(), "q": [P()]}, default=enc))
class E(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, complex): return [o.real, o.imag]
        return super().default(o)
print(json.dumps(2+1j, cls=E), E(indent=1).encode([1j]), list(E().iterencode(3)))
class L(list): pass
class D(dict): pass
class I(int): pass
print(json.dumps([L([1]), D(a=2), I(7)]))
cyc = []; cyc.append(cyc)
for bad in (lambda: json.dumps(P()), lambda: json.dumps({(1,2):3}), lambda: json.dumps(cyc), lambda: json.dumps(float("nan"), allow_nan=False), lambda: json.dumps({1:1,"a":2}, sort_keys=True), lambda: json.dumps({1,2}), lambda: json.dumps(b"x"), lambda: json.dumps({"a": P()}, default=lambda o: o)):
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
print(json.dumps({(1,2):3, "a":1}, skipkeys=True))
for t in ('{"a": [1, 2.5, -3e2, true, false, null, "x\\u00e9\\n"]}', '[]', ' 1 ', '"\\ud83d\\ude00"', '{"a":{"b":[{}]}}', '-0', '-0.0', '1E5', '123456789012345678901234567890', 'NaN', '[Infinity, -Infinity]', b'{"a": 1}', bytearray(b'[1]'), '{"a":1,"a":2}'):
    print(repr(json.loads(t)))
for t in ('', '{', '[', '[1', '[1,', '[1,]', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "{'a':1}", '{a:1}', '"abc', '"a\nb"', '"\\x"', '"\\u12"', 'nul', '[1 2]', '{"a" 1}', '1 2', '{"a":1} x', '\n\n  [1,\n 2,\n x]', '01', '.5', '-', '[1.]', '"\\'):
    try: print(json.loads(t))
    except json.JSONDecodeError as e: print(repr(t), '->', e, '|', e.msg, e.pos, e.lineno, e.colno)
for t in (1, None):
    try: json.loads(t)
    except TypeError as e: print(e)
print(json.loads('{"a": {"b": 1}, "c": 2}', object_hook=lambda d: sorted(d.items())), json.loads('{"b":1,"a":2}', object_pairs_hook=OrderedDict), json.loads('[1.5, 2, NaN]', parse_float=str, parse_int=lambda s: int(s)*10, parse_constant=lambda c: c))
print(json.JSONDecoder().raw_decode('[1] tail'), json.loads('"é"'), isinstance(json.JSONDecodeError("m","d",0), ValueError))
try: json.loads('x')
except ValueError as e: print(repr(e))
print(b"a,b,,c".split(b",", 2), b"a b  c".rsplit(None, 1), b"hello world".title(), bytes.maketrans(b"ab", b"xy"), b"abc".translate(bytes.maketrans(b"ab", b"xy"), b"c"))
print(b" x ".lstrip(), b"x".ljust(3,b"-"), b"x".center(4), b"-5".zfill(4), b"a\r\nb\n".splitlines(), b"a.b.c".rpartition(b"."), b"aXbX".replace(b"X", b"--", 1), b"ab".replace(b"", b"-"), b"abc".removeprefix(b"a"), b"\x01\x02\x03".hex(":"), b"Hi".swapcase(), b"a\tb".expandtabs(4), b"12".isdigit(), b"aB".isupper(), b"xyx".rfind(b"x"))
x = bytearray(b"abc"); x.insert(1, 120); x.remove(99); x.reverse(); print(x, x.copy(), x.rindex(b"a"))
