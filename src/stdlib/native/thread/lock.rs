//! Owns `_thread.lock` and `_thread.RLock`: taking a free lock and letting go of one that nobody waits
//! for are done here, at once; the rest is asked of the engine. Owns no queue of waiters.

use crate::base::{LockId, ObjId, VirtualDuration};
use crate::vm::cx::{Cx, Notice};
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Lock};
use crate::vm::types;
use crate::vm::types::repr_text::{self, thread_ident};
use crate::vm::value::Value;

use super::super::kit::{self, Signature};

/// A new lock, held by `holder` or free.
pub(in crate::stdlib::native) use crate::vm::locks::make;

/// A held lock: who waits for it waits for what its socket's other end does.
pub(in crate::stdlib::native) fn make_network<M: Memory>(cx: &mut Cx<'_, M>) -> Value {
    let made = make(cx, false, Some(cx.thread));
    if let Some(id) = made.obj() {
        change(cx, id, |lock| lock.network = true);
    }
    made
}

pub(super) fn allocate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Signature::function("allocate_lock", [], 0).bind(cx, &args)?;
    Ok(Flow::Value(make(cx, false, None)))
}

pub(super) fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Signature::method("lock", [], 0).bind(cx, &args)?;
    Ok(Flow::Value(make(cx, false, None)))
}

pub(super) fn new_reentrant<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Value(make(cx, true, None)))
}

/// The lock a method was called on, and a copy of its state.
fn receiver<M: Memory>(cx: &mut Cx<'_, M>, args: &Args<'_>) -> Result<(ObjId, Lock), Raise> {
    if let Some(Value::Obj(id)) = args.pos.first()
        && let Body::Lock(lock) = &cx.mem.get(*id).body
    {
        return Ok((*id, (**lock).clone()));
    }
    Err(cx.type_error("descriptor requires a '_thread.lock' object"))
}

/// One change of the word, which no other thread can come between.
fn change<M: Memory, R>(cx: &mut Cx<'_, M>, id: ObjId, work: impl FnOnce(&mut Lock) -> R) -> R {
    match &mut cx.mem.get_mut(id).body {
        Body::Lock(lock) => work(lock),
        _ => unreachable!("the receiver is a lock"),
    }
}

/// Takes the lock if it is free.
fn take<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, lock: LockId, depth: u32) -> bool {
    let thread = cx.thread;
    let taken = change(cx, id, |lock| lock.take(thread, depth));
    if taken {
        cx.notice(Notice::Acquired(lock));
    }
    taken
}

/// How long an `acquire` may wait: `None` for not at all, `Some(None)` for ever.
fn patience<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
) -> Result<Option<Option<VirtualDuration>>, Raise> {
    if args.pos.len() == 1 && args.kw.is_empty() {
        return Ok(Some(None));
    }
    const ACQUIRE: Signature<2> = Signature::method("acquire", ["blocking", "timeout"], 0);
    let [blocking, timeout] = ACQUIRE.bind(cx, args)?;
    let blocking = blocking.is_null() || kit::flag(cx, blocking);
    let for_ever = timeout.is_null() || matches!(timeout, Value::Int(-1) | Value::Float(-1.0));
    if for_ever {
        return Ok(blocking.then_some(None));
    }
    let timeout = match kit::seconds(cx, timeout) {
        Ok(timeout) => timeout,
        Err(None) => {
            return Err(cx.value_error("timeout value must be a non-negative number"));
        }
        Err(Some(raise)) => return Err(raise),
    };
    if !blocking {
        return Err(cx.value_error("can't specify a timeout for a non-blocking call"));
    }
    if timeout.nanos() > 9_223_372_036_000_000_000 {
        return Err(cx.overflow_error("timeout value is too large"));
    }
    Ok(if timeout == VirtualDuration::ZERO {
        None
    } else {
        Some(Some(timeout))
    })
}

fn wait_for<M: Memory>(
    id: ObjId,
    lock: &Lock,
    patience: Option<Option<VirtualDuration>>,
    then: Option<Box<NativeFrame<M>>>,
) -> NativeResult<M> {
    let timeout = match patience {
        None if lock.holder.is_some() => return Ok(Flow::Value(Value::Bool(false))),
        None => Some(VirtualDuration::ZERO),
        Some(timeout) => timeout,
    };
    let ask = Ask::AcquireLock { lock: id, timeout };
    Ok(Flow::Ask { ask, then })
}

pub(super) fn acquire<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, lock) = receiver(cx, &args)?;
    let patience = patience(cx, &args)?;
    if !take(cx, id, lock.id, 1) {
        return wait_for(id, &lock, patience, None);
    }
    Ok(Flow::Value(Value::Bool(true)))
}

pub(super) fn acquire_reentrant<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, lock) = receiver(cx, &args)?;
    let patience = patience(cx, &args)?;
    match lock.holder {
        Some(holder) if holder == cx.thread => {
            change(cx, id, |lock| lock.depth += 1);
        }
        _ if take(cx, id, lock.id, 1) => {}
        _ => return wait_for(id, &lock, patience, None),
    }
    Ok(Flow::Value(Value::Bool(true)))
}

/// Lets a lock go altogether; threads that wait for it are the engine's business.
pub(in crate::stdlib::native) fn let_go<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    then: Option<Box<NativeFrame<M>>>,
    result: Value,
) -> NativeResult<M> {
    let (lock, free) = change(cx, id, |lock| (lock.id, lock.let_go()));
    if !free {
        return Ok(Flow::Ask {
            ask: Ask::ReleaseLock { lock: id },
            then,
        });
    }
    cx.notice(Notice::Released(lock));
    Ok(Flow::Value(result))
}

pub(super) fn release<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, lock) = receiver(cx, &args)?;
    if lock.holder.is_none() {
        return Err(cx.raise(types::RUNTIME_ERROR, "release unlocked lock"));
    }
    let_go(cx, id, None, Value::None)
}

fn owned<M: Memory>(cx: &mut Cx<'_, M>, lock: &Lock) -> Result<(), Raise> {
    if lock.holder == Some(cx.thread) {
        return Ok(());
    }
    Err(cx.raise(types::RUNTIME_ERROR, "cannot release un-acquired lock"))
}

pub(super) fn release_reentrant<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, lock) = receiver(cx, &args)?;
    owned(cx, &lock)?;
    if lock.depth > 1 {
        change(cx, id, |lock| lock.depth -= 1);
        return Ok(Flow::Value(Value::None));
    }
    let_go(cx, id, None, Value::None)
}

/// `_release_save()`: lets all levels go; (depth, owner) for `_acquire_restore`.
pub(super) fn release_save<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, lock) = receiver(cx, &args)?;
    owned(cx, &lock)?;
    let state = cx.tuple([
        Value::Int(i64::from(lock.depth)),
        Value::Int(thread_ident(cx.mem.stack_of(cx.thread))),
    ]);
    let then = NativeFrame::new(
        |_, frame, answer| answer.map(|_| Flow::Value(frame.vals[0])),
        vec![state],
    );
    let_go(cx, id, Some(then), state)
}

pub(super) fn acquire_restore<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, lock) = receiver(cx, &args)?;
    let depth = match args.pos.get(1).and_then(|state| state.obj()) {
        Some(state) => match &cx.mem.get(state).body {
            Body::Tuple(items) => match items.first() {
                Some(Value::Int(depth)) => *depth as u32,
                _ => 1,
            },
            _ => 1,
        },
        None => 1,
    };
    if take(cx, id, lock.id, depth) {
        return Ok(Flow::Value(Value::None));
    }
    let mut then = NativeFrame::new(
        |cx, frame, answer| {
            answer?;
            let id = frame.vals[0].obj().expect("the frame holds the lock");
            change(cx, id, |lock| lock.depth = frame.n as u32);
            Ok(Flow::Value(Value::None))
        },
        vec![id.into()],
    );
    then.n = i64::from(depth);
    wait_for(id, &lock, Some(None), Some(then))
}

pub(super) fn locked<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, lock) = receiver(cx, &args)?;
    Ok(Flow::Value(Value::Bool(lock.holder.is_some())))
}

pub(super) fn is_owned<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, lock) = receiver(cx, &args)?;
    Ok(Flow::Value(Value::Bool(lock.holder == Some(cx.thread))))
}

pub(super) fn recursion_count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, lock) = receiver(cx, &args)?;
    let mine = lock.holder == Some(cx.thread);
    let depth = if mine { i64::from(lock.depth) } else { 0 };
    Ok(Flow::Value(Value::Int(depth)))
}

pub(super) fn repr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, lock) = receiver(cx, &args)?;
    let text = repr_text::lock(cx.mem, id, &lock);
    Ok(Flow::Value(cx.str(text)))
}
