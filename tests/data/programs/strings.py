s = "Hello, World"
print(s.upper(), s.lower(), s.swapcase(), s.title(), s.casefold(), "abc".capitalize())
print(s[0], s[-1], s[2:5], s[::-1], s[::2], s[-5:], s[:0], s[100:], len(s))
print(s.find("o"), s.rfind("o"), s.find("z"), s.index("W"), s.count("l"), s.startswith("Hell"), s.endswith(("x", "ld")))
print("  pad ".strip() + "|", "xxaxx".strip("x"), "xxa".lstrip("x"), "axx".rstrip("x"), "a-b".partition("-"), "a-b-c".rpartition("-"))
print("a,b,,c".split(","), " a  b ".split(), "a b c".split(" ", 1), "a b c".rsplit(" ", 1), "l1\nl2\r\nl3".splitlines())
print("-".join(["a", "b"]), "ab" * 3, "a" + "b", "b" in "abc", "z" not in "abc", "a" < "b", "Z" < "a")
print("x".center(7, "*"), "x".ljust(4, ".") + "|", "x".rjust(4) + "|", "42".zfill(5), "-42".zfill(5))
print("aXbXc".replace("X", "-"), "aXbXc".replace("X", "-", 1), "tab\there".expandtabs(4))
print("abc".isalpha(), "123".isdigit(), "a1".isalnum(), " ".isspace(), "Abc".istitle(), "ABC".isupper(), "a_1".isidentifier(), "".isalpha())
print("prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"), "abc".translate(str.maketrans("ab", "xy")), "ß".upper())
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("tab\t nl\n nul\0 \x7f é \u200b"), ascii("é"))
print(ord("A"), chr(97), chr(0x1F600), "é".encode(), b"\xc3\xa9".decode(), "naïve café".encode("utf-8"))
print("line one\n    indented", r"raw\n", "con" "cat", """triple
quoted""")
print("%s is %d years and %.2f%%" % ("Ann", 30, 99.5), "%5d|%-5d|%05d|%+d" % (42, 42, 42, 42), "%x %X %o %e" % (255, 255, 8, 12345.678), "%r %s" % ("q", None), "%(a)s-%(b)s" % {"a": 1, "b": 2}, "%c%c" % ("x", 65), "%10.3f|%-10s|" % (3.14159, "hi"), "%s" % (1,), "%g %g" % (1e10, 0.0001))
print("{} {}".format(1, 2), "{1} {0} {1}".format("a", "b"), "{name:>6}|{x:<6}|{y:^6}".format(name="n", x=1, y="c"), "{0[1]} {1.real}".format([1, 2], 5), "{:,} {:_} {:.3e} {:08.3f} {:+d} {:x} {:#x} {:b} {:%}".format(1234567, 1234567, 12345.678, 3.14159, 5, 255, 255, 5, 0.25), "{!r} {!s}".format("q", "q"), "{{}}".format())
name, value, width = "pi", 3.14159265, 10
print(f"{name}={value:.3f} {value!r:>12} {name!s:_^{width}} {value:{width}.{2}f} {1 + 1} {'nested'} {name.upper()} {{braces}} {value=:.2f} {name=}")
print(f"{1000000:,} {255:#x} {5:03d} {-5:+} {5: d} {0.5:.0%} {1e6:g} {12345678:e} {True} {None} {'s':>5} {[1, 2]} {'é':*<4} {3:*^9} {2.0} {10:>+6}")
print(f"{'a' if value > 3 else 'b'} {max(1, 2)} {[i for i in range(3)]} {dict(a=1)['a']} {(lambda x: x * 2)(4)}")
print("a" "b" f"{1}" "c", f"{'quoted'}" + f'{"single"}', f"""{
    name
}""")
for c in "añ😀":
    print(c, ord(c), len(c.encode()))
print("".join(sorted("hello")), "".join(reversed("abc")), list("abc"), tuple("ab"), set("a"), "abc".index("c"), max("hello"), "aAbB".swapcase())
print(str(1.0), str([1, "a", None, True, 2.5]), str({"k": (1,)}), str(()), str((1,)), str(set()), str({1}), str(range(3)))
print("apple" > "Apple", "abc" == "abc", "a" * 0 == "", "\N{GREEK SMALL LETTER ALPHA}")
print(int("٣"), "½".isnumeric(), "Ⅷ".isdecimal(), "x=%s" % [1, 2], "%%", "%5s|" % "ab", "%-5s|" % "ab", "%.2s" % "abc")
print("hello world foo".title(), "they're".title(), "ab\ncd".splitlines(True), ",".join(map(str, range(5))), "abcabc".rindex("b"), "A".lower().islower())
