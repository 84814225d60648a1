//! Owns exception objects: making them, their causes, their methods.
//! Owns neither raising nor catching (the interpreter's unwinding), nor the text of a traceback (`traceback`).

use super::cx::Cx;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use super::object::{Body, ExceptionData, Instance, Payload};
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

pub(super) fn with_data<M: Memory>(
    mem: &mut M,
    exception: Value,
    change: impl FnOnce(&mut ExceptionData),
) {
    if let Value::Obj(id) = exception
        && let Body::Instance(instance) = &mut mem.get_mut(id).body
        && let Payload::Exception(data) = &mut instance.payload
    {
        change(data);
    }
}

pub(super) fn data<M: Memory>(mem: &M, exception: Value) -> Option<ExceptionData> {
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

/// Gives a part of a group the traceback, cause and context of the whole.
pub fn copy_metadata<M: Memory>(mem: &mut M, to: Value, from: Value) {
    let Some(source) = data(mem, from) else {
        return;
    };
    with_data(mem, to, |data| {
        data.traceback = source.traceback;
        data.cause = source.cause;
        data.context = source.context;
        data.suppress_context = source.suppress_context;
    });
}

/// Whether two exceptions came from the same `raise` (Objects/exceptions.c:
/// is_same_exception_metadata).
pub fn same_metadata<M: Memory>(mem: &M, a: Value, b: Value) -> bool {
    match (data(mem, a), data(mem, b)) {
        (Some(a), Some(b)) => {
            a.traceback == b.traceback && a.cause == b.cause && a.context == b.context
        }
        _ => false,
    }
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
        3 => types::PROCESS_LOOKUP_ERROR,
        4 => types::INTERRUPTED_ERROR,
        10 => types::CHILD_PROCESS_ERROR,
        32 | 108 => types::BROKEN_PIPE_ERROR,
        2 => types::FILE_NOT_FOUND_ERROR,
        11 | 114 | 115 => types::BLOCKING_IO_ERROR,
        17 => types::FILE_EXISTS_ERROR,
        20 => types::NOT_A_DIRECTORY_ERROR,
        21 => types::IS_A_DIRECTORY_ERROR,
        103 => types::CONNECTION_ABORTED_ERROR,
        104 => types::CONNECTION_RESET_ERROR,
        111 => types::CONNECTION_REFUSED_ERROR,
        110 => types::TIMEOUT_ERROR,
        _ => class,
    }
}

/// `__traceback__`: None before the exception was raised.
pub fn traceback_object<M: Memory>(cx: &mut Cx<'_, M>, exception: Value) -> Value {
    match data(cx.mem, exception) {
        Some(data) => super::frames::traceback(cx, &data.traceback),
        None => Value::None,
    }
}

/// What becomes of an exception's traceback when `__traceback__` is set.
pub(super) fn set_traceback<M: Memory>(
    cx: &mut Cx<'_, M>,
    exception: Value,
    traceback: Value,
) -> Result<(), Raise> {
    if !traceback.is_none() && cx.type_of(traceback) != types::TRACEBACK {
        return Err(cx.type_error("__traceback__ must be a traceback or None"));
    }
    let entries = super::frames::entries(cx.mem, traceback);
    with_data(cx.mem, exception, |data| data.traceback = entries);
    Ok(())
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

/// Sets what CPython keeps in the exception itself (`name`, `obj`).
pub(super) fn set_attribute<M: Memory>(mem: &mut M, exception: Value, name: Symbol, value: Value) {
    if let Value::Obj(id) = exception
        && let Body::Instance(instance) = &mut mem.get_mut(id).body
    {
        instance.attrs.set(name, value);
    }
}

/// What a NameError's traceback adds.
pub(super) fn set_hint<M: Memory>(mem: &mut M, exception: Value, hint: String) {
    if !hint.is_empty() {
        with_data(mem, exception, |data| data.hint = Some(hint.into()));
    }
}

fn with_traceback<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [exception, traceback] = *args.pos else {
        let given = args.pos.len().saturating_sub(1);
        return Err(cx.type_error(format!(
            "BaseException.with_traceback() takes exactly one argument ({given} given)"
        )));
    };
    set_traceback(cx, exception, traceback)?;
    Ok(Flow::Value(exception))
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
