//! Owns the module `_multiprocessing`: semaphores that processes share (CPython's
//! Modules/_multiprocessing/semaphore.c). Owns no wait: that is the engine's.

use std::any::Any;
use std::sync::Arc;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Ext};
use crate::vm::system_call::{Number, SystemCall};
use crate::vm::types;
use crate::vm::types::repr_text::thread_ident;
use crate::vm::value::Value;

use super::kit::{self, Signature};
use super::posix::{descriptor, system};
use super::shared_block;

const RECURSIVE_MUTEX: i64 = 0;
/// glibc: SEM_VALUE_MAX.
const VALUE_MAX: i64 = i32::MAX as i64;

/// `SemLock`: this process's view of a semaphore.
#[derive(Clone, Debug)]
struct SemLock {
    class: ObjId,
    handle: Number,
    kind: i64,
    most: i64,
    name: Option<Arc<str>>,
    /// How often this process has taken it, and which thread (its identifier) did last.
    count: i64,
    owner: i64,
}

impl Ext for SemLock {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl SemLock {
    const fn is_mine(&self, thread: i64) -> bool {
        self.count > 0 && self.owner == thread
    }
}

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("sem_unlink", unlink),
            NativeDef::new("take_descriptor", take_descriptor),
            NativeDef::new("SemLock.__new__", new).cost(2_000_000),
            NativeDef::new("SemLock.acquire", acquire),
            NativeDef::new("SemLock.__enter__", enter),
            NativeDef::new("SemLock.release", release),
            NativeDef::new("SemLock.__exit__", release),
            NativeDef::new("SemLock._count", count),
            NativeDef::new("SemLock._is_mine", is_mine),
            NativeDef::new("SemLock._get_value", get_value),
            NativeDef::new("SemLock._is_zero", is_zero),
            NativeDef::new("SemLock._after_fork", after_fork),
            NativeDef::new("SemLock._rebuild", rebuild),
            NativeDef::new("SemLock.handle", |cx, args| member(cx, args, "handle")),
            NativeDef::new("SemLock.kind", |cx, args| member(cx, args, "kind")),
            NativeDef::new("SemLock.maxvalue", |cx, args| member(cx, args, "maxvalue")),
            NativeDef::new("SemLock.name", |cx, args| member(cx, args, "name")),
            NativeDef::new("SharedBlock.__new__", shared_block::new).cost(5_000_000),
            NativeDef::new("SharedBlock._attach", shared_block::attach),
            NativeDef::new("SharedBlock.read", shared_block::read).cost(40_000),
            NativeDef::new("SharedBlock.write", shared_block::write).cost(40_000),
            NativeDef::new("SharedBlock.load", shared_block::load).cost(35_000),
            NativeDef::new("SharedBlock.store", shared_block::store).cost(35_000),
            NativeDef::new("SharedBlock.handle", shared_block::handle),
            NativeDef::new("SharedBlock.size", shared_block::size),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let class = kit::class(cx, module, "SemLock", types::OBJECT);
    kit::methods(cx, module, class, "SemLock");
    for name in ["handle", "kind", "maxvalue", "name"] {
        kit::property(cx, class, name);
    }
    kit::class_set(cx, class, "SEM_VALUE_MAX", Value::Int(VALUE_MAX));
    class_method(cx, class, "_rebuild");
    let class = kit::class(cx, module, "SharedBlock", types::OBJECT);
    kit::methods(cx, module, class, "SharedBlock");
    for name in ["handle", "size"] {
        kit::property(cx, class, name);
    }
    class_method(cx, class, "_attach");
    Ok(())
}

/// Makes a method of a class one of the class itself.
fn class_method<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, name: &str) {
    let function = kit::class_attr(cx, class, name).expect("it is a method of the class");
    let wrapped = cx.alloc(Body::ClassMethod(function));
    kit::class_set(cx, class, name, wrapped);
}

/// A copy of the receiver, and the receiver.
fn receiver<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    method: &str,
) -> Result<(SemLock, Value), Raise> {
    let lock = kit::ext(cx, args, method, |lock: &mut SemLock| lock.clone())?;
    Ok((lock, args.pos[0]))
}

fn change<M: Memory>(cx: &mut Cx<'_, M>, lock: Value, work: impl FnOnce(&mut SemLock)) {
    kit::ext_of(cx, lock, work).expect("the frame holds a SemLock");
}

fn caller<M: Memory>(cx: &Cx<'_, M>) -> i64 {
    thread_ident(cx.mem.stack_of(cx.thread))
}

fn unlink<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const UNLINK: Signature<1> = Signature::function("sem_unlink", ["/name"], 1);
    let [name] = UNLINK.bind(cx, &args)?;
    match cx.text(name) {
        Some(name) => system(SystemCall::SemaphoreUnlink(name)),
        None => Err(cx.type_error("sem_unlink() argument must be str")),
    }
}

/// `take_descriptor(pid, fd)`: what another process has open, for this one too (pidfd_getfd(2)). Between
/// CPython's processes descriptors travel over a socket, with SCM_RIGHTS.
fn take_descriptor<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const TAKE: Signature<2> = Signature::function("take_descriptor", ["/pid", "/fd"], 2);
    let [pid, fd] = TAKE.bind(cx, &args)?;
    let (pid, fd) = (kit::index(cx, pid)?, descriptor(cx, fd)?);
    system(SystemCall::Take { pid, fd })
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const NEW: Signature<5> = Signature::method(
        "SemLock",
        ["kind", "value", "maxvalue", "name", "unlink"],
        5,
    );
    let class = kit::asked_class(cx, &args)?;
    let [kind, value, most, name, unlink] = NEW.bind(cx, &args)?;
    let kind = kit::index(cx, kind)?;
    if !(0..=1).contains(&kind) {
        return Err(cx.value_error("unrecognized kind"));
    }
    let (value, most) = (kit::index(cx, value)?, kit::index(cx, most)?);
    let Some(text) = cx.text(name) else {
        return Err(cx.type_error("argument 'name' must be str"));
    };
    let unlink = kit::flag(cx, unlink);
    let lock = SemLock {
        class,
        handle: 0,
        kind,
        most,
        name: (!unlink).then(|| text.clone()),
        count: 0,
        owner: 0,
    };
    let lock = kit::instance(cx, lock);
    opened(
        SystemCall::SemaphoreOpen {
            name: text,
            value: value.clamp(0, VALUE_MAX) as u32,
            most: most.clamp(0, VALUE_MAX) as u32,
            unlink,
        },
        lock,
    )
}

/// The lock gets the handle that the call answers.
fn opened<M: Memory>(call: SystemCall, lock: Value) -> NativeResult<M> {
    Ok(Flow::Ask {
        ask: Ask::System(call),
        then: Some(NativeFrame::new(
            |cx, frame, answer| {
                if let Value::Int(handle) = answer? {
                    change(cx, frame.vals[0], |lock| lock.handle = handle);
                }
                Ok(Flow::Value(frame.vals[0]))
            },
            vec![lock],
        )),
    })
}

/// `_rebuild(handle, kind, maxvalue, name)`: the same semaphore in another process.
fn rebuild<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const REBUILD: Signature<4> =
        Signature::method("_rebuild", ["/handle", "/kind", "/maxvalue", "/name"], 4);
    let class = kit::asked_class(cx, &args)?;
    let [handle, kind, most, name] = REBUILD.bind(cx, &args)?;
    let name = cx.text(name);
    let lock = SemLock {
        class,
        handle: kit::index(cx, handle)?,
        kind: kit::index(cx, kind)?,
        most: kit::index(cx, most)?,
        name: name.clone(),
        count: 0,
        owner: 0,
    };
    let lock = kit::instance(cx, lock);
    match name {
        Some(name) => opened(SystemCall::SemaphoreFind(name), lock),
        None => Ok(Flow::Value(lock)),
    }
}

fn acquire<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const ACQUIRE: Signature<2> = Signature::method("acquire", ["block", "timeout"], 0);
    let [block, timeout] = ACQUIRE.bind(cx, &args)?;
    let timeout = if !block.is_null() && !kit::flag(cx, block) {
        Some(crate::base::VirtualDuration::ZERO)
    } else if timeout.is_null() || timeout.is_none() {
        None
    } else {
        match kit::seconds(cx, timeout) {
            Ok(timeout) => Some(timeout),
            Err(None) => Some(crate::base::VirtualDuration::ZERO),
            Err(Some(raise)) => return Err(raise),
        }
    };
    take(cx, &args, timeout)
}

fn enter<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    take(cx, &args, None)
}

fn take<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    timeout: Option<crate::base::VirtualDuration>,
) -> NativeResult<M> {
    let (lock, value) = receiver(cx, args, "acquire")?;
    if lock.kind == RECURSIVE_MUTEX && lock.is_mine(caller(cx)) {
        change(cx, value, |lock| lock.count += 1);
        return Ok(Flow::Value(Value::Bool(true)));
    }
    let handle = lock.handle;
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::SemaphoreAcquire { handle, timeout }),
        then: Some(NativeFrame::new(
            |cx, frame, answer| {
                let answer = answer?;
                if answer == Value::Bool(true) {
                    let owner = caller(cx);
                    change(cx, frame.vals[0], |lock| {
                        lock.count += 1;
                        lock.owner = owner;
                    });
                }
                Ok(Flow::Value(answer))
            },
            vec![value],
        )),
    })
}

fn release<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (lock, value) = receiver(cx, &args, "release")?;
    let handle = lock.handle;
    if lock.kind == RECURSIVE_MUTEX {
        if !lock.is_mine(caller(cx)) {
            let message = "attempt to release recursive lock not owned by thread";
            return Err(cx.raise(types::ASSERTION_ERROR, message));
        }
        if lock.count > 1 {
            change(cx, value, |lock| lock.count -= 1);
            return Ok(Flow::Value(Value::None));
        }
        return post(handle, value);
    }
    let mut then = NativeFrame::new(
        |cx, frame, answer| match (answer?, frame.vals[1]) {
            (Value::Int(now), Value::Int(most)) if now >= most => {
                Err(cx.value_error("semaphore or lock released too many times"))
            }
            _ => post(frame.n, frame.vals[0]),
        },
        vec![value, Value::Int(lock.most)],
    );
    then.n = handle;
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::SemaphoreValue(handle)),
        then: Some(then),
    })
}

fn post<M: Memory>(handle: Number, lock: Value) -> NativeResult<M> {
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::SemaphoreRelease(handle)),
        then: Some(NativeFrame::new(
            |cx, frame, answer| {
                answer?;
                change(cx, frame.vals[0], |lock| lock.count -= 1);
                Ok(Flow::Value(Value::None))
            },
            vec![lock],
        )),
    })
}

fn count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (lock, _) = receiver(cx, &args, "_count")?;
    Ok(Flow::Value(Value::Int(lock.count)))
}

fn is_mine<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (lock, _) = receiver(cx, &args, "_is_mine")?;
    Ok(Flow::Value(Value::Bool(lock.is_mine(caller(cx)))))
}

fn get_value<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (lock, _) = receiver(cx, &args, "_get_value")?;
    system(SystemCall::SemaphoreValue(lock.handle))
}

fn is_zero<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (lock, _) = receiver(cx, &args, "_is_zero")?;
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::SemaphoreValue(lock.handle)),
        then: Some(NativeFrame::new(
            |_, _, answer| Ok(Flow::Value(Value::Bool(answer? == Value::Int(0)))),
            Vec::new(),
        )),
    })
}

fn after_fork<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, value) = receiver(cx, &args, "_after_fork")?;
    change(cx, value, |lock| lock.count = 0);
    Ok(Flow::Value(Value::None))
}

fn member<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str) -> NativeResult<M> {
    let (lock, _) = receiver(cx, &args, name)?;
    Ok(Flow::Value(match name {
        "handle" => Value::Int(lock.handle),
        "kind" => Value::Int(lock.kind),
        "maxvalue" => Value::Int(lock.most),
        _ => match lock.name {
            Some(name) => cx.str(name),
            None => Value::None,
        },
    }))
}
