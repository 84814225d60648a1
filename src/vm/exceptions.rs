//! Owns exception objects: making them, their causes, their methods, and the text of a traceback.
//! Owns neither raising nor catching: that is the interpreter's unwinding.

use std::fmt::Write;
use std::sync::Arc;

use super::cx::Cx;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{Args, Ask, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use super::object::{Body, ExceptionData, Instance, Payload, TracebackEntry};
use super::syntax_errors;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol, ThreadId};

/// A new exception of a class (built-in or derived) with these arguments.
pub fn new<M: Memory>(mem: &mut M, owner: ThreadId, class: ObjId, args: Vec<Value>) -> Value {
    let data = ExceptionData {
        args,
        cause: Value::None,
        context: Value::None,
        ..ExceptionData::default()
    };
    let payload = Payload::Exception(Box::new(data));
    let instance = Instance {
        class,
        attrs: NameTable::new(),
        dict: None,
        payload,
    };
    Value::Obj(mem.alloc(Body::Instance(Box::new(instance)), owner))
}

fn with_data<M: Memory>(mem: &mut M, exception: Value, change: impl FnOnce(&mut ExceptionData)) {
    if let Value::Obj(id) = exception
        && let Body::Instance(instance) = &mut mem.get_mut(id).body
        && let Payload::Exception(data) = &mut instance.payload
    {
        change(data);
    }
}

fn data<M: Memory>(mem: &M, exception: Value) -> Option<ExceptionData> {
    match &mem.get(exception.obj()?).body {
        Body::Instance(instance) => match &instance.payload {
            Payload::Exception(data) => Some((**data).clone()),
            Payload::None | Payload::Wrapped(_) => None,
        },
        _ => None,
    }
}

/// `raise … from cause`.
pub fn set_cause<M: Memory>(mem: &mut M, exception: Value, cause: Value) {
    with_data(mem, exception, |data| {
        data.cause = cause;
        data.suppress_context = true;
    });
}

pub fn set_context<M: Memory>(mem: &mut M, exception: Value, context: Value) {
    with_data(mem, exception, |data| data.context = context);
}

/// `OSError(errno, message)` makes an instance of the subclass for that number (Objects/exceptions.c:
/// errnomap; numbers of Linux).
pub fn class_for(class: ObjId, args: &[Value]) -> ObjId {
    let [Value::Int(errno), _, ..] = args else {
        return class;
    };
    if class != types::OS_ERROR {
        return class;
    }
    match errno {
        1 | 13 => types::PERMISSION_ERROR,
        2 => types::FILE_NOT_FOUND_ERROR,
        11 | 114 | 115 => types::BLOCKING_IO_ERROR,
        17 => types::FILE_EXISTS_ERROR,
        110 => types::TIMEOUT_ERROR,
        _ => class,
    }
}

/// `__traceback__`: None before the exception was raised. Of the entries only the outermost one's line
/// can be read.
pub fn traceback_object<M: Memory>(cx: &mut Cx<'_, M>, exception: Value) -> Value {
    let entry = data(cx.mem, exception).and_then(|data| data.traceback.last().copied());
    let Some(entry) = entry else {
        return Value::None;
    };
    let line = cx.mem.code(entry.code).code.line(entry.instr as usize);
    let mut attrs = NameTable::new();
    attrs.set(super::symbols::TB_LINENO, Value::Int(i64::from(line)));
    cx.alloc(Body::Instance(Box::new(Instance {
        class: types::TRACEBACK,
        attrs,
        dict: None,
        payload: Payload::None,
    })))
}

/// Keyword arguments of built-in exceptions: ImportError and AttributeError take a few, others none.
///
/// # Errors
/// TypeError for any other.
pub fn set_keywords<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    instance: Value,
    kw: &[(Symbol, Value)],
) -> Result<(), Raise> {
    if kw.is_empty() {
        return Ok(());
    }
    let takes = [
        types::IMPORT_ERROR,
        types::ATTRIBUTE_ERROR,
        types::NAME_ERROR,
    ];
    if !takes
        .iter()
        .any(|of| types::is_subclass(cx.mem, class, *of))
    {
        let name = types::type_name(cx.mem, class);
        return Err(cx.type_error(format!("{name}() takes no keyword arguments")));
    }
    if let Value::Obj(id) = instance
        && let Body::Instance(instance) = &mut cx.mem.get_mut(id).body
    {
        for (name, value) in kw {
            instance.attrs.set(*name, *value);
        }
    }
    Ok(())
}

struct Methods<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Methods<M> {
    const TABLE: &'static [NativeDef<M>] = &[
        NativeDef::new("__init__", init),
        NativeDef::new("__str__", str_of),
        NativeDef::new("__repr__", repr_of),
        NativeDef::new("with_traceback", with_traceback),
        NativeDef::new("add_note", add_note),
    ];
}

/// The methods of BaseException.
pub(super) fn methods<M: Memory>() -> &'static [NativeDef<M>] {
    Methods::<M>::TABLE
}

fn init<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let given = args.pos[1..].to_vec();
    with_data(cx.mem, args.pos[0], |data| data.args = given);
    Ok(Flow::Value(Value::None))
}

/// `str(exception)`: nothing, the one argument, or the tuple of them.
fn str_of<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let exception = args.pos[0];
    let given = data(cx.mem, exception)
        .map(|data| data.args)
        .unwrap_or_default();
    types::text::exception_str(cx, exception, &given)
}

/// `repr(exception)`: the class called with the arguments.
fn repr_of<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let given = data(cx.mem, args.pos[0])
        .map(|data| data.args)
        .unwrap_or_default();
    let name = cx.type_name(args.pos[0]);
    let name = cx.str(name);
    let what = match given.as_slice() {
        [one] => *one,
        many => cx.tuple(many.to_vec()),
    };
    let mut then = NativeFrame::new(repr_done, vec![name]);
    then.n = given.len() as i64;
    let repr = types::text::repr(cx, what);
    types::flow::and_then(cx, repr, then)
}

fn repr_done<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let (name, text) = (cx.text(frame.vals[0]), cx.text(input?));
    let (name, text) = (name.unwrap_or_default(), text.unwrap_or_default());
    let shown = if frame.n == 1 {
        format!("{name}({text})")
    } else {
        format!("{name}{text}")
    };
    let shown = cx.str(shown);
    Ok(Flow::Value(shown))
}

fn with_traceback<M: Memory>(_: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Value(args.pos[0]))
}

fn add_note<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [exception @ Value::Obj(id), note] = args.pos else {
        return Err(cx.type_error("BaseException.add_note() takes exactly one argument"));
    };
    let _ = exception;
    let notes = match &cx.mem.get(*id).body {
        Body::Instance(instance) => instance.attrs.get(super::symbols::NOTES),
        _ => None,
    };
    let notes = match notes {
        Some(notes) => notes,
        None => {
            let list = cx.list(Vec::new());
            if let Body::Instance(instance) = &mut cx.mem.get_mut(*id).body {
                instance.attrs.set(super::symbols::NOTES, list);
            }
            list
        }
    };
    types::list::push(cx, notes.obj().expect("a list"), *note);
    Ok(Flow::Value(Value::None))
}

/// How an exception ends a traceback: `ValueError: message`. Messages that need Python code to be made
/// were made by the caller and are in `texts` (exception, its text).
fn last_line<M: Memory>(mem: &M, exception: Value, texts: &[(Value, Arc<str>)]) -> String {
    let class = types::type_of(mem, exception);
    let name = match &mem.get(class).body {
        Body::Type(class) if matches!(&*class.module, "builtins" | "__main__") => {
            class.qualname.to_string()
        }
        Body::Type(class) => format!("{}.{}", class.module, class.qualname),
        _ => unreachable!("a class is a type object"),
    };
    match texts.iter().find(|(value, _)| *value == exception) {
        Some((_, text)) if !text.is_empty() => format!("{name}: {text}"),
        _ => name,
    }
}

/// An exception with its causes and contexts, in the order in which they are printed (oldest first),
/// each with how it led to the next.
fn chain<M: Memory>(mem: &M, exception: Value) -> Vec<(Value, &'static str)> {
    const CAUSE: &str =
        "\nThe above exception was the direct cause of the following exception:\n\n";
    const CONTEXT: &str =
        "\nDuring handling of the above exception, another exception occurred:\n\n";
    let mut found = vec![(exception, "")];
    let mut at = exception;
    while let Some(data) = data(mem, at) {
        let (next, how) = match (data.cause, data.context) {
            (cause @ Value::Obj(_), _) => (cause, CAUSE),
            (_, context @ Value::Obj(_)) if !data.suppress_context => (context, CONTEXT),
            _ => break,
        };
        if found.iter().any(|(seen, _)| *seen == next) {
            break;
        }
        found.push((next, how));
        at = next;
    }
    found.reverse();
    found
}

/// Writes an exception's traceback to standard error, behind `heading` (a str or None). The texts of
/// its exceptions may be made by Python code. Gives None.
///
/// # Errors
/// None: a `__str__` that raises is shown as CPython shows it.
pub fn report<M: Memory>(cx: &mut Cx<'_, M>, exception: Value, heading: Value) -> NativeResult<M> {
    let mut frame = NativeFrame::new(report_step, vec![heading, exception]);
    frame.vals.extend(in_traceback(cx.mem, exception));
    frame.n = 2;
    report_next(cx, frame)
}

/// `vals`: heading, exception, then the exceptions shown, those before `n` replaced by their texts.
fn report_next<M: Memory>(cx: &mut Cx<'_, M>, frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let Some(next) = frame.vals.get(frame.n as usize).copied() else {
        return report_done(cx, &frame);
    };
    let text = types::text::str_of(cx, next);
    types::flow::and_then(cx, text, frame)
}

fn report_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let at = frame.n as usize;
    frame.vals[at] = input.unwrap_or_else(|_| cx.str("<exception str() failed>"));
    frame.n += 1;
    report_next(cx, frame)
}

fn report_done<M: Memory>(cx: &mut Cx<'_, M>, frame: &NativeFrame<M>) -> NativeResult<M> {
    let (heading, exception) = (frame.vals[0], frame.vals[1]);
    let shown = in_traceback(cx.mem, exception);
    let texts: Vec<_> = shown
        .into_iter()
        .zip(&frame.vals[2..])
        .map(|(exception, text)| (exception, cx.text(*text).unwrap_or_default()))
        .collect();
    let heading = cx.text(heading).unwrap_or_default();
    let text = format!("{heading}{}", traceback(cx.mem, exception, &texts));
    Flow::ask(Ask::Write {
        stream: 2,
        text: text.into(),
    })
}

/// The exceptions whose text a traceback of `exception` shows.
pub fn in_traceback<M: Memory>(mem: &M, exception: Value) -> Vec<Value> {
    chain(mem, exception)
        .into_iter()
        .map(|(exception, _)| exception)
        .collect()
}

/// The traceback as CPython 3.13 prints it. `texts` are the `str()` of the exceptions of
/// [`in_traceback`].
pub fn traceback<M: Memory>(mem: &M, exception: Value, texts: &[(Value, Arc<str>)]) -> String {
    let mut out = String::new();
    for (exception, how) in chain(mem, exception) {
        let entries = data(mem, exception)
            .map(|data| data.traceback)
            .unwrap_or_default();
        if !entries.is_empty() {
            out.push_str("Traceback (most recent call last):\n");
            write_entries(mem, &entries, &mut out);
        }
        match syntax_errors::place(mem, exception) {
            Some((place, message)) if is_syntax_error(mem, exception) => {
                out.push_str(&place);
                let texts = [(exception, message.into())];
                let _ = writeln!(out, "{}", last_line(mem, exception, &texts));
            }
            _ => {
                let _ = writeln!(out, "{}", last_line(mem, exception, texts));
            }
        }
        write_notes(mem, exception, &mut out);
        out.push_str(how);
    }
    out
}

fn is_syntax_error<M: Memory>(mem: &M, exception: Value) -> bool {
    types::is_subclass(mem, types::type_of(mem, exception), types::SYNTAX_ERROR)
}

fn write_notes<M: Memory>(mem: &M, exception: Value, out: &mut String) {
    let Value::Obj(id) = exception else { return };
    let notes = match &mem.get(id).body {
        Body::Instance(instance) => instance.attrs.get(super::symbols::NOTES),
        _ => None,
    };
    for note in notes
        .map(|notes| super::glance::tuple_items(mem, notes))
        .unwrap_or_default()
    {
        if let Some(Body::Str(text)) = note
            .obj()
            .map(|id| mem.get(id))
            .as_deref()
            .map(|object| &object.body)
        {
            let _ = writeln!(out, "{}", text.text);
        }
    }
}

/// Lines of the same frame at the same place are folded after the third (traceback.py:
/// _RECURSIVE_CUTOFF).
fn write_entries<M: Memory>(mem: &M, entries: &[TracebackEntry], out: &mut String) {
    const CUTOFF: usize = 3;
    let mut count = 0;
    let mut last = None;
    for entry in entries.iter().rev() {
        let linked = mem.code(entry.code);
        let line = linked.code.line(entry.instr as usize);
        let here = Some((entry.code, line));
        if here == last {
            count += 1;
        } else {
            write_repeated(count, CUTOFF, out);
            (count, last) = (1, here);
        }
        if count <= CUTOFF {
            write_entry(&linked.code, entry.instr as usize, line, out);
        }
    }
    write_repeated(count, CUTOFF, out);
}

fn write_repeated(count: usize, cutoff: usize, out: &mut String) {
    if count > cutoff {
        let more = count - cutoff;
        let plural = if more == 1 { "" } else { "s" };
        let _ = writeln!(out, "  [Previous line repeated {more} more time{plural}]");
    }
}

fn write_entry(code: &crate::bytecode::CodeObject, instr: usize, line: u32, out: &mut String) {
    let _ = writeln!(
        out,
        "  File \"{}\", line {line}, in {}",
        code.source.name, code.name
    );
    for shown in super::carets::excerpt(code, instr, line) {
        let _ = writeln!(out, "    {shown}");
    }
}
