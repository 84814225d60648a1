//! Owns the module `_queue`: `SimpleQueue`, which hands an item directly to the longest waiting thread
//! (CPython 3.13+, _queuemodule.c): put() releases the GIL nowhere, get() once when it must wait.

use std::any::Any;
use std::collections::VecDeque;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::Ext;
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};
use super::thread::lock;

#[derive(Clone, Debug)]
struct SimpleQueue {
    class: ObjId,
    items: VecDeque<Value>,
    /// Locks that threads in get() wait on, the longest waiting first.
    waiting: VecDeque<Value>,
    /// (lock, item): given to a waiter that has not run since.
    handed: Vec<(Value, Value)>,
}

impl Ext for SimpleQueue {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
        self.items.iter().for_each(|item| visit(*item));
        self.waiting.iter().for_each(|lock| visit(*lock));
        for (lock, item) in &self.handed {
            visit(*lock);
            visit(*item);
        }
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("SimpleQueue.__new__", new).cost(60_000),
            NativeDef::new("SimpleQueue.put", put),
            NativeDef::new("SimpleQueue.put_nowait", put),
            NativeDef::new("SimpleQueue.get", get),
            NativeDef::new("SimpleQueue.get_nowait", get_nowait),
            NativeDef::new("SimpleQueue.empty", empty),
            NativeDef::new("SimpleQueue.qsize", qsize),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let empty = kit::class(cx, module, "Empty", types::EXCEPTION);
    let class = kit::class(cx, module, "SimpleQueue", types::OBJECT);
    kit::methods(cx, module, class, "SimpleQueue");
    kit::class_set(cx, class, "_empty", empty.into());
    Ok(())
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = kit::asked_class(cx, &args)?;
    Signature::method("SimpleQueue", [], 0).bind(cx, &args)?;
    let queue = SimpleQueue {
        class,
        items: VecDeque::new(),
        waiting: VecDeque::new(),
        handed: Vec::new(),
    };
    Ok(Flow::Value(kit::instance(cx, queue)))
}

fn put<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const PUT: Signature<3> = Signature::method("put", ["item", "block", "timeout"], 1);
    let [item, _, _] = PUT.bind(cx, &args)?;
    let waiter = kit::ext(cx, &args, "put", |queue: &mut SimpleQueue| {
        let waiter = queue.waiting.pop_front();
        match waiter {
            Some(lock) => queue.handed.push((lock, item)),
            None => queue.items.push_back(item),
        }
        waiter
    })?;
    kit::stored(cx, args.pos[0], item);
    match waiter.and_then(Value::obj) {
        Some(waiter) => lock::let_go(cx, waiter, None, Value::None),
        None => Ok(Flow::Value(Value::None)),
    }
}

fn get<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const GET: Signature<2> = Signature::method("get", ["block", "timeout"], 0);
    let [block, timeout] = GET.bind(cx, &args)?;
    let block = block.is_null() || kit::flag(cx, block);
    let timeout = match timeout {
        Value::Null | Value::None => None,
        value if block => match kit::seconds(cx, value) {
            Ok(timeout) => Some(timeout),
            Err(None) => {
                return Err(cx.value_error("'timeout' must be a non-negative number"));
            }
            Err(Some(raise)) => return Err(raise),
        },
        _ => None,
    };
    if let Some(item) = take(cx, &args)? {
        return Ok(Flow::Value(item));
    }
    if !block {
        return Err(no_item(cx, args.pos[0]));
    }
    // A lock that is taken already: put() releases it, which wakes exactly this thread.
    let holder = cx.thread;
    let lock = lock::make(cx, false, Some(holder));
    kit::stored(cx, args.pos[0], lock);
    kit::ext(cx, &args, "get", |queue: &mut SimpleQueue| {
        queue.waiting.push_back(lock);
    })?;
    Ok(Flow::Ask {
        ask: Ask::AcquireLock {
            lock: lock.obj().expect("a lock is an object"),
            timeout,
        },
        then: Some(NativeFrame::new(
            |cx, frame, answer| {
                answer?;
                woken(cx, frame.vals[0], frame.vals[1])
            },
            vec![args.pos[0], lock],
        )),
    })
}

/// The thread was woken, or its time ran out: the item handed to it, if there is one.
fn woken<M: Memory>(cx: &mut Cx<'_, M>, queue: Value, lock: Value) -> NativeResult<M> {
    let item = kit::ext_of(cx, queue, |queue: &mut SimpleQueue| {
        queue.waiting.retain(|other| *other != lock);
        let at = queue.handed.iter().position(|(other, _)| *other == lock)?;
        Some(queue.handed.remove(at).1)
    });
    match item.flatten() {
        Some(item) => Ok(Flow::Value(item)),
        None => Err(no_item(cx, queue)),
    }
}

fn take<M: Memory>(cx: &mut Cx<'_, M>, args: &Args<'_>) -> Result<Option<Value>, Raise> {
    kit::ext(cx, args, "get", |queue: &mut SimpleQueue| {
        queue.items.pop_front()
    })
}

fn no_item<M: Memory>(cx: &mut Cx<'_, M>, queue: Value) -> Raise {
    let class = cx.type_of(queue);
    let empty = kit::class_attr(cx, class, "_empty")
        .and_then(Value::obj)
        .expect("SimpleQueue's class knows Empty");
    cx.raise_with(empty, Vec::new())
}

fn get_nowait<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Signature::method("get_nowait", [], 0).bind(cx, &args)?;
    match take(cx, &args)? {
        Some(item) => Ok(Flow::Value(item)),
        None => Err(no_item(cx, args.pos[0])),
    }
}

fn empty<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let empty = kit::ext(cx, &args, "empty", |queue: &mut SimpleQueue| {
        queue.items.is_empty()
    })?;
    Ok(Flow::Value(Value::Bool(empty)))
}

fn qsize<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let size = kit::ext(cx, &args, "qsize", |queue: &mut SimpleQueue| {
        queue.items.len()
    })?;
    Ok(Flow::Value(Value::Int(size as i64)))
}
