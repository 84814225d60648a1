//! Owns the methods of generators and coroutines. Owns no frame: those are put aside and resumed by `interp`.

use super::attr;
use super::cx::Cx;
use super::glance;
use super::memory::Memory;
use super::native::{Args, Flow, Input, NativeDef, NativeFrame, NativeResult, Raise};
use super::object::{AsyncCall, AsyncCallKind, Body};
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::ObjId;

struct Tables<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Tables<M> {
    const GENERATOR: &'static [NativeDef<M>] = &[
        NativeDef::new("__iter__", identity),
        NativeDef::new("__next__", generator_next),
        NativeDef::new("send", generator_send),
        NativeDef::new("throw", generator_throw),
        NativeDef::new("close", generator_close),
    ];
    const COROUTINE: &'static [NativeDef<M>] = &[
        NativeDef::new("__await__", coroutine_await),
        NativeDef::new("send", generator_send),
        NativeDef::new("throw", generator_throw),
        NativeDef::new("close", generator_close),
    ];
}

/// The methods of both types.
pub(super) fn methods<M: Memory>() -> [(ObjId, &'static [NativeDef<M>]); 2] {
    [
        (types::GENERATOR, Tables::<M>::GENERATOR),
        (types::COROUTINE, Tables::<M>::COROUTINE),
    ]
}

fn value<M: Memory>(value: Value) -> NativeResult<M> {
    Ok(Flow::Value(value))
}

pub(super) fn identity<M: Memory>(_: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    value(args.pos[0])
}

/// An iterator over a coroutine, for `__await__` methods that delegate to one.
fn coroutine_await<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let call = AsyncCall::new(AsyncCallKind::Wrapper, args.pos[0], Value::None);
    let made = cx.alloc(Body::AsyncCall(Box::new(call)));
    value(made)
}

fn generator_id<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<ObjId, Raise> {
    match value {
        Value::Obj(id) if matches!(cx.mem.get(id).body, Body::Generator(_)) => Ok(id),
        _ => Err(cx.type_error("descriptor requires a 'generator' or 'coroutine' object")),
    }
}

fn generator_next<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let generator = generator_id(cx, args.pos[0])?;
    Ok(Flow::Resume {
        generator,
        input: Input::Send(Value::None),
    })
}

fn generator_send<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [generator, sent] = *args.pos else {
        let (class, given) = (cx.type_name(args.pos[0]), args.pos.len() - 1);
        let message = format!("{class}.send() takes exactly one argument ({given} given)");
        return Err(cx.type_error(message));
    };
    let generator = generator_id(cx, generator)?;
    Ok(Flow::Resume {
        generator,
        input: Input::Send(sent),
    })
}

fn generator_throw<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let generator = generator_id(cx, args.pos[0])?;
    let what = match args.pos {
        [_, _, given, ..] if !given.is_none() => *given,
        [_, what, ..] => *what,
        _ => return Err(cx.type_error("throw expected at least 1 argument, got 0")),
    };
    if cx.is_instance(what, types::BASE_EXCEPTION) {
        return Ok(Flow::Resume {
            generator,
            input: Input::Throw(what),
        });
    }
    Flow::call(
        what,
        &[],
        NativeFrame::new(throw_instance, vec![args.pos[0]]),
    )
}

fn throw_instance<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let exception = input?;
    if !cx.is_instance(exception, types::BASE_EXCEPTION) {
        let class = cx.type_name(exception);
        return Err(cx.type_error(format!(
            "exceptions must be classes or instances deriving from BaseException, not {class}"
        )));
    }
    let generator = generator_id(cx, frame.vals[0])?;
    Ok(Flow::Resume {
        generator,
        input: Input::Throw(exception),
    })
}

/// What a generator or coroutine is called in messages.
fn kind_text<M: Memory>(cx: &Cx<'_, M>, of: Value) -> &'static str {
    match of.obj().map(|id| cx.mem.get(id)).as_deref() {
        Some(object) => match &object.body {
            Body::Generator(generator) => generator.kind.text(),
            _ => "generator",
        },
        None => "generator",
    }
}

/// `close()`: throws GeneratorExit and expects the generator to end.
fn generator_close<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let id = generator_id(cx, args.pos[0])?;
    let finished = match &mut cx.mem.get_mut(id).body {
        Body::Generator(generator) => generator.finish_unstarted(),
        _ => unreachable!("checked above"),
    };
    if finished {
        return value(Value::None);
    }
    let exit = cx.raise_with(types::GENERATOR_EXIT, Vec::new());
    let throw = attr::lookup_special(cx.mem, args.pos[0], s::THROW).expect("both have it");
    Flow::call(
        throw,
        &[args.pos[0], exit.0],
        NativeFrame::new(closed, vec![args.pos[0]]),
    )
}

/// What `close()` makes of how the generator ended.
pub(super) fn closed<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Ok(_) => {
            let kind = frame
                .vals
                .first()
                .map_or("generator", |of| kind_text(cx, *of));
            Err(cx.raise(
                types::RUNTIME_ERROR,
                format!("{kind} ignored GeneratorExit"),
            ))
        }
        Err(raise) if cx.is_instance(raise.0, types::GENERATOR_EXIT) => value(Value::None),
        Err(raise) if cx.is_instance(raise.0, types::STOP_ITERATION) => {
            let result = glance::exception_args(cx.mem, raise.0).first().copied();
            value(result.unwrap_or(Value::None))
        }
        Err(raise) => Err(raise),
    }
}
