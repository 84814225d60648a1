//! Owns the module `_thread`: locks, starting and joining threads. What takes no waiting is done here;
//! what must wait, or wakes another, is asked of the engine.

pub(super) mod lock;

use crate::base::{ObjId, ThreadId};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, ThreadHandle};
use crate::vm::system_call::{InterpreterCall, SystemCall, number_of, signal};
use crate::vm::traceback;
use crate::vm::types;
use crate::vm::types::repr_text::thread_ident;
use crate::vm::value::Value;

use super::kit::{self, Signature};

/// Cost of taking or releasing a lock nobody else wants, in picoseconds: one compare-and-swap and the
/// method call around it (CPython 3.14: `with lock: pass` takes 57 ns, of which the two calls are 24).
const LOCK: u32 = 12_000;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("allocate_lock", lock::allocate).cost(25_000),
            NativeDef::new("allocate", lock::allocate).cost(25_000),
            NativeDef::new("lock.__new__", lock::new).cost(25_000),
            NativeDef::new("lock.acquire", lock::acquire).cost(LOCK),
            NativeDef::new("lock.__enter__", lock::acquire).cost(LOCK),
            NativeDef::new("lock.release", lock::release).cost(LOCK),
            NativeDef::new("lock.__exit__", lock::release).cost(LOCK),
            NativeDef::new("lock.locked", lock::locked),
            NativeDef::new("lock.__repr__", lock::repr),
            NativeDef::new("RLock.__new__", lock::new_reentrant).cost(25_000),
            NativeDef::new("RLock.acquire", lock::acquire_reentrant).cost(LOCK),
            NativeDef::new("RLock.__enter__", lock::acquire_reentrant).cost(LOCK),
            NativeDef::new("RLock.release", lock::release_reentrant).cost(LOCK),
            NativeDef::new("RLock.__exit__", lock::release_reentrant).cost(LOCK),
            NativeDef::new("RLock.locked", lock::locked),
            NativeDef::new("RLock._is_owned", lock::is_owned),
            NativeDef::new("RLock._recursion_count", lock::recursion_count),
            NativeDef::new("RLock._release_save", lock::release_save),
            NativeDef::new("RLock._acquire_restore", lock::acquire_restore),
            NativeDef::new("RLock.__repr__", lock::repr),
            NativeDef::new("_ThreadHandle.__new__", new_handle).cost(40_000),
            NativeDef::new("_ThreadHandle.join", handle_join),
            NativeDef::new("_ThreadHandle.is_done", handle_is_done),
            NativeDef::new("_ThreadHandle._set_done", handle_set_done),
            NativeDef::new("_ThreadHandle.ident", handle_ident),
            NativeDef::new("_make_thread_handle", make_handle),
            NativeDef::new("start_joinable_thread", start_joinable),
            NativeDef::new("get_ident", get_ident).cost(8_000),
            NativeDef::new("_get_main_thread_ident", main_ident),
            NativeDef::new("get_native_id", get_native_id).cost(60_000),
            NativeDef::new("_cpu_count", |_, _| {
                Flow::ask(Ask::Fact(crate::vm::native::Fact::Cores))
            }),
            NativeDef::new("_count", thread_count),
            NativeDef::new("_shutdown", shutdown),
            NativeDef::new("interrupt_main", interrupt_main),
            NativeDef::new("daemon_threads_allowed", is_first_interpreter),
            NativeDef::new("_is_main_interpreter", is_first_interpreter),
            NativeDef::new("set_name", set_name).cost(500_000),
            NativeDef::new("stack_size", stack_size),
            NativeDef::new("_report", report).cost(20_000_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    for (class, name) in [
        (types::LOCK, "lock"),
        (types::RLOCK, "RLock"),
        (types::THREAD_HANDLE, "_ThreadHandle"),
    ] {
        if let Body::Type(class) = &mut cx.mem.get_mut(class).body {
            class.module = "_thread".into();
        }
        kit::methods(cx, module, class, name);
        kit::set(cx, module, name, class.into());
    }
    kit::property(cx, types::THREAD_HANDLE, "ident");
    kit::set(cx, module, "LockType", types::LOCK.into());
    kit::set(cx, module, "error", types::RUNTIME_ERROR.into());
    // PY_TIMEOUT_MAX: the largest number of microseconds that fits in a signed 64-bit count of
    // nanoseconds, in seconds.
    kit::set(cx, module, "TIMEOUT_MAX", Value::Float(9_223_372_036.0));
    Ok(())
}

/// The thread of an identifier; where there is none, one that does not exist.
pub(super) fn thread_at(ident: i64) -> ThreadId {
    let first = thread_ident(ThreadId(0));
    let apart = first - thread_ident(ThreadId(1));
    let below = first.saturating_sub(ident);
    let exact = below % apart == 0;
    let number = u32::try_from(below / apart).ok().filter(|_| exact);
    ThreadId(number.unwrap_or(u32::MAX))
}

fn make_thread_handle<M: Memory>(cx: &mut Cx<'_, M>, thread: Option<ThreadId>) -> Value {
    cx.alloc(Body::Thread(Box::new(ThreadHandle {
        thread,
        done: false,
        daemon: false,
    })))
}

fn new_handle<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Signature::method("_ThreadHandle", [], 0).bind(cx, &args)?;
    Ok(Flow::Value(make_thread_handle(cx, None)))
}

/// `_make_thread_handle(ident)`: a handle of the calling thread.
fn make_handle<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    let thread = cx.thread;
    Ok(Flow::Value(make_thread_handle(cx, Some(thread))))
}

fn handle<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Option<&Value>,
) -> Result<(ObjId, ThreadHandle), Raise> {
    if let Some(Value::Obj(id)) = value
        && let Body::Thread(handle) = &cx.mem.get(*id).body
    {
        return Ok((*id, (**handle).clone()));
    }
    Err(cx.type_error("'handle' must be a _ThreadHandle"))
}

fn handle_join<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const JOIN: Signature<1> = Signature::method("join", ["timeout"], 0);
    let [timeout] = JOIN.bind(cx, &args)?;
    let (id, handle) = handle(cx, args.pos.first())?;
    let timeout = match timeout {
        Value::Null | Value::None => None,
        value => match kit::seconds(cx, value) {
            Ok(timeout) => Some(timeout),
            // A negative timeout means to wait for ever (ThreadHandle_join).
            Err(None) => None,
            Err(Some(raise)) => return Err(raise),
        },
    };
    match handle.thread {
        None => Err(cx.raise(types::RUNTIME_ERROR, "thread not started")),
        Some(thread) if thread == cx.thread => {
            Err(cx.raise(types::RUNTIME_ERROR, "Cannot join current thread"))
        }
        Some(_) => Ok(Flow::Ask {
            ask: Ask::JoinThread {
                handle: id,
                timeout,
            },
            then: Some(NativeFrame::new(
                |_, _, answer| answer.map(|_| Flow::Value(Value::None)),
                Vec::new(),
            )),
        }),
    }
}

fn handle_is_done<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, handle) = handle(cx, args.pos.first())?;
    Ok(Flow::Value(Value::Bool(handle.done)))
}

fn handle_set_done<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, _) = handle(cx, args.pos.first())?;
    if let Body::Thread(handle) = &mut cx.mem.get_mut(id).body {
        handle.done = true;
    }
    Ok(Flow::Value(Value::None))
}

fn handle_ident<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, handle) = handle(cx, args.pos.first())?;
    Ok(Flow::Value(Value::Int(handle.thread.map_or(0, |thread| {
        thread_ident(cx.mem.stack_of(thread))
    }))))
}

/// `start_joinable_thread(function, handle=None, daemon=True, name=None)`; the name is ours, for the
/// thread's lane.
fn start_joinable<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const START: Signature<4> = Signature::function(
        "start_joinable_thread",
        ["function", "handle", "daemon", "name"],
        1,
    );
    let [callee, given, daemon, name] = START.bind(cx, &args)?;
    let handle_value = match given {
        Value::Null | Value::None => make_thread_handle(cx, None),
        given => given,
    };
    let (id, state) = handle(cx, Some(&handle_value))?;
    if state.thread.is_some() {
        return Err(cx.raise(types::RUNTIME_ERROR, "thread already started"));
    }
    let daemon = daemon.is_null() || kit::flag(cx, daemon);
    if let Body::Thread(handle) = &mut cx.mem.get_mut(id).body {
        handle.daemon = daemon;
    }
    match cx.text(name) {
        None => start(id, callee, daemon),
        Some(name) => {
            let mut then = NativeFrame::new(
                |_, frame, answer| {
                    answer?;
                    let id = frame.vals[0].obj().expect("the frame holds the handle");
                    start(id, frame.vals[1], frame.n != 0)
                },
                vec![handle_value, callee],
            );
            then.n = i64::from(daemon);
            Ok(Flow::Ask {
                ask: Ask::Name { object: id, name },
                then: Some(then),
            })
        }
    }
}

fn start<M: Memory>(handle: ObjId, callee: Value, daemon: bool) -> NativeResult<M> {
    Ok(Flow::Ask {
        ask: Ask::StartThread {
            handle,
            callee,
            args: Vec::new(),
            daemon,
        },
        then: Some(NativeFrame::new(
            |_, frame, answer| answer.map(|_| Flow::Value(frame.vals[0])),
            vec![handle.into()],
        )),
    })
}

fn get_ident<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    let stack = cx.mem.stack_of(cx.thread);
    Ok(Flow::Value(Value::Int(thread_ident(stack))))
}

fn main_ident<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    let stack = cx.mem.stack_of(cx.mem.main_thread());
    Ok(Flow::Value(Value::Int(thread_ident(stack))))
}

fn get_native_id<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Value(Value::Int(number_of(cx.thread))))
}

/// `_count()`: threads beside the main one.
fn thread_count<M: Memory>(_cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Ask {
        ask: Ask::Fact(crate::vm::native::Fact::ThreadCount),
        then: Some(NativeFrame::new(
            |_, _, answer| match answer? {
                Value::Int(n) => Ok(Flow::Value(Value::Int(n - 1))),
                other => Ok(Flow::Value(other)),
            },
            Vec::new(),
        )),
    })
}

fn shutdown<M: Memory>(_cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    Flow::ask(Ask::JoinAll)
}

/// `interrupt_main(signum=SIGINT)`: as if the signal had come.
fn interrupt_main<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const INTERRUPT: Signature<1> = Signature::function("interrupt_main", ["/signum"], 0);
    let [signal] = INTERRUPT.bind(cx, &args)?;
    let signal = match signal {
        Value::Null => signal::INT,
        given => kit::index(cx, given)? as i32,
    };
    if !(1..=signal::LAST).contains(&signal) {
        return Err(cx.value_error("signal number out of range"));
    }
    Flow::ask(Ask::System(SystemCall::Interrupt(signal)))
}

/// Whether the caller's interpreter is that of the process's main thread.
fn is_first_interpreter<M: Memory>(_cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::Interpreters(InterpreterCall::Current)),
        then: Some(NativeFrame::new(
            |_, _, answer| answer.map(|number| Flow::Value(Value::Bool(number.is(Value::Int(0))))),
            Vec::new(),
        )),
    })
}

/// `set_name(name, handle=None)`: names the calling thread for the operating system (prctl). The
/// handle is ours: with it the thread's lane is renamed too.
fn set_name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SET_NAME: Signature<2> = Signature::function("set_name", ["name", "handle"], 1);
    let [name, given] = SET_NAME.bind(cx, &args)?;
    let Some(name_text) = cx.text(name) else {
        let class = cx.type_name(name);
        return Err(cx.type_error(format!(
            "set_name() argument 'name' must be str, not {class}"
        )));
    };
    if given.is_null() || given.is_none() {
        return Ok(Flow::Value(Value::None));
    }
    let (object, _) = handle(cx, Some(&given))?;
    let name = name_text;
    Flow::ask(Ask::Name { object, name })
}

/// `stack_size([size])`: 0, the system's default; a size is checked and has no effect.
fn stack_size<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const STACK_SIZE: Signature<1> = Signature::function("stack_size", ["/size"], 0);
    let [size] = STACK_SIZE.bind(cx, &args)?;
    if !size.is_null() {
        let size = kit::index(cx, size)?;
        if size < 0 {
            return Err(cx.value_error("size must be 0 or a positive value"));
        }
        if size != 0 && size < 32_768 {
            return Err(cx.value_error(format!("size not valid: {size} bytes")));
        }
    }
    Ok(Flow::Value(Value::Int(0)))
}

/// `_report(exception, heading)`: the traceback on standard error, as `threading.excepthook` prints it.
fn report<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const REPORT: Signature<2> = Signature::function("_report", ["/exception", "/heading"], 2);
    let [exception, heading] = REPORT.bind(cx, &args)?;
    traceback::report(cx, exception, heading)
}
