//! Where the versions look at the eval breaker in the same statement: instructions with the marks of
//! the disassembly (`*` always, `?` when it jumps or has called C).

use super::compile;
use crate::base::Source;
use crate::bytecode::{CodeObject, Const, Dialect, row};
use crate::frontend::Options;

/// The instructions of one line of the function `f`, each with its mark.
fn line(dialect: Dialect, text: &str, line: u32) -> String {
    let options = Options {
        dialect,
        ..Options::default()
    };
    let module = compile(&Source::new("t.py", text), options).expect("it compiles");
    let f = module.consts.iter().find_map(|constant| match constant {
        Const::Code(code) if &*code.name == "f" => Some(code.clone()),
        _ => None,
    });
    let code: &CodeObject = &f.expect("the text defines f");
    let rows = (0..code.instrs.len()).filter(|at| code.line(*at) == line);
    let marked = rows.filter_map(|at| row(code, at));
    let words: Vec<String> = marked
        .map(|row| {
            format!("{}{}", row.name, row.check.mark())
                .trim_end()
                .to_owned()
        })
        .collect();
    words.join(" ")
}

const ADDS: &str = "\
def f(n):
    global c
    for _ in range(n):
        c += 1
    return n
";

#[test]
fn only_the_back_edge_of_an_adding_loop_is_a_check_point_since_3_10() {
    let shown = |dialect| line(dialect, ADDS, 4);
    let old = "LOAD_GLOBAL* LOAD_CONST INPLACE_ADD* STORE_GLOBAL* JUMP_ABSOLUTE*";
    assert_eq!(shown(Dialect::V2_7), old);
    assert_eq!(shown(Dialect::V3_9), old);
    assert_eq!(
        shown(Dialect::V3_10),
        "LOAD_GLOBAL LOAD_CONST INPLACE_ADD STORE_GLOBAL JUMP_ABSOLUTE*"
    );
    for dialect in [
        Dialect::V3_11,
        Dialect::V3_12,
        Dialect::V3_13,
        Dialect::V3_13T,
    ] {
        assert_eq!(
            shown(dialect),
            "LOAD_GLOBAL LOAD_CONST BINARY_OP STORE_GLOBAL JUMP_BACKWARD*"
        );
    }
    assert_eq!(
        shown(Dialect::V3_14),
        "LOAD_GLOBAL LOAD_SMALL_INT BINARY_OP STORE_GLOBAL JUMP_BACKWARD*"
    );
}

const LOOPS: &str = "\
def f(n):
    c = 0
    while c < n:
        c += 1
    return c
";

#[test]
fn the_check_of_a_while_loop_lies_behind_its_condition_from_3_10_to_3_13() {
    let condition = |dialect| line(dialect, LOOPS, 3);
    assert_eq!(
        condition(Dialect::V3_9),
        "LOAD_FAST LOAD_FAST COMPARE_OP* POP_JUMP_IF_FALSE"
    );
    assert_eq!(
        condition(Dialect::V3_10),
        "LOAD_FAST LOAD_FAST COMPARE_OP POP_JUMP_IF_FALSE? \
         LOAD_FAST LOAD_FAST COMPARE_OP POP_JUMP_IF_TRUE?"
    );
    assert_eq!(
        condition(Dialect::V3_11),
        "LOAD_FAST LOAD_FAST COMPARE_OP POP_JUMP_FORWARD_IF_FALSE \
         LOAD_FAST LOAD_FAST COMPARE_OP POP_JUMP_BACKWARD_IF_TRUE?"
    );
    assert_eq!(
        condition(Dialect::V3_12),
        "LOAD_FAST LOAD_FAST COMPARE_OP POP_JUMP_IF_FALSE \
         LOAD_FAST LOAD_FAST COMPARE_OP POP_JUMP_IF_FALSE JUMP_BACKWARD*"
    );
    assert_eq!(
        condition(Dialect::V3_13),
        "LOAD_FAST_LOAD_FAST COMPARE_OP POP_JUMP_IF_FALSE \
         LOAD_FAST_LOAD_FAST COMPARE_OP POP_JUMP_IF_FALSE JUMP_BACKWARD*"
    );
    assert_eq!(
        condition(Dialect::V3_14),
        "LOAD_FAST_BORROW_LOAD_FAST_BORROW COMPARE_OP POP_JUMP_IF_FALSE NOT_TAKEN"
    );
    assert_eq!(
        line(Dialect::V3_14, LOOPS, 4),
        "LOAD_FAST_BORROW LOAD_SMALL_INT BINARY_OP STORE_FAST JUMP_BACKWARD*"
    );
}

#[test]
fn entering_with_is_a_check_point_until_3_9_and_since_3_14() {
    let entry = |dialect| {
        let shown = line(dialect, "def f(lock):\n    with lock:\n        pass\n", 2);
        let words: Vec<&str> = shown.split(' ').collect();
        let pop = words
            .iter()
            .position(|word| *word == "POP_TOP" || *word == "POP_TOP*");
        words[pop.expect("the result of __enter__ goes") - 1].to_owned()
    };
    assert_eq!(entry(Dialect::V3_9), "SETUP_WITH*");
    assert_eq!(entry(Dialect::V3_10), "SETUP_WITH");
    for dialect in [Dialect::V3_11, Dialect::V3_12, Dialect::V3_13] {
        assert_eq!(entry(dialect), "BEFORE_WITH");
    }
    assert_eq!(entry(Dialect::V3_14), "CALL?");
}

#[test]
fn entering_a_function_is_a_check_point_even_where_there_is_no_instruction_for_it() {
    let first = |dialect| {
        let shown = line(dialect, "def f(): return 1\n", 1);
        shown.split(' ').next().unwrap_or_default().to_owned()
    };
    assert_eq!(first(Dialect::V3_9), "(entry)*");
    assert_eq!(first(Dialect::V3_10), "(entry)*");
    for dialect in [
        Dialect::V3_11,
        Dialect::V3_12,
        Dialect::V3_13,
        Dialect::V3_14,
    ] {
        assert_eq!(first(dialect), "RESUME*");
    }
}
