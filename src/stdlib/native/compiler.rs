//! Owns the module `_compiler`: what `eval`, `exec` and `compile` compile with.

use crate::base::{DiagnosticKind, ObjId, Source};
use crate::frontend::{self, Mode, Options};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::syntax_errors;
use crate::vm::value::Value;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const { &[NativeDef::new("compile_text", compile_text).cost(10_000_000)] }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

/// `compile_text(text, filename, mode)`: a code object.
fn compile_text<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [text, filename, mode] = args
        .pos
        .iter()
        .map(|value: &Value| cx.text(*value))
        .collect::<Option<Vec<_>>>()
        .and_then(|texts| texts.try_into().ok())
        .ok_or_else(|| cx.type_error("three strings expected"))?;
    let mode = match &*mode {
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => Mode::Exec,
    };
    // As a text that is read from nowhere, it has no lines to show in a traceback.
    let trimmed = match mode {
        Mode::Eval => text.trim_start_matches([' ', '\t']),
        _ => &text,
    };
    let source = Source::new(&*filename, trimmed);
    let options = Options {
        mode,
        dialect: cx.mem.world().dialect,
        ..Options::default()
    };
    match frontend::compile(&source, options) {
        Ok(code) => {
            let id = cx.mem.add_code(code);
            Ok(Flow::Value(cx.alloc(Body::Code(id))))
        }
        Err(problems) if problems[0].kind == DiagnosticKind::Unsupported => {
            let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Flow::ask(Ask::Refuse {
                text: shown.join("\n").into(),
            })
        }
        Err(problems) => Err(syntax_errors::raise(cx, &problems[0])),
    }
}
