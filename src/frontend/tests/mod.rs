//! Compiles texts and checks what the VM will trust.

mod corpus;
mod syntax;
mod verify;

use super::{Options, compile};
use crate::base::Source;
use crate::bytecode::{CodeObject, Const, disassemble};

/// The listings of a module and of all code objects in it.
fn listing(code: &CodeObject, out: &mut String) {
    out.push_str(&format!("{}:\n{}", code.qualname, disassemble(code)));
    for constant in &code.consts {
        if let Const::Code(inner) = constant {
            listing(inner, out);
        }
    }
}

/// Compiles a text, verifies it, and returns the listing of what is named, without line and index.
fn shape(text: &str, name: &str) -> String {
    let code = compile(&Source::new("t.py", text), Options::default()).expect("it compiles");
    verify::verify(&code).expect("it verifies");
    let mut all = String::new();
    listing(&code, &mut all);
    let from = all
        .find(&format!("{name}:\n"))
        .expect("the code object exists");
    all[from..]
        .lines()
        .skip(1)
        .take_while(|line| !line.ends_with(':'))
        .map(|line| format!("{}\n", line.get(11..).unwrap_or(line)))
        .collect()
}

#[test]
fn a_while_loop_has_its_condition_at_the_top() {
    let text = "def f(n):\n    c = 0\n    while c < n:\n        c += 1\n";
    insta::assert_snapshot!(shape(text, "f"), @r#"
    RESUME                     0
    LOAD_SMALL_INT             0
    STORE_FAST                 c
    LOAD_FAST_BORROW_LOAD_FAST_BORROW c, n
    COMPARE_OP                 <
    POP_JUMP_IF_FALSE          to 12
    NOT_TAKEN
    LOAD_FAST_BORROW           c
    LOAD_SMALL_INT             1
    BINARY_OP                  +=
    STORE_FAST                 c
    JUMP_BACKWARD              to 3
    LOAD_CONST                 None
    RETURN_VALUE
    "#);
}

#[test]
fn a_for_loop_ends_in_end_for() {
    let text = "def f(n):\n    for i in range(n):\n        g(i)\n";
    insta::assert_snapshot!(shape(text, "f"), @r#"
    RESUME                     0
    LOAD_GLOBAL                range + NULL
    LOAD_FAST_BORROW           n
    CALL                       1
    GET_ITER
    FOR_ITER                   to 12
    STORE_FAST                 i
    LOAD_GLOBAL                g + NULL
    LOAD_FAST_BORROW           i
    CALL                       1
    POP_TOP
    JUMP_BACKWARD              to 5
    END_FOR
    POP_ITER
    LOAD_CONST                 None
    RETURN_VALUE
    "#);
}
