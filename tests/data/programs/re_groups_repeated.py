# Groups without a number are repeated whole, whatever is in them; what `re` refuses about repeats and depth.
import json
import pickle
import re

LOG = """\
10.0.0.1 - GET /index.html 200 12ms
10.0.0.2 - POST /api/items?page=2&size=10 201 7ms
10.0.0.1 - GET /missing 404
broken line
"""
LINE = re.compile(r"""(?x)
    ^(?P<ip>(?:\d{1,3}\.){3}\d{1,3}) \s-\s
    (?P<verb>(?:[A-Z]+)) \s
    (?P<path>(?:/[\w.]*)+) (?:\?(?P<query>(?:\w+=\w+&?)*))? \s
    (?P<status>\d{3}) (?:\s(?P<ms>(?:\d+)?)ms)?$
""")

for line in LOG.splitlines():
    found = LINE.match(line)
    print(found.groupdict() if found else f"no: {line}")

for pattern, text in [
    (r"(?:a+)?", "aa"), (r"(?:a{3}){3}", "a" * 9), (r"(?:a+)+b", "aab"), (r"(?i:a+)*", "Aa"),
    (r"(?:)*", "x"), (r"(?:^)*x", "x"), (r"(?:\b)+a", "a"), (r"(?:$)*", "a"), (r"(?:a*)*", "aaa"),
    (r"((?:\d+)?)-", "12-"), (r"(?:a?)??b", "b"), (r"(?i)(?m)x", "X"), (r"a(?i)x", "aX"),
    (r"a**", "a"), (r"a{2}{3}", "a"), (r"^*", "x"), (r"(?a)\b*a", "a"),
    (r"a{4294967295}", "a"), (r"a{99999999999999999999999,}", "a"), (r"(" * 600 + r")" * 600, "a"),
]:
    try:
        found = re.match(pattern, text)
        print(pattern[:30], found and (found.group(), found.groups()))
    except (re.error, OverflowError, RecursionError) as problem:
        print(pattern[:30], type(problem).__name__, problem)


def nested(depth, wrap):
    made = 0
    for _ in range(depth):
        made = wrap(made)
    return made


for depth in (900, 50_000):
    for name, wrap in (("list", lambda x: [x]), ("dict", lambda x: {"a": x}), ("tuple", lambda x: (x, 1))):
        try:
            print(depth, name, len(pickle.dumps(nested(depth, wrap))) > depth)
        except RecursionError as problem:
            print(depth, name, problem)
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        try:
            print(depth, text[:5], len(json.loads(text)))
        except RecursionError as problem:
            print(depth, text[:5], problem)

for source in ("*a", "x = *a", "f'{*a}'", "for x in *a: pass", "class A(*b, x=1): pass", "print(*[1, 2], [*'ab'])"):
    try:
        compile(source, "<test>", "exec")
        print(source, "compiles")
    except SyntaxError as problem:
        print(source, problem.msg)
