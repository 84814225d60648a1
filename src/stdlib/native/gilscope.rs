//! Owns the module `_gilscope`: what the library's own Python needs that no CPython has.

use crate::base::ObjId;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Fact, Flow, NativeDef, NativeResult, Raise};
use crate::vm::object::{Body, GeneratorState, Payload};
use crate::vm::types::text;
use crate::vm::value::Value;

use super::kit::Signature;
use super::thread::lock;
use crate::vm::cx::Cx;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("refuse", refuse),
            NativeDef::new("forbid", forbid),
            NativeDef::new("threads_apart", |_, _| {
                Flow::ask(Ask::Fact(Fact::ThreadsApart))
            }),
            NativeDef::new("enable_gil", |_, _| Flow::ask(Ask::EnableGil)),
            NativeDef::new("is_librarys", is_librarys),
            NativeDef::new("line_of", line_of),
            NativeDef::new("forget_frames", forget_frames),
            NativeDef::new("network_lock", network_lock).cost(25_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

/// `line_of(coroutine)`: the line it is suspended at, or None once it has ended.
fn line_of<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SIGNATURE: Signature<1> = Signature::function("line_of", ["coroutine"], 1);
    let [coroutine] = SIGNATURE.bind(cx, &args)?;
    let line = coroutine.obj().and_then(|id| match &cx.mem.get(id).body {
        Body::Generator(generator) => match &generator.state {
            GeneratorState::Suspended(frame) => {
                let (code, at) = frame.position();
                Some(cx.mem.code(code).code.line(at as usize))
            }
            GeneratorState::Running | GeneratorState::Finished => None,
        },
        _ => None,
    });
    Ok(Flow::Value(
        line.map_or(Value::None, |line| Value::Int(i64::from(line))),
    ))
}

/// `forget_frames(exception, names)`: takes the library's functions of these names out of a traceback:
/// those that are written in C in CPython, and leave no line there.
fn forget_frames<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SIGNATURE: Signature<2> = Signature::function("forget_frames", ["exception", "names"], 2);
    let [exception, names] = SIGNATURE.bind(cx, &args)?;
    let names = text::text_list(cx, names);
    let entries = exception
        .obj()
        .map_or_else(Vec::new, |id| match &cx.mem.get(id).body {
            Body::Instance(instance) => match &instance.payload {
                Payload::Exception(data) => data.traceback.clone(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        });
    let kept: Vec<_> = entries
        .into_iter()
        .filter(|entry| {
            let code = cx.mem.code(entry.code).code.clone();
            !(code.flags.library && names.iter().any(|name| *name == code.name))
        })
        .collect();
    if let Some(id) = exception.obj()
        && let Body::Instance(instance) = &mut cx.mem.get_mut(id).body
        && let Payload::Exception(data) = &mut instance.payload
    {
        data.traceback = kept;
    }
    Ok(Flow::Value(Value::None))
}

/// `network_lock()`: a lock that is held; a thread that waits for it is shown as waiting for the network.
fn network_lock<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Signature::function("network_lock", [], 0).bind(cx, &args)?;
    Ok(Flow::Value(lock::make_network(cx)))
}

/// `refuse(what, instead)`: the program wants what CPython has and gilscope has not; the run ends with
/// a diagnostic at the program's line. No `except` can catch it.
fn refuse<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SIGNATURE: Signature<2> = Signature::function("refuse", ["what", "instead"], 2);
    let values = SIGNATURE.bind(cx, &args)?;
    let text = |value| cx.text(value).unwrap_or_default();
    Flow::ask(Ask::Unsupported {
        what: text(values[0]),
        instead: text(values[1]),
    })
}

/// `forbid(what, instead)`: as `refuse`, for what the runtime does not allow.
fn forbid<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SIGNATURE: Signature<2> = Signature::function("forbid", ["what", "instead"], 2);
    let values = SIGNATURE.bind(cx, &args)?;
    let text = |value| cx.text(value).unwrap_or_default();
    Flow::ask(Ask::Forbidden {
        what: text(values[0]),
        instead: text(values[1]),
    })
}

/// `is_librarys(function)`: whether it is a Python function of the library.
fn is_librarys<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SIGNATURE: Signature<1> = Signature::function("is_librarys", ["function"], 1);
    let [function] = SIGNATURE.bind(cx, &args)?;
    let library = function.obj().is_some_and(|id| match &cx.mem.get(id).body {
        Body::Function(function) => cx.mem.code(function.code).code.flags.library,
        _ => false,
    });
    Ok(Flow::Value(Value::Bool(library)))
}
