//! Compiles texts and checks what the VM will trust.

mod checks;
mod corpus;
mod syntax;
mod verify;

use super::{Options, compile};
use crate::base::Source;
use crate::bytecode::{CodeObject, Const, Opcode, disassemble};

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

#[test]
fn with_calls_exit_by_its_looked_up_method() {
    let text = "def f(lock):\n    with lock:\n        g()\n";
    insta::assert_snapshot!(shape(text, "f"), @r#"
    RESUME                     0
    LOAD_FAST_BORROW           lock
    COPY                       1
    LOAD_SPECIAL               __exit__
    SWAP                       2
    SWAP                       3
    LOAD_SPECIAL               __enter__
    CALL                       0
    POP_TOP
    LOAD_GLOBAL                g + NULL
    CALL                       0
    POP_TOP
    LOAD_CONST                 None
    LOAD_CONST                 None
    LOAD_CONST                 None
    CALL                       3
    POP_TOP
    LOAD_CONST                 None
    RETURN_VALUE
    PUSH_EXC_INFO
    WITH_EXCEPT_START          0
    TO_BOOL
    POP_JUMP_IF_TRUE           to 25
    NOT_TAKEN
    RERAISE                    2
    POP_TOP
    POP_EXCEPT
    POP_TOP
    POP_TOP
    POP_TOP
    LOAD_CONST                 None
    RETURN_VALUE
    COPY                       3
    POP_EXCEPT
    RERAISE                    1
    "#);
}

#[test]
fn try_except_finally_protects_and_cleans_up() {
    let text = "def f():\n    try:\n        g()\n    except E as e:\n        h(e)\n    finally:\n        k()\n";
    insta::assert_snapshot!(shape(text, "f"), @r#"
    RESUME                     0
    NOP
    LOAD_GLOBAL                g + NULL
    CALL                       0
    POP_TOP
    LOAD_GLOBAL                k + NULL
    CALL                       0
    POP_TOP
    LOAD_CONST                 None
    RETURN_VALUE
    PUSH_EXC_INFO
    LOAD_GLOBAL                E
    CHECK_EXC_MATCH            0
    POP_JUMP_IF_FALSE          to 29
    NOT_TAKEN
    STORE_FAST                 e
    LOAD_GLOBAL                h + NULL
    LOAD_FAST_BORROW           e
    CALL                       1
    POP_TOP
    POP_EXCEPT
    LOAD_CONST                 None
    STORE_FAST                 e
    DELETE_FAST                e
    JUMP_BACKWARD_NO_INTERRUPT to 5
    LOAD_CONST                 None
    STORE_FAST                 e
    DELETE_FAST                e
    RERAISE                    1
    RERAISE                    0
    COPY                       3
    POP_EXCEPT
    RERAISE                    1
    PUSH_EXC_INFO
    LOAD_GLOBAL                k + NULL
    CALL                       0
    POP_TOP
    RERAISE                    0
    COPY                       3
    POP_EXCEPT
    RERAISE                    1
    "#);
    let code = compile(&Source::new("t.py", text), Options::default()).expect("it compiles");
    let Some(Const::Code(f)) = code.consts.first() else {
        panic!("the function is the first constant");
    };
    let entries: Vec<String> = f
        .exceptions
        .iter()
        .map(|e| {
            format!(
                "{}..{} -> {} [{}]{}",
                e.start,
                e.end,
                e.target,
                e.depth,
                if e.lasti { " lasti" } else { "" }
            )
        })
        .collect();
    insta::assert_snapshot!(entries.join("\n"), @r#"
    1..2 -> 33 [0]
    2..5 -> 10 [0]
    10..16 -> 30 [1] lasti
    16..20 -> 25 [1] lasti
    20..25 -> 33 [0]
    25..30 -> 30 [1] lasti
    30..33 -> 33 [0]
    33..38 -> 38 [1] lasti
    "#);
}

#[test]
fn comprehensions_are_inlined_everywhere() {
    insta::assert_snapshot!(shape("r = [x for x in y if x]\n", "<module>"), @r#"
    RESUME                     0
    LOAD_NAME                  y
    GET_ITER
    LOAD_FAST_AND_CLEAR        x
    SWAP                       2
    BUILD_LIST                 0
    SWAP                       2
    FOR_ITER                   to 16
    STORE_FAST_LOAD_FAST       x, x
    TO_BOOL
    POP_JUMP_IF_TRUE           to 13
    NOT_TAKEN
    JUMP_BACKWARD              to 7
    LOAD_FAST_BORROW           x
    LIST_APPEND                2
    JUMP_BACKWARD              to 7
    END_FOR
    POP_ITER
    SWAP                       2
    STORE_FAST                 x
    STORE_NAME                 r
    LOAD_CONST                 None
    RETURN_VALUE
    SWAP                       2
    POP_TOP
    SWAP                       2
    STORE_FAST                 x
    RERAISE                    0
    "#);
}

#[test]
fn generators_guard_against_stop_iteration() {
    insta::assert_snapshot!(shape("def g(x):\n    yield from x\n", "g"), @r#"
    RETURN_GENERATOR           0
    POP_TOP
    RESUME                     0
    LOAD_FAST_BORROW           x
    GET_YIELD_FROM_ITER        0
    LOAD_CONST                 None
    SEND                       to 10
    YIELD_VALUE                1
    RESUME                     2
    JUMP_BACKWARD_NO_INTERRUPT to 6
    END_SEND                   0
    POP_TOP
    LOAD_CONST                 None
    RETURN_VALUE
    CLEANUP_THROW              0
    JUMP_BACKWARD_NO_INTERRUPT to 10
    CALL_INTRINSIC_1           INTRINSIC_STOPITERATION_ERROR
    RERAISE                    1
    "#);
}

#[test]
fn super_without_arguments_needs_no_call() {
    let text = "class A(B):\n    def m(self):\n        return super().m()\n";
    insta::assert_snapshot!(shape(text, "A"), @r#"
    MAKE_CELL                  __class__
    RESUME                     0
    LOAD_NAME                  __name__
    STORE_NAME                 __module__
    LOAD_CONST                 "A"
    STORE_NAME                 __qualname__
    LOAD_FAST                  __class__
    BUILD_TUPLE                1
    LOAD_CONST                 <code object A.m, line 2>
    MAKE_FUNCTION
    SET_FUNCTION_ATTRIBUTE     8
    STORE_NAME                 m
    LOAD_FAST                  __class__
    COPY                       1
    STORE_NAME                 __classcell__
    RETURN_VALUE
    "#);
    insta::assert_snapshot!(shape(text, "A.m"), @r#"
    COPY_FREE_VARS             1
    RESUME                     0
    LOAD_GLOBAL                super
    LOAD_DEREF                 __class__
    LOAD_FAST_BORROW           self
    LOAD_SUPER_ATTR            m
    CALL                       0
    RETURN_VALUE
    "#);
}

#[test]
fn loads_are_checked_where_a_variable_may_be_unbound() {
    let text = "def f(c):\n    if c:\n        x = 1\n    print(x)\n    return x\n";
    insta::assert_snapshot!(shape(text, "f"), @r#"
    RESUME                     0
    LOAD_FAST_BORROW           c
    TO_BOOL
    POP_JUMP_IF_FALSE          to 7
    NOT_TAKEN
    LOAD_SMALL_INT             1
    STORE_FAST                 x
    LOAD_GLOBAL                print + NULL
    LOAD_FAST_CHECK            x
    CALL                       1
    POP_TOP
    LOAD_FAST_BORROW           x
    RETURN_VALUE
    "#);
}

#[test]
fn calls_of_methods_modules_and_with_stars() {
    let text =
        "import time\ndef f(o, *a, **k):\n    time.sleep(1)\n    o.m(1, x=2)\n    o(*a, **k)\n";
    insta::assert_snapshot!(shape(text, "f"), @r#"
    RESUME                     0
    LOAD_GLOBAL                time
    LOAD_ATTR                  sleep
    PUSH_NULL
    LOAD_SMALL_INT             1
    CALL                       1
    POP_TOP
    LOAD_FAST_BORROW           o
    LOAD_ATTR                  m + NULL|self
    LOAD_SMALL_INT             1
    LOAD_SMALL_INT             2
    LOAD_CONST                 ("x")
    CALL_KW                    2
    POP_TOP
    LOAD_FAST_BORROW           o
    PUSH_NULL
    LOAD_FAST_BORROW           a
    BUILD_MAP                  0
    LOAD_FAST_BORROW           k
    DICT_MERGE                 1
    CALL_FUNCTION_EX           0
    POP_TOP
    LOAD_CONST                 None
    RETURN_VALUE
    "#);
}

#[test]
fn an_instruction_has_the_span_of_its_whole_expression() {
    let text = "x = f(a + b).c\n";
    let code = compile(&Source::new("t.py", text), Options::default()).expect("it compiles");
    let of = |op: Opcode| {
        let at = code.instrs.iter().position(|i| i.op == op);
        let span = code.spans[at.expect("the instruction is there")];
        &text[span.start as usize..span.end as usize]
    };
    assert_eq!(of(Opcode::BinaryOp), "a + b");
    assert_eq!(of(Opcode::Call), "f(a + b)");
    assert_eq!(of(Opcode::LoadAttr), "f(a + b).c");
    assert_eq!(of(Opcode::StoreName), "x");
}

#[test]
fn what_is_missing_is_refused_with_an_alternative() {
    let text = "x = t'a'\n";
    let refused =
        compile(&Source::new("t.py", text), Options::default()).expect_err("it is refused");
    let shown: Vec<String> = refused.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    t.py:1:5: gilscope does not run t-strings yet
        x = t'a'
            ^^^^
    help: use an f-string: `f"…"`
    "#);
}

#[test]
fn classes_and_builtins_that_cannot_work_are_refused() {
    let text = "class M(type): pass\nclass A(metaclass=M):\n    def __del__(self): pass\nprint(help('x'))\n";
    let refused =
        compile(&Source::new("t.py", text), Options::default()).expect_err("it is refused");
    let places: Vec<String> = refused
        .iter()
        .map(|d| format!("{}: {}", d.position().0, d.message))
        .collect();
    insta::assert_snapshot!(places.join("\n"), @r"
    3: gilscope does not run `__del__` yet
    4: gilscope does not run `help` yet
    ");
    let own = "def help(x): return x\nclass C(metaclass=type):\n    eval = help(1)\n";
    compile(&Source::new("t.py", own), Options::default()).expect("a program's own names are fine");
}

#[test]
fn library_code_is_marked_throughout() {
    let source = Source::new("t.py", "class A:\n    def m(self): pass\n");
    let code = compile(
        &source,
        Options {
            library: true,
            ..Options::default()
        },
    )
    .expect("it compiles");
    fn all(code: &CodeObject) -> bool {
        let inner = code.consts.iter().all(|c| match c {
            Const::Code(c) => all(c),
            _ => true,
        });
        code.flags.library && inner
    }
    assert!(all(&code));
}

#[test]
fn private_names_are_mangled() {
    let text = "class _A:\n    def m(self, __x):\n        self.__y = __x\n        __z__ = 1\n";
    insta::assert_snapshot!(shape(text, "_A.m"), @r#"
    RESUME                     0
    LOAD_FAST_BORROW_LOAD_FAST_BORROW _A__x, self
    STORE_ATTR                 _A__y
    LOAD_SMALL_INT             1
    STORE_FAST                 __z__
    LOAD_CONST                 None
    RETURN_VALUE
    "#);
}

#[test]
fn constants_are_folded_within_limits() {
    let text = "x = 1 << 20, -1, 'ab' * 3, 2 ** 200, 7 // 2, 1 + 2j, 'cd'[-1], (1, 2)[2]\nfor i in [1, 2]: y = i in {3, 4}\n";
    insta::assert_snapshot!(shape(text, "<module>"), @r#"
    RESUME                     0
    LOAD_CONST                 1048576
    LOAD_CONST                 -1
    LOAD_CONST                 "ababab"
    LOAD_SMALL_INT             2
    LOAD_SMALL_INT             200
    BINARY_OP                  **
    LOAD_SMALL_INT             3
    LOAD_CONST                 (1.0+2.0j)
    LOAD_CONST                 "d"
    LOAD_CONST                 (1, 2)
    LOAD_SMALL_INT             2
    BINARY_OP                  []
    BUILD_TUPLE                8
    STORE_NAME                 x
    LOAD_CONST                 (1, 2)
    GET_ITER
    FOR_ITER                   to 24
    STORE_NAME                 i
    LOAD_NAME                  i
    LOAD_CONST                 frozenset({3, 4})
    CONTAINS_OP                0
    STORE_NAME                 y
    JUMP_BACKWARD              to 17
    END_FOR
    POP_ITER
    LOAD_CONST                 None
    RETURN_VALUE
    "#);
}
