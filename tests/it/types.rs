//! Built-in types and functions against CPython: each program in `tests/python` prints what CPython 3.13
//! printed for it, which is in the file beside it.

use gilscope::base::{Source, ThreadId};
use gilscope::bytecode::CostTable;
use gilscope::frontend;
use gilscope::vm::boot;
use gilscope::vm::interp::{Budget, Interp, Stop};
use gilscope::vm::native::Ask;
use gilscope::vm::value::Value;

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

/// Line by line, so that a difference names its case.
fn check(program: &str, expected: &str) {
    let got = run(program);
    for (got, expected) in got.lines().zip(expected.lines()) {
        assert_eq!(got, expected);
    }
    assert_eq!(got.lines().count(), expected.lines().count());
}

#[test]
fn containers() {
    check(
        include_str!("../python/containers.py"),
        include_str!("../python/containers.out"),
    );
}

#[test]
fn iteration() {
    check(
        include_str!("../python/iteration.py"),
        include_str!("../python/iteration.out"),
    );
}

#[test]
fn numbers() {
    check(
        include_str!("../python/numbers.py"),
        include_str!("../python/numbers.out"),
    );
}

#[test]
fn text() {
    check(
        include_str!("../python/text.py"),
        include_str!("../python/text.out"),
    );
}

#[test]
fn format() {
    check(
        include_str!("../python/format.py"),
        include_str!("../python/format.out"),
    );
}

#[test]
fn subclasses() {
    check(
        include_str!("../python/subclasses.py"),
        include_str!("../python/subclasses.out"),
    );
}
