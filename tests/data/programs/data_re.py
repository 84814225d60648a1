"""Regular expressions: results, replacements, complaints."""
import re
t = "The year 1999 and 2024; emails: ann@example.com, bob.b@test.org. Phone +1-555-0100 x\u00e9\u00c9 \u0663"
def show(*a): print(*a)
show(re.findall(r'\d+', t), re.findall(r'(\w+)@(\w+)\.(com|org)', t), re.search(r'(?P<y>\d{4})', t), re.match(r'the', t, re.I), re.fullmatch(r'[A-Z].*', t, re.S))
m = re.search(r'(?P<user>[\w.]+)@(?P<host>\w+)(\.zzz)?', t)
show(m.group(), m.group(1, 2), m['user'], m.groups(), m.groups('-'), m.groupdict(), m.span(), m.start('host'), m.end(2), m.span(3), m.lastindex, m.lastgroup, m.pos, m.endpos, m.re, m.string == t, m.regs, m.expand(r'\2 at \g<user>'))
show(re.sub(r'\d', '#', t), re.sub(r'(\w+)@(\w+)', r'\2 \1 \g<0>\n', t), re.sub('a', lambda m: m.group().upper() + str(m.start()), t, count=2), re.subn('[aeiou]', '', t), re.sub('', '-', 'abc'), re.sub('x*', '-', 'abxd'))
show(re.split(r'[;,.]\s*', t), re.split(r'(-)', 'a-b-c'), re.split(r'\s+', ' a b ', 1), re.split('', 'abc'), re.split(r'(a)|b', 'xaybz'))
show([m.span() for m in re.finditer(r'a*', 'baac')], re.findall('a|', 'ba'), re.findall(r'(a)(b)?', 'aab'))
show(re.compile('ab+', re.I | re.M), re.compile('x'), re.compile(b'y'), re.compile('a').flags, re.compile(r'(?i)A(?P<n>b)').groupindex, re.compile('(a)(b)').groups, re.I, re.I | re.X, re.compile('a(b', 0) if 0 else '')
for p, s in ((r'(a+)+$', 'aaaa'), (r'^\s*(\w+)\s*=\s*(.*?)\s*$', ' key = some value  '), (r'a.c', 'a\nc'), (r'(?s)a.c', 'a\nc'), (r'(?m)^b$', 'a\nb\nc'), (r'\bfoo\b', 'a foo b'), (r'(?<=\$)\d+', 'cost $45'), (r'(?<!\$)\b\d+', 'cost $45 67'), (r'foo(?=bar)', 'foobar'), (r'foo(?!bar)', 'foobar foobaz'), (r'(\w)\1', 'hello'), (r'(?P<q>[\'"]).*?(?P=q)', 'say "hi" \'x\''), (r'a{2,3}?', 'aaaa'), (r'a{2,3}', 'aaaa'), (r'a{,2}b', 'aab'), (r'x{a}', 'x{a}'), (r'[^abc]+', 'abcdef'), (r'[a\-z]+', 'a-z'), (r'[]a]+', ']a]'), (r'(?:ab|cd)+', 'abcdab'), (r'(?>a+)b', 'aaab'), (r'a++b', 'aaab'), (r'(a)?(?(1)b|c)', 'ab'), (r'(a)?(?(1)b|c)', 'c'), (r'''(?x) \d+ # number
   \s* [a-z] ''', '12 x'), (r'\Aab\Z', 'ab'), (r'ab$', 'ab\n'), (r'ab\Z', 'ab\n'), (r'(?i)straSSe', 'STRASSE'), (r'[é]', 'É'), (r'(?i)[é]', 'É'), (r'\w+', 'héllo wörld'), (r'(?a)\w+', 'héllo'), (r'\d', '\u0663'), (r'(a|ab)(c|bcd)(d*)', 'abcd'), (r'(a*)*', 'b'), (r'(a*?)b', 'aab'), (r'((a)|b)*', 'ab'), (r'(?:(a)|b)*', 'ab'), (r'\x41\u0042\103', 'ABC'), (r'[\d\-x]+', '1-x'), (r'(?i:a)b', 'Ab'), (r'(x)|(y)', 'y'), (r'<.*?>', '<a><b>'), (r'<.*>', '<a><b>'), (r'(\d+)-(\d+)(?:-(\d+))?', '10-20'), ('\\t', '\t'), (r'a\.b', 'a.b')):
    m = re.search(p, s); show(repr(p), m and (m.group(), m.span(), m.groups(), m.lastindex), m)
for p in ('(', ')', '*a', 'a**', '[a', 'a{3,1}', '(?P<n>a)(?P<n>b)', '(?P<1>a)', r'\q', 'a\\', '[z-a]', r'(?P=x)', r'\1', '(?z)', '(?<=a+)b', 'a(?i)b', '(?P<n', '(?P<>a)', '(?', r'[\d-z]', 'abc(', '(?P', 'x{1}{2}', '+', '(?:a', r'(\1)', r'\x4', '(?(2)a)', '(?#abc', 'a|*', '(?Px)'):
    try: show(repr(p), re.compile(p))
    except re.error as e: show(repr(p), '->', e, '|', e.msg, e.pos, e.lineno, e.colno)
for r in (r'\9', r'\g<x>', r'\q', r'\g<', '\\'):
    try: show(re.sub('(a)', r, 'a'))
    except (re.error, IndexError) as e: show(repr(r), type(e).__name__, e)
for f in (lambda: re.search('a', b'a'), lambda: re.search(b'a', 'a'), lambda: re.search('a', 5), lambda: re.search(5, 'a'), lambda: re.match('(a)', 'a').group(2), lambda: re.match('(a)', 'a').group('x')):
    try: f()
    except Exception as e: show(type(e).__name__, e)
show(re.escape('a.b*c [x] é_1-2'), re.escape(b'a.b'), re.findall(rb'\w+', b'ab cd'), re.sub(rb'a', rb'b\g<0>', b'xa'), re.search(rb'(\d)', b'a1'))
p = re.compile(r'(\w)(\d)?'); show(p.match('a1', 1), p.search('--a1', 2, 3), p.fullmatch('a1').groups(), p.findall('a1b'), p == re.compile(r'(\w)(\d)?'), p.pattern)
show(bool(re.match('', '')), type(re.match('', '')), re.Pattern, re.Match, isinstance(p, re.Pattern))
log = "2024-01-02 ERROR [db] timeout after 30s\n2024-01-02 INFO [web] ok\n" * 3
rx = re.compile(r'^(?P<date>[\d-]+) (?P<level>[A-Z]+) \[(?P<part>\w+)\] (?P<text>.*)$', re.MULTILINE)
for m in rx.finditer(log): show(m.groupdict())
words = {}
for w in re.findall(r"[a-z']+", "the cat and the dog's the"): words[w] = words.get(w, 0) + 1
show(words, re.sub(r'(?P<a>\d+)', lambda m: str(int(m['a']) * 2), '1 2 30'))
