"""Wrapping, tables, statistics, fractions, templates, packed numbers, pretty printing."""

import textwrap, statistics, csv, string, struct, pprint
from fractions import Fraction


class Lines:
    """Collects what is written, and gives it back line by line."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text
        return len(text)

    def getvalue(self):
        return self.text

    def seek(self, place):
        self.left = iter(self.text.splitlines(True))

    def __iter__(self):
        return self.left

t = "The quick brown fox jumped over the lazy dog. It was a well-known fact -- really -- that dogs are lazy, e.g. state-of-the-art extraordinarily-long-hyphenated-word."
for w in (10, 20, 33, 70): print(textwrap.wrap(t, w))
print(textwrap.fill(t, 30, initial_indent="* ", subsequent_indent="  ")); print(textwrap.shorten(t, 40), textwrap.shorten("a b", 10, placeholder="..."))
print(textwrap.dedent("""\
    hello
      there

    end
"""), textwrap.indent("a\n\nb\n", "> "))
print(textwrap.wrap("aaaaaaaaaaaaaaaaaaaaaaaaa bb", 10), textwrap.wrap("aaaaaaaaaaaa", 5, break_long_words=False), textwrap.wrap(t, 30, max_lines=2))
d=[1,2,3,4,5.5,7]
print(statistics.mean([1,2,3,4]), statistics.mean(d), statistics.median(d), statistics.stdev(d), statistics.pstdev(d), statistics.variance([1,2,3]), statistics.mode("aab"), statistics.quantiles(d, n=4), statistics.fmean(d), statistics.multimode([1,1,2,2]), statistics.geometric_mean([1,2,4]), statistics.harmonic_mean([40,60]))
print(statistics.correlation([1,2,3],[2,4,7]), statistics.linear_regression([1,2,3],[2,4,7]), statistics.mean([0.1]*3), statistics.variance([0.1,0.2,0.4]), statistics.pvariance([Fraction(1,3), Fraction(1,2)]))
try: statistics.mean([])
except statistics.StatisticsError as e: print(e)
print(Fraction(3,6), Fraction("0.125"), Fraction("-3/4"), Fraction(1.5), Fraction(1,3)+Fraction(1,6), Fraction(1,2)*3, 1/Fraction(2,3), Fraction(7,2)//1, Fraction(7,2)%1, Fraction(1,3)**2, float(Fraction(1,3)), round(Fraction(7,2)), Fraction(1,3) < 0.5, Fraction(1,2)==0.5, hash(Fraction(1,2))==hash(0.5), repr(Fraction(2,4)), Fraction(3.14159).limit_denominator(100), Fraction(1,3)+0.5, f"{Fraction(1,3):.3f}", divmod(Fraction(7,2), 2), -Fraction(1,2), abs(Fraction(-1,2)), int(Fraction(-7,2)), Fraction(5), sum([Fraction(1,10)]*10))
try: Fraction(1,0)
except ZeroDivisionError as e: print(e)
f=Lines(); w=csv.writer(f); w.writerow(["a",1,None,2.5,'x,y','q"q','']); w.writerow(['']); w.writerows([[1,2],[3,4]]); print(repr(f.getvalue()))
f.seek(0); print(list(csv.reader(f)))
print(list(csv.reader(['a,"b, c","d""e"','1;2','','" x" , y','"multi','line",z'])), list(csv.reader(["a b 'c d'"], delimiter=' ', quotechar="'")))
f=Lines(); w=csv.DictWriter(f, ["n","v"], lineterminator="\n"); w.writeheader(); w.writerow({"n":"x","v":1}); print(f.getvalue()); f.seek(0)
for r in csv.DictReader(f): print(r)
try: w.writerow({"z":1})
except ValueError as e: print(e)
print(string.Template("$a and ${b} $$ $c").safe_substitute(a=1,b=2), string.Template("$x!").substitute({"x":5}), string.capwords("hello  world"), string.ascii_letters, string.Formatter().format("{0} {x:>5} {1!r} {}", 1, "s", x=3) if 0 else string.Formatter().format("{} {x:>5} {!r}", 1, "s", x=3))
try: string.Template("$ x").substitute()
except ValueError as e: print(e)
try: string.Template("$x").substitute()
except KeyError as e: print(repr(e))
for fmt, vals in (("<iid",(1,-2,3.5)),(">HhBb?c",(65535,-1,255,-128,True,b"x")),("@bid",(1,2,3.0)),("5s3x2sp",(b"hello world",b"a",b"")),("!qQ",(-2**63,2**64-1)),("<f",(1.1,)),("2h",(1,2)),("=l",(5,))):
    b=struct.pack(fmt,*vals); print(fmt, b, struct.calcsize(fmt), struct.unpack(fmt,b))
for fmt, vals in (("b",(200,)),("H",(-1,)),("i",("x",)),("ii",(1,)),("z",())):
    try: struct.pack(fmt,*vals)
    except struct.error as e: print(e)
try: struct.unpack("<i", b"abc")
except struct.error as e: print(e)
print(list(struct.iter_unpack("<h", b"\1\0\2\0")), struct.unpack_from(">H", b"abcd", 1), struct.Struct("<hi").size)
pprint.pprint({"name": "x"*20, "list": list(range(30)), "nested": {"a": ["long string number %d" % i for i in range(5)], "b": (1,)}, 3: None})
pprint.pprint(list(range(40)), compact=True, width=40); pprint.pprint("word " * 30); pprint.pp({"b":1,"a":2}); print(pprint.pformat([{"k"*10: "v"*30, "z": ["aa"*10]*3}], indent=4, width=50)); pprint.pprint({1:{2:{3:{4:5}}}}, depth=2); pprint.pprint({3,1,2}); pprint.pprint(("one"*10, "two"*10, "three"*10), width=40)
