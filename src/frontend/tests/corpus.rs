//! Programs that use every construct: they compile and verify; cut or damaged anywhere they are compiled
//! and verified, or rejected, but never more.

use super::verify::verify;
use crate::base::Source;
use crate::bytecode::Dialect;
use crate::frontend::{Options, compile};

fn attempt(text: &str) -> Result<(), String> {
    match compile(&Source::new("t.py", text), Options::default()) {
        Ok(code) => verify(&code),
        Err(diagnostics) if diagnostics.is_empty() => Err("no diagnostic".to_owned()),
        Err(_) => Ok(()),
    }
}

#[test]
fn the_corpus_compiles_and_verifies_in_every_dialect() {
    for dialect in Dialect::ALL {
        let options = Options {
            dialect,
            ..Options::default()
        };
        for (at, program) in PROGRAMS.iter().enumerate() {
            let code = compile(&Source::new("t.py", *program), options);
            let code = code.unwrap_or_else(|d| panic!("program {at}: {}", d[0]));
            if let Err(wrong) = verify(&code) {
                panic!("{dialect:?}, program {at}: {wrong}");
            }
        }
    }
}

#[test]
fn programs_cut_off_anywhere_do_no_harm() {
    for program in PROGRAMS {
        for (at, _) in program.char_indices() {
            if let Err(wrong) = attempt(&program[..at]) {
                panic!("{}\n{wrong}", &program[..at]);
            }
        }
    }
}

#[test]
fn programs_without_one_of_their_lines_do_no_harm() {
    for program in PROGRAMS {
        let lines: Vec<&str> = program.split_inclusive('\n').collect();
        for skip in 0..lines.len() {
            let kept = lines.iter().enumerate().filter(|(at, _)| *at != skip);
            let text: String = kept.map(|(_, line)| *line).collect();
            if let Err(wrong) = attempt(&text) {
                panic!("{text}\n{wrong}");
            }
        }
    }
}

#[test]
fn what_nests_too_deeply_is_rejected() {
    let deep = [
        format!("x = {}1{}\n", "(".repeat(5000), ")".repeat(5000)),
        format!("x = {}1\n", "-".repeat(100_000)),
        format!("x = {}1\n", "not ".repeat(100_000)),
        format!("x = a{}\n", ".b".repeat(100_000)),
        format!("x = a{}\n", "()".repeat(100_000)),
        format!("x = a{}\n", "[0]".repeat(100_000)),
        format!("x = 1{}\n", " + 1".repeat(100_000)),
        format!("x = {}1\n", "lambda: ".repeat(100_000)),
        format!("x = {}1\n", "1 if x else ".repeat(100_000)),
        format!("x = f'{}x{}'\n", "{(".repeat(3000), ")}".repeat(3000)),
        (0..150)
            .map(|i| format!("{}if x:\n", " ".repeat(i)))
            .collect(),
        (0..30)
            .map(|i| format!("{}for x in y:\n", " ".repeat(i)))
            .collect::<String>()
            + &" ".repeat(30)
            + "pass\n",
        format!("{}pass\n", "if x: ".repeat(1000)),
        format!("x = {}\n", "{0: ".repeat(5000)),
        format!("x: {}\n", "a[".repeat(5000)),
        format!("match x:\n case {}\n", "[".repeat(5000)),
    ];
    for text in &deep {
        let result = compile(&Source::new("t.py", text.as_str()), Options::default());
        assert!(result.is_err(), "{}", &text[..60]);
    }
}

#[test]
fn long_but_flat_programs_are_fine() {
    let list: Vec<String> = (0..20_000).map(|i| format!("-{i}")).collect();
    let flat = [
        format!("x = [{}]\n", list.join(", ")),
        "x = 1\n".repeat(20_000),
        format!("if a:\n    pass\n{}", "elif b:\n    pass\n".repeat(2_000)),
        format!("x = {{{}}}\n", "'a': 1, ".repeat(5_000)),
        format!("f({})\n", "a, ".repeat(3_000)),
        format!("x = {}''\n", "'a' ".repeat(3_000)),
    ];
    for text in &flat {
        let code = compile(&Source::new("t.py", text.as_str()), Options::default());
        let code = code.unwrap_or_else(|d| panic!("{}", d[0]));
        assert_eq!(verify(&code), Ok(()));
    }
}

const PROGRAMS: &[&str] = &[
    r#"
"""Doc."""
import os.path, sys as system
import a.b.c as d
from threading import Thread, Lock as L
from math import *

def every(a, b=1, /, c=2, *args, d, e=3, **kw) -> int:
    """Doc."""
    x: int
    y: int = 3
    global counter
    counter += 1
    del y
    return a if b else c

def closures(n):
    total = 0
    def inner(m):
        nonlocal total
        total += m + n
        return lambda k=total: k + n + m
    return inner

class Base(object, metaclass=type):
    """Doc."""
    attr = [i for i in range(3)]
    __private = 1
    def __init__(self, x):
        super().__init__()
        self.x = self.__private
        self.y = super().thing
        self.z = super(Base, self).thing(x)
    @property
    def p(self): return __class__
    @staticmethod
    def s(*a, **k): return [self for self in a if self]
    class Inner:
        pass

class Star(*bases, **options): pass
class Mixed(Base, *bases, k=1): pass
"#,
    r#"
def loops(xs):
    for i, (a, *b) in enumerate(xs):
        if i == 3: continue
        if i > 5: break
    else:
        print('done')
    while xs:
        xs.pop()
        if not xs: break
    else:
        pass
    while True:
        try:
            with file('f') as f, g() as (h, k), lock:
                return f
        except (A, B) as e:
            continue
        except C:
            break
        except:
            raise
        else:
            yield 1
        finally:
            for x in y:
                if x: continue
                break
    for x in [1, 2, 3]: print(x)
    for x in {1, 2}: print(x)
    for x in [a, b]:
        for y in x:
            return y

def finallys(x):
    for i in x:
        try:
            return i
        finally:
            if i: return 1
            try:
                break
            finally:
                continue
    try:
        try:
            raise A(1) from B
        finally:
            pass
    except E as e:
        try: return e
        except F as e: pass
    with a:
        with b:
            return c
    while 1:
        with a:
            break
    for i in x:
        with a:
            continue

def gen():
    x = yield
    y = yield x, 1
    z = yield from gen()
    try:
        yield
    finally:
        yield z
    return (yield)
"#,
    r#"
def expressions(a, b, c, d):
    x = a and b or c and not d
    x = a < b < c == d
    x = a in (1, 2) and b not in [c, d] and a is not None is b
    if a < b < c: print(1)
    if not (a < b < c) or d: print(2)
    if (a if b else c): print(3)
    assert a, 'message'
    assert b and c
    x = [*a, 1, *b]; y = (*a, 1); z = {*a, 1}; w = {**a, 'k': 1, **b}
    x = {1: 2, 3: 4}; y = {1, 2, 3, 4}; z = [1, 2, 3, 4]; w = ()
    f(a, *b, c, k=1, **d); f(*a); f(**a); f(*a, *b, **c, **d, e=1); f(k=1, l=2)
    a.b.c(1)(2)[3].d = 4
    a[1] += 1; a.b -= 2; a[1:2] *= 3; a[::2] = b; a[b:c:d]; a[:], a[1:], a[:2]
    del a.b, a[1], a[1:2], (x, [y])
    x = y = z = 0
    (x, y), [z, *w] = a
    a, b = b, a
    a, b, c = c, b, a
    x = lambda *a, k=1, **kw: (yield)
    if (n := len(a)) > 10: print(n)
    x = -a + +b ** ~c // d % 1 @ 2 << 3 >> 4 & 5 | 6 ^ 7 / 8
    x = 1 << 20, 'x' * 3, -1, 10 ** 30, 0xffffffffffffffffffff, 1.5e300, 2j, 1 + 2j, b'ab' b'c', ...
    x = f'{a}' f'{a!r:>{b}}{c=}{d:%Y}' 'tail' f'{{}}' f''
    x = 'implicit' 'concat'
    return x
"#,
    r#"
def comprehensions(xs, y):
    a = [x for x in xs]
    b = {x: y for x, y in xs if x if y}
    c = {x for row in xs for x in row if x}
    d = (x + y for x in xs for y in x)
    e = [[y for y in x] for x in xs]
    f = [lambda: x for x in xs]
    g = [y := x for x in xs]
    h = [x for x in [y]]
    i = [x for z in xs for x in [z + 1]]
    j = sum(x for x in xs if (w := x))
    k = [(lambda x: x + y)(x) for x in xs]
    del x
    return [x for x in xs if any(x == y for y in xs)]

top = [x for x in range(3)]
cells = [lambda: x for x in range(3)]
x = [x for x in top if x]
class C:
    n = 3
    a = [i for i in range(n)]
    b = [lambda: i for i in range(3)]
    c = list(i for i in range(n))
    def m(self): return [__class__ for _ in self]
def outer():
    v = 1
    class D:
        w = v
        v = 2
        def m(self): return v
        x = [v for _ in range(3)]
    return D
def unbound(c):
    if c: x = 1
    print(x)
    del x
    print(x)
    try:
        y = 1
    except E:
        pass
    print(y)
    for z in c: pass
    return z
"#,
    r#"
if __debug__: print('debug')
while 0: print('never')
if 1: print('always')
else: print('never')
try:
    import this
except ImportError as e:
    print(e)
else:
    pass
finally:
    del this
with file('x') as f: pass
for i in range(3):
    def g(i=i): return i
@a.b(1)
@c
def h(): ...
@d
class K: ...
global z
z = 1
x: int = 3
y: list[int]
a.b: int = 3
a[0]: int
(q): int = 1
raise
"#,
];
