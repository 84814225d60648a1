//! Owns `eval`, `exec`, `compile` and `locals`: which namespaces a text runs in. Compiling itself is a
//! function of the library (`_compiler`), since the front end is above the VM.

use std::sync::Arc;

use super::cx::Cx;
use super::glance;
use super::import;
use super::instance_names::show;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{Args, BodyCode, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use super::object::{Body, Module};
use super::types;
use super::types::flow::and_then;
use super::value::Value;
use crate::base::{CodeId, ObjId};

struct Tables<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Tables<M> {
    // Compiling a line takes tens of microseconds (CPython 3.13: eval("1 + 1") 10 us).
    const FUNCTIONS: &'static [NativeDef<M>] = &[
        NativeDef::new("locals", locals).cost(60_000),
        NativeDef::new("eval", eval).cost(200_000),
        NativeDef::new("exec", exec).cost(200_000),
        NativeDef::new("compile", compile).cost(100_000),
    ];
}

/// The functions of `builtins` that this file owns.
pub(super) fn functions<M: Memory>() -> &'static [NativeDef<M>] {
    Tables::<M>::FUNCTIONS
}

fn locals<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    if !args.pos.is_empty() {
        let given = args.pos.len();
        return Err(cx.type_error(format!("locals() takes no arguments ({given} given)")));
    }
    Ok(Flow::Locals { then: None })
}

fn eval<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    start(cx, "eval", args)
}

fn exec<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    start(cx, "exec", args)
}

/// The arguments of a function with named ones; NULL where none is given.
fn bound<M: Memory, const N: usize>(
    cx: &mut Cx<'_, M>,
    function: &str,
    args: Args<'_>,
    names: [&str; N],
) -> Result<[Value; N], Raise> {
    let mut values = [Value::Null; N];
    if args.pos.len() > N {
        let given = args.pos.len();
        return Err(cx.type_error(format!(
            "{function}() takes at most {N} arguments ({given} given)"
        )));
    }
    values[..args.pos.len()].copy_from_slice(args.pos);
    for (name, value) in args.kw {
        let text = cx.mem.symbol_text(*name);
        match names.iter().position(|known| *known == &*text) {
            Some(at) => values[at] = *value,
            None => {
                return Err(cx.type_error(format!(
                    "{function}() got an unexpected keyword argument '{text}'"
                )));
            }
        }
    }
    if values[0].is_null() {
        return Err(cx.type_error(format!(
            "{function}() takes at least 1 positional argument (0 given)"
        )));
    }
    Ok(values)
}

/// `vals` of the frames: what to run, globals, locals (dicts, or None); `n`: whether it is `eval`.
fn start<M: Memory>(cx: &mut Cx<'_, M>, function: &str, args: Args<'_>) -> NativeResult<M> {
    let names = ["source", "globals", "locals"];
    let [source, globals, locals] = bound(cx, function, args, names)?;
    let or_none = |value: Value| if value.is_null() { Value::None } else { value };
    let (globals, locals) = (or_none(globals), or_none(locals));
    if !globals.is_none() && !cx.is_instance(globals, types::DICT) {
        let class = cx.type_name(globals);
        return Err(cx.type_error(match function {
            "eval" => "globals must be a dict".to_owned(),
            _ => format!("exec() globals must be a dict, not {class}"),
        }));
    }
    let mut frame = NativeFrame::new(with_locals, vec![source, globals, locals]);
    frame.n = i64::from(function == "eval");
    if globals.is_none() && locals.is_none() {
        return Ok(Flow::Locals { then: Some(frame) });
    }
    with_locals(cx, frame, Ok(locals))
}

/// The namespaces are known: the text is compiled.
fn with_locals<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[2] = input?;
    frame.step = run;
    let source = frame.vals[0];
    if code_id(cx.mem, source).is_some() {
        return run(cx, frame, Ok(source));
    }
    let mode = if frame.n == 1 { "eval" } else { "exec" };
    let name = cx.str("<string>");
    let mode = cx.str(mode);
    let code = compiled(cx, source, name, mode);
    and_then(cx, code, frame)
}

fn code_id<M: Memory>(mem: &M, value: Value) -> Option<CodeId> {
    match &mem.get(value.obj()?).body {
        Body::Code(code) => Some(*code),
        _ => None,
    }
}

fn run<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let code = code_id(cx.mem, input?).expect("compiling gives a code object");
    if cx.mem.code(code).code.free_count() > 0 {
        let function = if frame.n == 1 { "eval" } else { "exec" };
        return Err(cx.type_error(format!(
            "code object passed to {function}() may not contain free variables"
        )));
    }
    let (globals, locals) = (frame.vals[1], frame.vals[2]);
    let module = match globals {
        Value::None => cx.globals,
        dict => module_of(cx, dict, true),
    };
    let names = match locals {
        Value::None => module,
        locals if cx.type_of(locals) == types::DICT => module_of(cx, locals, false),
        Value::Obj(id) => id,
        _ => return Err(cx.type_error("locals must be a mapping")),
    };
    let mut then = NativeFrame::new(finished, Vec::new());
    then.n = frame.n;
    let body = BodyCode {
        code,
        globals: module,
        names,
        function: None,
    };
    Ok(Flow::Body { body, then })
}

/// `exec` gives None, `eval` the value.
fn finished<M: Memory>(
    _: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let value = input?;
    Ok(Flow::Value(if frame.n == 1 { value } else { Value::None }))
}

/// The module whose `__dict__` the dict is: an existing one, or a new one that nobody sees.
fn module_of<M: Memory>(cx: &mut Cx<'_, M>, dict: Value, builtins: bool) -> ObjId {
    let inner = types::unwrap(cx.mem, dict);
    let id = inner.obj().expect("a dict is an object");
    let shows = match &cx.mem.get(id).body {
        Body::Dict(dict) => dict.shows.clone(),
        _ => Vec::new(),
    };
    let known = shows
        .into_iter()
        .find(|object| matches!(cx.mem.get(*object).body, Body::Module(_)));
    let module = known.unwrap_or_else(|| {
        let mut names = NameTable::new();
        for (name, value) in text_entries(cx, id) {
            names.set(name, value);
        }
        let module = Module {
            name: "<string>".into(),
            dict: names,
            shown: None,
        };
        let Value::Obj(module) = cx.alloc(Body::Module(Box::new(module))) else {
            unreachable!("just made")
        };
        show(cx, inner, module);
        module
    });
    let name = super::symbols::BUILTINS;
    let bare = match &cx.mem.get(module).body {
        Body::Module(module) => module.dict.get(name).is_none(),
        _ => false,
    };
    if builtins && bare {
        import::set(cx, module, name, Value::Obj(super::boot::BUILTINS));
    }
    module
}

fn text_entries<M: Memory>(cx: &mut Cx<'_, M>, dict: ObjId) -> Vec<(crate::base::Symbol, Value)> {
    let mut found = Vec::new();
    for entry in types::dict::entries(cx.mem, dict) {
        if let Some(text) = cx.text(entry.key) {
            found.push((cx.intern(&text), entry.value));
        }
    }
    found
}

/// `compile(source, filename, mode)`; flags change nothing here.
fn compile<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let names = [
        "source",
        "filename",
        "mode",
        "flags",
        "dont_inherit",
        "optimize",
    ];
    let [source, filename, mode, ..] = bound(cx, "compile", args, names)?;
    for (value, name) in [(filename, "filename"), (mode, "mode")] {
        if value.is_null() {
            let at = if name == "mode" { 3 } else { 2 };
            return Err(cx.type_error(format!(
                "compile() missing required argument '{name}' (pos {at})"
            )));
        }
    }
    let given: Option<Arc<str>> = cx.text(mode);
    match given.as_deref() {
        Some("exec" | "eval" | "single") => compiled(cx, source, filename, mode),
        _ => Err(cx.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
    }
}

fn compiled<M: Memory>(
    cx: &mut Cx<'_, M>,
    source: Value,
    filename: Value,
    mode: Value,
) -> NativeResult<M> {
    let text = match glance::bytes_of(cx.mem, source) {
        Some(bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            cx.str(text)
        }
        None if cx.text(source).is_some() => source,
        None => {
            let function = match cx.text(mode).as_deref() {
                Some("eval") => "eval",
                _ => "exec",
            };
            return Err(cx.type_error(format!(
                "{function}() arg 1 must be a string, bytes or code object"
            )));
        }
    };
    let filename = match cx.text(filename) {
        Some(_) => filename,
        None => cx.str("<string>"),
    };
    import::call_in(
        cx,
        "_compiler",
        "compile_text",
        Args {
            pos: &[text, filename, mode],
            kw: &[],
        },
    )
}
