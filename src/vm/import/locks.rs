//! Owns who waits for a module that another thread is loading: each module being loaded has a lock, and
//! a wait that would never end is left out (CPython: `_ModuleLock` in importlib._bootstrap).
//! The lock object is made when somebody has to wait. Owns no loading.

use super::{all, get, loaded, next_part, set_in_spec};
use crate::base::{ObjId, ThreadId};
use crate::vm::cx::{Cx, Notice};
use crate::vm::locks;
use crate::vm::memory::Memory;
use crate::vm::native::{Ask, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::symbols as s;
use crate::vm::value::Value;

/// What tells threads apart, also in a forked child, whose one thread goes on where its parent's was.
fn identity<M: Memory>(cx: &Cx<'_, M>) -> Value {
    Value::Int(i64::from(cx.mem.stack_of(cx.thread).0))
}

fn spec_of<M: Memory>(mem: &M, module: Value) -> Option<ObjId> {
    let module = module.obj()?;
    match &mem.get(module).body {
        Body::Module(_) => get(mem, module, s::SPEC)?.obj(),
        _ => None,
    }
}

fn in_spec<M: Memory>(mem: &M, spec: ObjId, name: crate::base::Symbol) -> Option<Value> {
    match &mem.get(spec).body {
        Body::Instance(spec) => spec.attrs.get(name),
        _ => None,
    }
}

/// The calling thread begins to load a module.
pub(super) fn begin<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) {
    if let Some(spec) = spec_of(cx.mem, Value::Obj(module)) {
        let me = identity(cx);
        set_in_spec(cx, spec, s::IMPORTER, Some(me));
    }
}

/// A module is loaded, or has failed: the lock that others wait for.
pub(super) fn end<M: Memory>(cx: &mut Cx<'_, M>, name: &str) -> Option<ObjId> {
    let spec = spec_of(cx.mem, loaded(cx.mem, name)?)?;
    let lock = in_spec(cx.mem, spec, s::IMPORT_LOCK);
    for name in [s::IMPORTER, s::IMPORT_LOCK, s::IMPORT_WAITERS] {
        set_in_spec(cx, spec, name, None);
    }
    lock?.obj()
}

/// The spec of a module that another thread is loading, when it can be waited for.
pub(super) fn busy<M: Memory>(cx: &Cx<'_, M>, module: Value) -> Option<ObjId> {
    let spec = spec_of(cx.mem, module)?;
    let mut importer = in_spec(cx.mem, spec, s::IMPORTER)?;
    let me = identity(cx);
    let modules = all(cx.mem);
    // Each thread waits for one module at most: the way ends, at us if this would be a deadlock.
    for _ in &modules {
        if importer.is(me) {
            return None;
        }
        let awaited = modules.iter().find_map(|name| {
            let spec = spec_of(cx.mem, loaded(cx.mem, name)?)?;
            let waiters = in_spec(cx.mem, spec, s::IMPORT_WAITERS)?.obj()?;
            match &cx.mem.get(waiters).body {
                Body::List(waiters) if waiters.iter().any(|w| w.is(importer)) => {
                    in_spec(cx.mem, spec, s::IMPORTER)
                }
                _ => None,
            }
        });
        match awaited {
            Some(next) => importer = next,
            None => return Some(spec),
        }
    }
    Some(spec)
}

/// Waits until a module is loaded; then the import goes on in `frame`.
pub(super) fn wait<M: Memory>(
    cx: &mut Cx<'_, M>,
    spec: ObjId,
    part: &str,
    frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let me = identity(cx);
    let lock = match in_spec(cx.mem, spec, s::IMPORT_LOCK) {
        Some(lock) => lock,
        None => {
            let importer = match in_spec(cx.mem, spec, s::IMPORTER) {
                Some(Value::Int(id)) => ThreadId(id as u32),
                _ => cx.thread,
            };
            let lock = locks::make(cx, false, Some(importer));
            let waiters = cx.list(Vec::new());
            set_in_spec(cx, spec, s::IMPORT_LOCK, Some(lock));
            set_in_spec(cx, spec, s::IMPORT_WAITERS, Some(waiters));
            lock
        }
    };
    let waiters = in_spec(cx.mem, spec, s::IMPORT_WAITERS).and_then(Value::obj);
    let waiters = waiters.expect("made with the lock");
    if let Body::List(waiters) = &mut cx.mem.get_mut(waiters).body {
        waiters.push(me);
    }
    let object = lock.obj().expect("a lock is an object");
    let mut then = NativeFrame::new(named, vec![lock, Value::Obj(waiters)]);
    then.then = Some(frame);
    Ok(Flow::Ask {
        ask: Ask::Name {
            object,
            name: format!("import of {part}").into(),
        },
        then: Some(then),
    })
}

fn named<M: Memory>(
    _cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    _: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.step = acquired;
    Ok(Flow::Ask {
        ask: Ask::AcquireLock {
            lock: frame.vals[0].obj().expect("a lock is an object"),
            timeout: None,
        },
        then: Some(frame),
    })
}

/// The wait is over: the lock is for the next one who waits.
fn acquired<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let me = identity(cx);
    let waiters = frame.vals[1].obj().expect("a list");
    if let Body::List(waiters) = &mut cx.mem.get_mut(waiters).body {
        waiters.retain(|waiter| !waiter.is(me));
    }
    let lock = frame.vals[0].obj().expect("a lock is an object");
    let import = frame.then.expect("an import waits");
    input?;
    let_go(cx, lock, Ok(import))
}

/// Lets a lock go; then the import goes on, or fails.
pub(super) fn let_go<M: Memory>(
    cx: &mut Cx<'_, M>,
    lock: ObjId,
    import: Result<Box<NativeFrame<M>>, Raise>,
) -> NativeResult<M> {
    let (id, free) = match &mut cx.mem.get_mut(lock).body {
        Body::Lock(lock) => (lock.id, lock.let_go()),
        _ => unreachable!("only locks are let go"),
    };
    if free {
        cx.notice(Notice::Released(id));
        return next_part(cx, import?);
    }
    let then = match import {
        Ok(import) => {
            let mut then = NativeFrame::new(
                |cx, frame, _| next_part(cx, frame.then.expect("an import waits")),
                Vec::new(),
            );
            then.then = Some(import);
            then
        }
        Err(raise) => NativeFrame::new(|_, frame, _| Err(Raise(frame.vals[0])), vec![raise.0]),
    };
    Ok(Flow::Ask {
        ask: Ask::ReleaseLock { lock },
        then: Some(then),
    })
}
