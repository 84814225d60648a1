"""Tables made of every format specification."""
import datetime
from decimal import Decimal
from fractions import Fraction

for value in (0, 7, -42, 1234567, True):
    print("|".join(format(value, spec) for spec in
                   ("d", "5", "<5d", "^5", ">+5", "05", "+,", "_d", "x", "#x", "X", "#o", "b", "#010b", "e", "f", ".2f",
                    "g", "%", "n", "*^9d", "= 8d", "c" if 32 <= value < 1000 else "d", "_x", "_b")))
for value in (0.0, -0.0, 1.5, -2.675, 1e10, 1.23456789e-7, 1e300, float("inf"), float("-inf"), float("nan")):
    print("|".join(format(value, spec) for spec in
                   ("", "f", ".0f", ".1f", "10.3f", "<10.2f", "^+10.2f", "010.2f", "e", ".2e", "E", "g", ".3g", "G", "#.3g",
                    "%", ".1%", ",.2f", "_.1f", "n", "z.1f", "*>12.4", ".10")))
for value in ("", "py", "gilscope"):
    print("|".join(format(value, spec) for spec in ("", "s", "5", "<5", ">5", "^5", "*^11s", ".2", "6.3s", "05")))
for value in (1 + 2j, -1.5j, complex(float("inf"), -0.0), 3e20 + 1j):
    print("|".join(format(value, spec) for spec in ("", ".2f", "g", "+.1e", ">20", "*^24.1f", ",.2f")))
for value in (Decimal("3.14159"), Decimal("-1234567.5"), Decimal("1E+3"), Decimal("NaN")):
    print("|".join(format(value, spec) for spec in ("", ".2f", "10.1f", "<10", "e", ",.2f", "g", "+", ".1%")))
print("|".join(format(Fraction(22, 7), spec) for spec in ("", ".3f", ">10.2f", "e", ".1%", "g")))
moment = datetime.datetime(2024, 2, 29, 13, 5, 9, 123456)
print(f"{moment:%Y-%m-%d} {moment:%d.%m.%y %I:%M %p} {moment!s} {moment!r} {moment:%H%M%S.%f} {moment:%j %a %B %%}")
print(f"{moment.date()} {moment.time()} {moment.time():%H h} {moment.date():%x}")
name, width, places = "Ada", 12, 3
print(f"{name:>{width}}|{3.14159:{width}.{places}f}|{name!r:^{width}}|{name=}|{width=:>5}|{name.upper()=!s:*^9}|{places + 1 = }")
print(f"{{}} {{{name}}} {'nested ' + f'{name:-<6}'} {chr(10)!r} {[f'{x:02}' for x in range(3)]}")
print(f"{'a' if width > 3 else 'b'} {(lambda x: x * 2)(4)} {dict(a=1)['a']} {'\n'.join(['x', 'y'])}")
print(f"""{
    name  # the name
    :>6}""")
print("{} {} {}".format(1, "two", 3.0), "{1} {0} {1}".format("a", "b"), "{x} {y:>4}".format(x=1, y=2))
print("{0.real} {1[0]} {2[key]} {0!r:>4}".format(5, "abc", {"key": "v"}), "{:{}}|{:{w}.{p}}".format("x", 4, 2.5, w=8, p=2))
print("%s %r %a %d %i %5d|%-5d|%05d|%+d|% d" % ("s", "r", "ä", 1, 2.9, 3, 4, 5, 6, 7))
print("%x %X %#x %o %#o %c %c %%" % (255, 255, 255, 8, 8, 65, "z"), "%e %.2E %g %G %f %.0f %10.3f|%-10.1f|" % ((1234.5,) * 8))
print("%(name)s is %(age)03d" % {"name": "Bob", "age": 7}, "%s" % [1], "%s %s" % ("a", ("b",)), "%*d|%-*d|%.*f" % (5, 1, 4, 2, 2, 3.14159))
print("|".join(("ab".ljust(5, "."), "ab".rjust(5), "ab".center(5, "-"), "-7".zfill(4), "x".expandtabs(), "a\tb".expandtabs(4))))
for bad in ((lambda: format(3, "s")), (lambda: format("x", "d")), (lambda: format(3.5, "d")), (lambda: format(3, ".2d")),
            (lambda: "{} {}".format(1)), (lambda: "{a}".format(b=1)), (lambda: "{0} {}".format(1, 2)), (lambda: "{".format()),
            (lambda: "}".format()), (lambda: "%d" % "x"), (lambda: "%d %d" % (1,)), (lambda: "%d" % (1, 2)), (lambda: "%y" % 1),
            (lambda: format(object(), "5")), (lambda: format([], "5")), (lambda: format(3, ",,")),
            (lambda: format("x", "=5")), (lambda: format("x", ",")), (lambda: "{0.foo}".format(3)), (lambda: "{0[3]}".format("ab")),
            (lambda: format(3, "5q")), (lambda: "%c" % 0x110000), (lambda: "%c" % "ab"), (lambda: format(3, "_,")), (lambda: "%(a)s" % 3),
            (lambda: "%x" % 2.5), (lambda: "{!x}".format(1)), (lambda: format(None, ">5"))):
    try:
        print("fine:", bad())
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
