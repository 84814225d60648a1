//! Owns the native part of the module `signal`: the system calls, and `default_int_handler`. Which
//! function handles which signal, as a program sees it, is kept in `py/signal.py`.

use std::sync::Arc;

use crate::base::{ObjId, VirtualDuration};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::system_call::{Disposition, MaskChange, SystemCall, number_of};
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};
use super::posix::{descriptor, system};
use super::thread;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("_handle", handle),
            NativeDef::new("_dispose", dispose),
            NativeDef::new("default_int_handler", default_int_handler),
            NativeDef::new("raise_signal", raise_signal),
            NativeDef::new("pause", |_, _| system(SystemCall::Pause)),
            NativeDef::new("_alarm", alarm),
            NativeDef::new("set_wakeup_fd", set_wakeup_fd),
            NativeDef::new("_kill_thread", kill_thread),
            NativeDef::new("_mask", mask),
            NativeDef::new("_wait", wait),
            NativeDef::new("_held_back", |_, _| system(SystemCall::SignalsHeldBack)),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    kit::set(cx, module, "NSIG", Value::Int(65));
    kit::set(cx, module, "ITIMER_REAL", Value::Int(0));
    Ok(())
}

/// `_handle(signal, callee)`: the engine calls it when the signal comes.
fn handle<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const HANDLE: Signature<2> = Signature::function("_handle", ["/signal", "/callee"], 2);
    let [signal, callee] = HANDLE.bind(cx, &args)?;
    let signal = descriptor(cx, signal)? as i32;
    Flow::ask(Ask::SignalHandler { signal, callee })
}

/// `_dispose(signal, how)`: 0 the default, 1 nothing.
fn dispose<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DISPOSE: Signature<2> = Signature::function("_dispose", ["/signal", "/how"], 2);
    let [signal, how] = DISPOSE.bind(cx, &args)?;
    let signal = descriptor(cx, signal)? as i32;
    let set = Some(match kit::index(cx, how)? {
        0 => Disposition::Default,
        _ => Disposition::Ignore,
    });
    system(SystemCall::Signal { signal, set })
}

fn default_int_handler<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const HANDLER: Signature<2> =
        Signature::function("default_int_handler", ["/signalnum", "/frame"], 2);
    HANDLER.bind(cx, &args)?;
    Err(cx.raise_with(types::KEYBOARD_INTERRUPT, Vec::new()))
}

fn raise_signal<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const RAISE: Signature<1> = Signature::function("raise_signal", ["/signalnum"], 1);
    let [signal] = RAISE.bind(cx, &args)?;
    let signal = descriptor(cx, signal)? as i32;
    let pid = number_of(cx.mem.main_thread());
    system(SystemCall::Kill { pid, signal })
}

fn duration<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<VirtualDuration, Raise> {
    match kit::seconds(cx, value) {
        Ok(duration) => Ok(duration),
        Err(Some(raise)) => Err(raise),
        Err(None) => {
            let text = cx.str("Invalid argument");
            Err(cx.raise_with(types::OS_ERROR, vec![Value::Int(22), text]))
        }
    }
}

/// `_alarm(seconds, interval)`: (seconds that were left, interval); None for seconds changes nothing.
fn alarm<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const ALARM: Signature<2> = Signature::function("_alarm", ["/seconds", "/interval"], 2);
    let [seconds, interval] = ALARM.bind(cx, &args)?;
    let after = match seconds {
        Value::None => None,
        seconds => Some(duration(cx, seconds)?),
    };
    let interval = duration(cx, interval)?;
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::Alarm { after, interval }),
        then: Some(NativeFrame::new(
            |cx, _, answer| {
                let nanos = kit::elements(cx, answer?).unwrap_or_default();
                let seconds: Vec<Value> = nanos
                    .into_iter()
                    .map(|n| match n {
                        Value::Int(n) => Value::Float(n as f64 / 1e9),
                        other => other,
                    })
                    .collect();
                Ok(Flow::Value(cx.tuple(seconds)))
            },
            Vec::new(),
        )),
    })
}

/// `_kill_thread(ident, signal)`.
fn kill_thread<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const KILL: Signature<2> = Signature::function("pthread_kill", ["/thread_id", "/signalnum"], 2);
    let [ident, signal] = KILL.bind(cx, &args)?;
    let stack = thread::thread_at(kit::index(cx, ident)?);
    let main = cx.mem.main_thread();
    let thread = if stack == cx.mem.stack_of(main) {
        main
    } else {
        stack
    };
    let signal = descriptor(cx, signal)? as i32;
    system(SystemCall::KillThread { thread, signal })
}

fn numbers<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Arc<[i32]>, Raise> {
    let mut numbers = Vec::new();
    for item in kit::elements(cx, value).unwrap_or_default() {
        numbers.push(descriptor(cx, item)? as i32);
    }
    Ok(numbers.into())
}

/// `_mask(how, [signal, …])`: a tuple of those that were held back before.
fn mask<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const MASK: Signature<2> = Signature::function("pthread_sigmask", ["/how", "/mask"], 2);
    let [how, set] = MASK.bind(cx, &args)?;
    let how = match kit::index(cx, how)? {
        0 => MaskChange::Block,
        1 => MaskChange::Unblock,
        2 => MaskChange::Set,
        _ => {
            let text = cx.str("Invalid argument");
            return Err(cx.raise_with(types::OS_ERROR, vec![Value::Int(22), text]));
        }
    };
    let set = numbers(cx, set)?;
    system(SystemCall::SignalMask { how, set })
}

/// `_wait([signal, …])`: the one that came.
fn wait<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const WAIT: Signature<1> = Signature::function("sigwait", ["/sigset"], 1);
    let [set] = WAIT.bind(cx, &args)?;
    let set = numbers(cx, set)?;
    system(SystemCall::SignalWait(set))
}

fn set_wakeup_fd<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SET: Signature<2> =
        Signature::function("set_wakeup_fd", ["/fd", "warn_on_full_buffer"], 1);
    let [fd, _] = SET.bind(cx, &args)?;
    let fd = descriptor(cx, fd)?;
    system(SystemCall::WakeupDescriptor(fd))
}
