//! Owns the awaitables that advance an asynchronous generator (`asend`, `athrow`, `aclose`), a coroutine
//! (`__await__`) or an iterator with a default (`anext`): Objects/genobject.c.
//! Owns neither the protocols around them (`asynchronous`) nor frames (`interp`).

use super::asynchronous::kind_of;
use super::attr;
use super::cx::Cx;
use super::generator_methods::identity;
use super::memory::Memory;
use super::native::{Args, Flow, Input, NativeDef, NativeFrame, NativeResult, Raise};
use super::object::{AsyncCall, AsyncCallKind, AsyncCallState, Body, Generator};
use super::symbols as s;
use super::types;
use super::types::flow::and_then;
use super::value::Value;
use crate::base::{ObjId, Symbol};

struct Tables<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Tables<M> {
    const GENERATOR: &'static [NativeDef<M>] = &[
        NativeDef::new("__aiter__", identity),
        NativeDef::new("__anext__", generator_anext),
        NativeDef::new("asend", generator_asend),
        NativeDef::new("athrow", generator_athrow),
        NativeDef::new("aclose", generator_aclose),
    ];
    const CALL: &'static [NativeDef<M>] = &[
        NativeDef::new("__await__", identity),
        NativeDef::new("__iter__", identity),
        NativeDef::new("__next__", call_next),
        NativeDef::new("send", call_send),
        NativeDef::new("throw", call_throw),
        NativeDef::new("close", call_close),
    ];
    const WRAPPER: &'static [NativeDef<M>] = &[
        NativeDef::new("__iter__", identity),
        NativeDef::new("__next__", call_next),
        NativeDef::new("send", call_send),
        NativeDef::new("throw", call_throw),
        NativeDef::new("close", call_close),
    ];
}

/// The methods of asynchronous generators and of what advances them.
pub(super) fn methods<M: Memory>() -> [(ObjId, &'static [NativeDef<M>]); 5] {
    [
        (types::ASYNC_GENERATOR, Tables::<M>::GENERATOR),
        (types::ASYNC_GENERATOR_ASEND, Tables::<M>::CALL),
        (types::ASYNC_GENERATOR_ATHROW, Tables::<M>::CALL),
        (types::ANEXT_AWAITABLE, Tables::<M>::CALL),
        (types::COROUTINE_WRAPPER, Tables::<M>::WRAPPER),
    ]
}

/// A new awaitable.
pub(super) fn new_call<M: Memory>(
    cx: &mut Cx<'_, M>,
    kind: AsyncCallKind,
    of: Value,
    arg: Value,
) -> NativeResult<M> {
    let call = AsyncCall::new(kind, of, arg);
    Ok(Flow::Value(cx.alloc(Body::AsyncCall(Box::new(call)))))
}

fn generator_anext<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    new_call(cx, AsyncCallKind::Send, args.pos[0], Value::None)
}

fn generator_asend<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [generator, sent] = *args.pos else {
        let given = args.pos.len() - 1;
        let message = format!("async_generator.asend() takes exactly one argument ({given} given)");
        return Err(cx.type_error(message));
    };
    new_call(cx, AsyncCallKind::Send, generator, sent)
}

/// What `throw` and `athrow` were given: an exception, or the class of one and its value.
fn thrown(args: Args<'_>) -> Option<Value> {
    match *args.pos {
        [_, _, given, ..] if !given.is_none() => Some(given),
        [_, what, ..] => Some(what),
        _ => None,
    }
}

fn generator_athrow<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match thrown(args) {
        Some(what) => new_call(cx, AsyncCallKind::Throw, args.pos[0], what),
        None => Err(cx.type_error("athrow expected at least 1 argument, got 0")),
    }
}

fn generator_aclose<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    new_call(cx, AsyncCallKind::Close, args.pos[0], Value::None)
}

fn read<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<(ObjId, AsyncCall), Raise> {
    if let Value::Obj(id) = value
        && let Body::AsyncCall(call) = &cx.mem.get(id).body
    {
        return Ok((id, (**call).clone()));
    }
    let class = cx.type_name(value);
    Err(cx.type_error(format!("descriptor does not apply to a '{class}' object")))
}

fn set_state<M: Memory>(cx: &mut Cx<'_, M>, call: Value, state: AsyncCallState) {
    if let Value::Obj(id) = call
        && let Body::AsyncCall(call) = &mut cx.mem.get_mut(id).body
    {
        call.state = state;
    }
}

/// Changes the asynchronous generator of a call.
fn change<M: Memory>(cx: &mut Cx<'_, M>, of: Value, change: impl FnOnce(&mut Generator)) {
    if let Value::Obj(id) = of
        && let Body::Generator(generator) = &mut cx.mem.get_mut(id).body
    {
        change(generator);
    }
}

fn runtime<M: Memory>(cx: &mut Cx<'_, M>, message: &str) -> Raise {
    cx.raise(types::RUNTIME_ERROR, message)
}

fn call_next<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    send(cx, args.pos[0], Value::None)
}

fn call_send<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    send(
        cx,
        args.pos[0],
        args.pos.get(1).copied().unwrap_or(Value::None),
    )
}

fn call_throw<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let Some(what) = thrown(args) else {
        return Err(cx.type_error("throw expected at least 1 argument, got 0"));
    };
    with_instance(cx, what, NativeFrame::new(throw_made, vec![args.pos[0]]))
}

/// Gives `then` the exception: the instance itself, or a new one of a class.
fn with_instance<M: Memory>(
    cx: &mut Cx<'_, M>,
    what: Value,
    then: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    if cx.is_instance(what, types::BASE_EXCEPTION) {
        return (then.step)(cx, then, Ok(what));
    }
    Flow::call(what, &[], then)
}

fn throw_made<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    throw(cx, frame.vals[0], input?)
}

fn send<M: Memory>(cx: &mut Cx<'_, M>, of: Value, sent: Value) -> NativeResult<M> {
    let (_, call) = read(cx, of)?;
    match call.kind {
        AsyncCallKind::Wrapper => resume(cx, call.of, Input::Send(sent)),
        AsyncCallKind::NextOr => {
            let flow = resume(cx, call.of, Input::Send(sent));
            and_then(cx, flow, NativeFrame::new(next_or, vec![call.arg]))
        }
        AsyncCallKind::Send => {
            let sent = match call.state {
                AsyncCallState::Init if sent.is_none() => call.arg,
                _ => sent,
            };
            begin(cx, of, &call)?;
            advance(cx, of, &call, Input::Send(sent))
        }
        AsyncCallKind::Throw | AsyncCallKind::Close => send_to_throw(cx, of, &call, sent),
    }
}

/// The first step of `athrow()` and `aclose()` throws, the others send.
fn send_to_throw<M: Memory>(
    cx: &mut Cx<'_, M>,
    of: Value,
    call: &AsyncCall,
    sent: Value,
) -> NativeResult<M> {
    if call.state == AsyncCallState::Iter {
        return advance(cx, of, call, Input::Send(sent));
    }
    let mut closed = false;
    let mut finished = false;
    change(cx, call.of, |generator| {
        closed = generator.closed;
        finished = matches!(generator.state, super::object::GeneratorState::Finished);
    });
    if call.state == AsyncCallState::Init && finished {
        set_state(cx, of, AsyncCallState::Closed);
        return Err(cx.stop_iteration());
    }
    begin(cx, of, call)?;
    if closed {
        set_state(cx, of, AsyncCallState::Closed);
        change(cx, call.of, |generator| generator.busy = false);
        return Err(cx.raise_with(types::STOP_ASYNC_ITERATION, Vec::new()));
    }
    if call.kind == AsyncCallKind::Throw {
        return with_instance(cx, call.arg, NativeFrame::new(first_throw, vec![of]));
    }
    change(cx, call.of, |generator| generator.closed = true);
    let exit = cx.raise_with(types::GENERATOR_EXIT, Vec::new());
    advance(cx, of, call, Input::Throw(exit.0))
}

fn first_throw<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let (_, call) = read(cx, frame.vals[0])?;
    advance(cx, frame.vals[0], &call, Input::Throw(input?))
}

fn throw<M: Memory>(cx: &mut Cx<'_, M>, of: Value, exception: Value) -> NativeResult<M> {
    let (_, call) = read(cx, of)?;
    match call.kind {
        AsyncCallKind::Wrapper => resume(cx, call.of, Input::Throw(exception)),
        AsyncCallKind::NextOr => {
            let flow = resume(cx, call.of, Input::Throw(exception));
            and_then(cx, flow, NativeFrame::new(next_or, vec![call.arg]))
        }
        _ => {
            begin(cx, of, &call)?;
            advance(cx, of, &call, Input::Throw(exception))
        }
    }
}

/// A call may be waited for once, and only one may advance a generator.
fn begin<M: Memory>(cx: &mut Cx<'_, M>, of: Value, call: &AsyncCall) -> Result<(), Raise> {
    let (reused, name) = match call.kind {
        AsyncCallKind::Close => ("aclose()/athrow()", "aclose"),
        AsyncCallKind::Throw => ("aclose()/athrow()", "athrow"),
        _ => ("__anext__()/asend()", "anext"),
    };
    match call.state {
        AsyncCallState::Closed => {
            let message = format!("cannot reuse already awaited {reused}");
            return Err(runtime(cx, &message));
        }
        AsyncCallState::Iter => return Ok(()),
        AsyncCallState::Init => {}
    }
    let mut busy = false;
    change(cx, call.of, |generator| {
        busy = std::mem::replace(&mut generator.busy, true);
    });
    if busy {
        set_state(cx, of, AsyncCallState::Closed);
        let message = format!("{name}(): asynchronous generator is already running");
        return Err(runtime(cx, &message));
    }
    set_state(cx, of, AsyncCallState::Iter);
    Ok(())
}

/// Runs the asynchronous generator until it yields, waits or ends.
fn advance<M: Memory>(
    cx: &mut Cx<'_, M>,
    of: Value,
    call: &AsyncCall,
    input: Input,
) -> NativeResult<M> {
    let flow = resume(cx, call.of, input);
    and_then(cx, flow, NativeFrame::new(advanced, vec![of]))
}

/// `async_gen_unwrap_value`: what was yielded to the consumer ends the call, anything else passes.
fn advanced<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let of = frame.vals[0];
    let (_, call) = read(cx, of)?;
    let raise = match input {
        Ok(yielded) => {
            let wrapped = match yielded.obj().map(|id| cx.mem.get(id)).as_deref() {
                Some(object) => match object.body {
                    Body::AsyncYield(inner) => Some(inner),
                    _ => None,
                },
                None => None,
            };
            let Some(item) = wrapped else {
                return Ok(Flow::Value(yielded));
            };
            if call.kind == AsyncCallKind::Close {
                runtime(cx, "async generator ignored GeneratorExit")
            } else {
                cx.raise_with(types::STOP_ITERATION, vec![item])
            }
        }
        Err(raise) => {
            let ended = cx.is_instance(raise.0, types::STOP_ASYNC_ITERATION)
                || cx.is_instance(raise.0, types::GENERATOR_EXIT);
            if ended {
                change(cx, call.of, |generator| generator.closed = true);
            }
            if ended && call.kind == AsyncCallKind::Close {
                cx.stop_iteration()
            } else {
                raise
            }
        }
    };
    set_state(cx, of, AsyncCallState::Closed);
    change(cx, call.of, |generator| generator.busy = false);
    Err(raise)
}

/// Sends to or throws into anything that can be waited for.
fn resume<M: Memory>(cx: &mut Cx<'_, M>, of: Value, input: Input) -> NativeResult<M> {
    if let Value::Obj(generator) = of
        && kind_of(cx.mem, of).is_some()
    {
        return Ok(Flow::Resume { generator, input });
    }
    match input {
        Input::Send(Value::None) => types::iter::next_flow(cx, of),
        Input::Send(value) => method(cx, of, s::SEND, value),
        Input::Throw(exception) => method(cx, of, s::THROW, exception),
    }
}

fn method<M: Memory>(
    cx: &mut Cx<'_, M>,
    of: Value,
    name: Symbol,
    argument: Value,
) -> NativeResult<M> {
    let found = attr::get(cx, of, name);
    and_then(cx, found, NativeFrame::new(call_found, vec![argument]))
}

fn call_found<M: Memory>(
    _: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    Flow::tail(input?, &frame.vals)
}

fn next_or<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Err(raise) if cx.is_instance(raise.0, types::STOP_ASYNC_ITERATION) => {
            Err(cx.raise_with(types::STOP_ITERATION, vec![frame.vals[0]]))
        }
        other => other.map(Flow::Value),
    }
}

/// `close()`: throws GeneratorExit and expects the call to end.
fn call_close<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, call) = read(cx, args.pos[0])?;
    if call.kind == AsyncCallKind::Wrapper {
        let close = attr::get(cx, call.of, s::CLOSE);
        return and_then(cx, close, NativeFrame::new(call_found, Vec::new()));
    }
    if call.state == AsyncCallState::Closed {
        return Ok(Flow::Value(Value::None));
    }
    let exit = cx.raise_with(types::GENERATOR_EXIT, Vec::new());
    let flow = throw(cx, Value::Obj(id), exit.0);
    and_then(cx, flow, NativeFrame::new(call_closed, Vec::new()))
}

fn call_closed<M: Memory>(
    cx: &mut Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    const ENDS: [ObjId; 3] = [
        types::STOP_ITERATION,
        types::STOP_ASYNC_ITERATION,
        types::GENERATOR_EXIT,
    ];
    match input {
        Ok(_) => Err(runtime(cx, "coroutine ignored GeneratorExit")),
        Err(raise) if ENDS.iter().any(|end| cx.is_instance(raise.0, *end)) => {
            Ok(Flow::Value(Value::None))
        }
        Err(raise) => Err(raise),
    }
}
