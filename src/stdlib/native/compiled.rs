//! Owns the native part of `dataclasses` and `collections.namedtuple`: a function of its text, as
//! CPython's library makes them with `exec`. Owns no `exec` for programs.

use crate::base::{ObjId, Source};
use crate::frontend::{self, Options};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, BodyCode, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::Signature;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    // Compiling a method of a dataclass takes CPython 3.13 about 60 µs.
    const { &[NativeDef::new("function", function).cost(60_000_000)] }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

/// `function(text)`: the function `__made__` that the text defines.
fn function<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [text] = Signature::function("function", ["/text"], 1).bind(cx, &args)?;
    let Some(text) = cx.text(text) else {
        return Err(cx.type_error("function() argument must be str"));
    };
    let source = Source::new("<string>".to_owned(), &*text);
    let code = match frontend::compile(
        &source,
        Options {
            library: true,
            dialect: cx.mem.world().dialect,
            ..Options::default()
        },
    ) {
        Ok(code) => code,
        Err(problems) => {
            let message = problems.first().map_or("", |problem| &*problem.message);
            return Err(cx.raise(types::SYNTAX_ERROR, message));
        }
    };
    let code = cx.mem.add_code(code);
    let names = cx.alloc(Body::Namespace(Box::default()));
    let body = BodyCode {
        code,
        globals: cx.globals,
        names: names.obj().expect("a namespace is an object"),
        function: None,
    };
    Ok(Flow::Body {
        body,
        then: NativeFrame::new(defined, vec![names]),
    })
}

fn defined<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input?;
    let name = cx.intern("__made__");
    let names = frame.vals[0].obj().expect("a namespace is an object");
    let made = match &cx.mem.get(names).body {
        Body::Namespace(names) => names.get(name),
        _ => None,
    };
    Ok(Flow::Value(made.expect("the text defines __made__")))
}
