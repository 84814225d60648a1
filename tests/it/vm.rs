//! Programs on the bare VM, without a simulation around it: one thread, no library.

use gilscope::base::{Source, ThreadId};
use gilscope::bytecode::CostTable;
use gilscope::frontend;
use gilscope::vm::boot;
use gilscope::vm::interp::{Budget, Interp, Stop};
use gilscope::vm::native::Ask;
use gilscope::vm::value::Value;

/// What a program writes; the traceback too when it ends with an exception.
fn run(text: &str) -> String {
    let source = Source::new("t.py", text);
    let code = frontend::compile(&source, frontend::Options::default())
        .unwrap_or_else(|found| panic!("{}", found[0]));
    let mut heap = boot::heap(&[], CostTable::uniform(1_000));
    let module = boot::main_module(&mut heap, "t.py");
    let mut interp = Interp::new(ThreadId(0));
    interp.start_program(&mut heap, code, module);
    let mut out = String::new();
    loop {
        match interp.run(&mut heap, &Budget::UNLIMITED) {
            Stop::Ask(Ask::Write { text, .. }) => {
                out.push_str(&text);
                interp.answer(Value::None);
            }
            Stop::Ask(_) => interp.answer(Value::None),
            Stop::Done(_) => return out,
            Stop::Raised(exception) => interp.start_report(exception),
            stop => panic!("stopped with {stop:?}"),
        }
    }
}

#[test]
fn a_class_with_a_generator_and_an_exception() {
    let out = run("
class Base:
    def __init__(self, n):
        self.n = n
    def __repr__(self):
        return f'{type(self).__name__}({self.n})'
class Box(Base):
    def __init__(self, n):
        super().__init__(n + 1)
    def each(self):
        for i in range(self.n):
            yield i * i
    def __add__(self, other):
        return Box(self.n + other.n)
b = Box(3)
print(b, b + b, list(b.each()), sum(b.each()))
try:
    {}['x']
except KeyError as e:
    print('caught', e)
total = 0
for i, c in enumerate('abc'):
    total += i
print(total, [x for x in range(10) if x % 3 == 0], {k: v for k, v in zip('ab', (1, 2))})
def f(a, b=2, *args, k=5, **kw):
    return a, b, args, k, kw
print(f(1), f(1, 3, 4, k=6, z=7))
");
    assert_eq!(
        out,
        "Box(4) Box(9) [0, 1, 4, 9] 14\ncaught 'x'\n3 [0, 3, 6, 9] {'a': 1, 'b': 2}\n\
         (1, 2, (), 5, {}) (1, 3, (4,), 6, {'z': 7})\n"
    );
}

#[test]
fn an_uncaught_exception_prints_its_traceback() {
    let out = run("def f(x):\n    return 1 / x\nf(0)\n");
    assert_eq!(
        out,
        "Traceback (most recent call last):\n  File \"t.py\", line 3, in <module>\n    f(0)\n    ~^^^\n  \
         File \"t.py\", line 2, in f\n    return 1 / x\n           ~~^~~\nZeroDivisionError: division by zero\n"
    );
}
