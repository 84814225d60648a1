"""Every common error and its message, as a beginner meets them."""
import json
import math


def recursive(n):
    return recursive(n + 1)


class Point:
    __slots__ = ("x",)

    def __init__(self, x):
        self.x = x

    def method(self, a, b=2, *, c):
        return a + b + c


class Base:
    def __len__(self):
        return -1

    def __bool__(self):
        return "yes"

    def __iter__(self):
        return 5

    def __hash__(self):
        return "x"

    def __index__(self):
        return 1.5


point = Point(1)
cases = """
1 / 0
1 // 0
1 % 0
1.0 / 0
divmod(1, 0)
0 ** -1
[1, 2][5]
(1, 2)[-3]
"abc"[10]
{"a": 1}["b"]
{1: 2}[(1, 2)]
int("12a")
int("")
int(None)
int([1])
float("x.y")
float("")
"a" + 1
1 + "a"
[1] + (2,)
"a" * "b"
"a" - "b"
-"a"
len(5)
None.x
{}[[]]
{[]: 1}
{{}}
set([[]])
sorted([1, "a"])
max([])
min(5)
sum(["a", "b"])
sum("ab")
next(iter([]))
iter(5)
list(5)
dict([1])
dict(["abc"])
dict(5)
tuple(None)
range("a")
range(1, 2, 0)
round("x")
abs("x")
chr(-1)
ord("ab")
ord(5)
point.y
point.method()
point.method(1)
point.method(1, 2, 3, c=4)
point.method(1, d=3)
point.method(1, 2, b=3, c=1)
Point()
Point(1, 2)
setattr(point, "z", 1)
undefined_name
print(undefinedd)
recursive(0)
[x for x in 5]
a, b = 1
"%d" % "x"
"{}".format()
"{x}".format()
"abc".index("z")
[1].index(2)
[1].remove(2)
[].pop()
{}.pop("a")
set().pop()
{}.popitem()
"abc".split("")
" ".join([1])
b"\\xff".decode()
"é".encode("ascii")
math.sqrt(-1)
math.factorial(-1)
math.factorial(1.5)
math.log(0)
math.exp(1000)
2.0 ** 10000
int("9" * 5000)
open("no/such/file.txt")
json.loads("{bad}")
json.loads("")
json.dumps({1, 2})
isinstance(1, 5)
issubclass(1, int)
super().x
object().x
int.nothing
type("X", (bool,), {})
len(Base())
bool(Base())
iter(Base())
hash(Base())
(lambda x: x)()
(lambda: 0)(1)
print(1, foo=2)
sorted([1], foo=2)
[].sort(1)
"x".center()
"a" in 5
5 in "abc"
1 < "a"
[1] < (1,)
None < None
1j < 2j
3 @ 4
~1.5
1 << -1
1 << 1.0
bytes([256])
bytes(-1)
bytearray(b"x").append(300)
complex("x")
pow(2, -1, 4)
pow(2, 3, 0)
frozenset().add(1)
(1).append(2)
(1, 2).append(3)
"abc".append("d")
[].push(1)
{}.add(1)
"abc".lenght
[].length
eval("1 +")
eval("(1")
eval("'abc")
exec("if True:\\nx")
exec("x = = 2")
compile("a b", "f", "eval")
__import__("nothing")
getattr(5, "x")
zip(5)
map()
filter(1)
enumerate(5)
reversed(5)
reversed({1})
slice()
any(5)
input.x
raise_it()
StopIteration(5).value
KeyError("k").args
""".strip().splitlines()
for case in cases:
    try:
        result = eval(case) if not case.startswith("a, b") else exec(case)
        print(f"{case:<28} ok {result!r:.40}")
    except RecursionError as error:
        print(f"{case:<28} {type(error).__name__}: {str(error)[:32]}")
    except BaseException as error:
        print(f"{case:<28} {type(error).__name__}: {error}")
