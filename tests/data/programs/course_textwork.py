"""Text tools: textwrap, pprint, string.Template, re in many ways, difflib-free diff, justified columns, translate."""
import pprint
import re
import shlex
import string
import textwrap
from collections import defaultdict

TEXT = """The quick brown fox jumps over the lazy dog. The dog sleeps; the fox -- quick as ever -- runs
away into the dark-green forest, leaving the supercalifragilisticexpialidocious dog behind."""
print(textwrap.fill(TEXT, 30))
print(textwrap.fill(TEXT, 40, initial_indent="* ", subsequent_indent="  ", break_long_words=False))
print(textwrap.shorten(TEXT, 50), textwrap.shorten(TEXT, 30, placeholder=" (more)"), sep="\n")
print(textwrap.indent(textwrap.dedent("""
    def f():
        return 1

    end"""), "> ", lambda line: line.strip()), textwrap.wrap("a b c d", 3), textwrap.wrap(""))
index = defaultdict(set)
for number, line in enumerate(TEXT.splitlines(), 1):
    for word in re.findall(r"[a-z]+(?:-[a-z]+)*", line.lower()):
        index[word].add(number)
print({w: sorted(n) for w, n in sorted(index.items()) if len(n) > 1})
pprint.pprint({"name": "gilscope", "tags": ["python", "gil", "threads", "simulation", "teaching"], "nested": {"deep": {"deeper": list(range(30))}, "t": (1,), "empty": {}}, "long": "word " * 30}, width=60)
pprint.pprint([{"id": i, "value": "x" * i} for i in (1, 20, 30)], indent=2, compact=True)
print(pprint.pformat({"b": 1, "a": {3, 1, 2}}, sort_dicts=False), pprint.pformat([[[[1]]]], depth=2))
template = string.Template("Dear $name, you owe $$${amount} since ${date}.")
print(template.substitute(name="Ada", amount=5, date="May"), template.safe_substitute(name="Bob"))
try:
    template.substitute(name="x")
except KeyError as error:
    print("KeyError", error)
print(string.ascii_lowercase[:5], string.digits, string.punctuation, string.capwords("hello wORLD"), repr(string.whitespace))
print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world foo bar"), re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "a1 b22 c333"), re.subn("o", "0", "foo boo", count=3), re.split(r"[,;]\s*", "a, b;c ,d"), re.split(r"(-)", "a-b-c"))
pattern = re.compile(r"(?P<key>\w+)\s*=\s*(?P<quote>['\"]?)(?P<value>.*?)(?P=quote)\s*$", re.MULTILINE)
for match in pattern.finditer("a = 1\nname='x y'\n b=\"q\" \nbad line"):
    print(match.span(), match.group("key", "value"), match.groupdict(), match.start("value"), match.lastgroup)
print(pattern, pattern.groups, pattern.groupindex, re.compile("x", re.I | re.S))
print(re.match(r"\d{3}-\d{4}", "555-1234"), re.fullmatch(r"[a-z]+", "abc1"), re.search(r"(?<=\$)\d+(?=\.)", "cost $42.50").group(), re.findall(r"(\w)(\d)", "a1b2"), re.findall(r"\b\w{4}\b", "this that four three"), re.escape("a.b*c"), bool(re.search(r"(?i)HELLO", "say hello")))
print(re.sub(r"(?<!\d)(\d{3})(?=\d)", r"<\1>", "1234567 12"), re.sub(r"(?x) \s+ # spaces", "_", "a  b c"), re.findall(r"(?:ab)+?", "ababab"), re.findall(r"^\w", "one\ntwo", re.M), re.search(r"a.*?b", "a\nb", re.S).group(), re.findall(r"[^\W\d_]+", "añb_3c"), re.match(r"(a)|(b)", "b").groups("none"))
try:
    re.compile(r"(unclosed")
except re.error as error:
    print(error, error.pos, error.msg)
print(shlex.split("run 'a b' --x=\"y z\" c\\ d # no"), shlex.quote("it's"), shlex.join(["a b", "c"]))
table = str.maketrans({"a": "4", "e": "3", "o": None})
print("leetspeak code".translate(table), "abc".translate(str.maketrans("abc", "xyz", "")), "ß".upper(), "İ".lower(), "Straße".casefold(), "ﬁ".upper(), "naïve café".title(), "it's a dog's life".title(), "hello".capitalize(), "Ab1".swapcase(), "x".isidentifier(), "١٢".isdigit(), "½".isnumeric(), "²".isdecimal(), " \t".isspace(), "Ab".istitle(), "é".isascii())
print("a,b,,c".split(","), "  a  b ".split(), "a b c d".rsplit(" ", 2), "k=v=w".partition("="), "path/to/file".rpartition("/"), "l1\nl2\r\nl3\x0bl4".splitlines(), "x\n".splitlines(True), "aXbX".strip("X"), "www.x.com".removeprefix("www."), "f.py".removesuffix(".py"), "abcabc".count("bc"), "abc".find("z"), "ab" * 3, "z" in "xyz", "abc"[::-1], "hello"[1:-1:2], "%-5s|" % "ab", "tab\tx".expandtabs(8), "7".zfill(3), "-7".zfill(4))
rows = [("Name", "Qty", "Price"), ("apple", 3, 1.5), ("banana bread", 12, 22.25), ("fig", 100, 0.333)]
widths = [max(len(str(row[i])) for row in rows) for i in range(3)]
for number, row in enumerate(rows):
    print(" | ".join(str(cell).ljust(w) if i == 0 else str(cell).rjust(w) for i, (cell, w) in enumerate(zip(row, widths))))
    if not number:
        print("-+-".join("-" * w for w in widths))
print("\N{GREEK SMALL LETTER ALPHA} \u00e9 \x41 \101 \U0001f600", r"raw \n", "con" "cat", 'it\'s', """tri"ple""", len("🐍"), "e\u0301" == "é", ascii("é🐍"), repr("tab\t nul\0 quote' both\"'"), "\a\b\f\v".encode())
