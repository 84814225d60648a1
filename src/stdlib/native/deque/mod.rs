//! Owns the module `_collections`: `deque`, the queue under conditions and queues. Each method is one
//! call into C in CPython, and therefore one native call here.

mod search;

use std::any::Any;
use std::collections::VecDeque;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Ext};
use crate::vm::sizes::room;
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};

#[derive(Clone, Debug)]
struct Deque {
    class: ObjId,
    items: VecDeque<Value>,
    max_len: Option<usize>,
    /// Counts changes, so that iterators notice them.
    version: u64,
}

#[derive(Clone, Debug)]
struct DequeIterator {
    class: ObjId,
    of: Value,
    next: usize,
    version: u64,
    backwards: bool,
}

impl Ext for Deque {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
        self.items.iter().for_each(|item| visit(*item));
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
    fn heap_bytes(&self) -> usize {
        room(self.items.len()) * std::mem::size_of::<Value>()
    }
}

impl Ext for DequeIterator {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
        visit(self.of);
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl Deque {
    fn push_back(&mut self, item: Value) {
        self.version += 1;
        self.items.push_back(item);
        if self.max_len.is_some_and(|most| self.items.len() > most) {
            self.items.pop_front();
        }
    }

    fn push_front(&mut self, item: Value) {
        self.version += 1;
        self.items.push_front(item);
        if self.max_len.is_some_and(|most| self.items.len() > most) {
            self.items.pop_back();
        }
    }

    fn position(&self, at: i64) -> Option<usize> {
        let length = self.items.len() as i64;
        let at = if at < 0 { at + length } else { at };
        (0..length).contains(&at).then_some(at as usize)
    }
}

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("deque.__new__", new).cost(60_000),
            NativeDef::new("deque.__init__", init),
            NativeDef::new("deque.append", append),
            NativeDef::new("deque.appendleft", append_left),
            NativeDef::new("deque.pop", pop),
            NativeDef::new("deque.popleft", pop_left),
            NativeDef::new("deque.clear", clear),
            NativeDef::new("deque.copy", copy),
            NativeDef::new("deque.__copy__", copy),
            NativeDef::new("deque.extend", extend),
            NativeDef::new("deque.extendleft", extend_left),
            NativeDef::new("deque.__iadd__", extend_in_place),
            NativeDef::new("deque.insert", insert),
            NativeDef::new("deque.rotate", rotate),
            NativeDef::new("deque.reverse", reverse),
            NativeDef::new("deque.remove", search::remove),
            NativeDef::new("deque.index", search::index),
            NativeDef::new("deque.count", search::count),
            NativeDef::new("deque.__contains__", search::contains),
            NativeDef::new("deque.__len__", len),
            NativeDef::new("deque.__getitem__", get_item),
            NativeDef::new("deque.__setitem__", set_item),
            NativeDef::new("deque.__delitem__", del_item),
            NativeDef::new("deque.__iter__", iter),
            NativeDef::new("deque.__reversed__", reversed),
            NativeDef::new("deque.maxlen", max_len),
            NativeDef::new("_deque_iterator.__iter__", |_, args| {
                Ok(Flow::Value(args.pos[0]))
            }),
            NativeDef::new("_deque_iterator.__next__", iterator_next).cost(6_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let class = kit::class_of(cx, module, "deque", "collections", types::OBJECT);
    kit::methods(cx, module, class, "deque");
    kit::property(cx, class, "maxlen");
    kit::class_set(cx, class, "__hash__", Value::None);
    // A sequence to `match` (Include/object.h: Py_TPFLAGS_SEQUENCE).
    kit::class_set(cx, class, "__abc_tpflags__", Value::Int(1 << 5));
    let iterator = kit::class(cx, module, "_deque_iterator", types::OBJECT);
    kit::methods(cx, module, iterator, "_deque_iterator");
    kit::class_set(cx, class, "_iterator", iterator.into());
    Ok(())
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = kit::asked_class(cx, &args)?;
    let deque = Deque {
        class,
        items: VecDeque::new(),
        max_len: None,
        version: 0,
    };
    let value = kit::instance(cx, deque);
    fill(cx, value, &args, value)
}

/// `deque.__init__`, when a derived class calls it: empties the deque that `__new__` has filled.
fn init<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    change(cx, &args, "__init__", |deque| {
        deque.version += 1;
        deque.items.clear();
    })?;
    fill(cx, args.pos[0], &args, Value::None)
}

/// The work of `deque(iterable, maxlen)` on a new object.
fn fill<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    args: &Args<'_>,
    result: Value,
) -> NativeResult<M> {
    const DEQUE: Signature<2> = Signature::method("deque", ["iterable", "maxlen"], 0);
    let [iterable, max_len] = DEQUE.bind(cx, args)?;
    if !max_len.is_null() && !max_len.is_none() {
        let most = kit::index(cx, max_len)?;
        if most < 0 {
            return Err(cx.value_error("maxlen must be non-negative"));
        }
        kit::ext_of(cx, value, |deque: &mut Deque| {
            deque.max_len = Some(most as usize)
        });
    }
    if iterable.is_null() {
        return Ok(Flow::Value(result));
    }
    take_all(cx, value, iterable, false, result)
}

fn change<M: Memory, R>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    method: &str,
    work: impl FnOnce(&mut Deque) -> R,
) -> Result<R, Raise> {
    kit::ext(cx, args, method, work)
}

fn grew<M: Memory>(cx: &mut Cx<'_, M>, items: usize) {
    cx.mem.grew(items * std::mem::size_of::<Value>());
}

fn append<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const APPEND: Signature<1> = Signature::method("deque.append", ["/item"], 1);
    let [item] = APPEND.bind(cx, &args)?;
    change(cx, &args, "append", |deque| deque.push_back(item))?;
    kit::stored(cx, args.pos[0], item);
    grew(cx, 1);
    Ok(Flow::Value(Value::None))
}

fn append_left<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const APPEND_LEFT: Signature<1> = Signature::method("deque.appendleft", ["/item"], 1);
    let [item] = APPEND_LEFT.bind(cx, &args)?;
    change(cx, &args, "appendleft", |deque| deque.push_front(item))?;
    kit::stored(cx, args.pos[0], item);
    grew(cx, 1);
    Ok(Flow::Value(Value::None))
}

fn popped<M: Memory>(cx: &mut Cx<'_, M>, item: Option<Value>) -> NativeResult<M> {
    match item {
        Some(item) => Ok(Flow::Value(item)),
        None => Err(cx.index_error("pop from an empty deque")),
    }
}

fn pop<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Signature::method("deque.pop", [], 0).bind(cx, &args)?;
    let item = change(cx, &args, "pop", |deque| {
        deque.version += 1;
        deque.items.pop_back()
    })?;
    popped(cx, item)
}

fn pop_left<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Signature::method("deque.popleft", [], 0).bind(cx, &args)?;
    let item = change(cx, &args, "popleft", |deque| {
        deque.version += 1;
        deque.items.pop_front()
    })?;
    popped(cx, item)
}

fn clear<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    change(cx, &args, "clear", |deque| {
        deque.version += 1;
        deque.items.clear();
    })?;
    Ok(Flow::Value(Value::None))
}

fn copy<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let deque = change(cx, &args, "copy", |deque| deque.clone())?;
    grew(cx, deque.items.len());
    Ok(Flow::Value(cx.alloc(Body::Ext(Box::new(deque)))))
}

/// Appends everything an iterable has. A list, tuple or deque is copied at once; anything else is made
/// a list first, which may run Python code.
fn take_all<M: Memory>(
    cx: &mut Cx<'_, M>,
    deque: Value,
    iterable: Value,
    left: bool,
    result: Value,
) -> NativeResult<M> {
    if let Some(items) = plain_items(cx, iterable) {
        cx.charge(items.len() as u64 * 4_000);
        grew(cx, items.len());
        for item in &items {
            kit::stored(cx, deque, *item);
        }
        kit::ext_of(cx, deque, |deque: &mut Deque| {
            for item in items {
                if left {
                    deque.push_front(item);
                } else {
                    deque.push_back(item);
                }
            }
        });
        return Ok(Flow::Value(result));
    }
    let mut then = NativeFrame::new(
        |cx, frame, list| {
            let list = list?;
            take_all(cx, frame.vals[0], list, frame.n != 0, frame.vals[1])
        },
        vec![deque, result],
    );
    then.n = i64::from(left);
    Flow::call(types::LIST.into(), &[iterable], then)
}

fn plain_items<M: Memory>(cx: &mut Cx<'_, M>, iterable: Value) -> Option<Vec<Value>> {
    if let Some(items) = kit::ext_of(cx, iterable, |deque: &mut Deque| {
        deque.items.iter().copied().collect()
    }) {
        return Some(items);
    }
    match &cx.mem.get(iterable.obj()?).body {
        Body::List(items) => Some(items.clone()),
        Body::Tuple(items) => Some(items.to_vec()),
        _ => None,
    }
}

fn extend<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const EXTEND: Signature<1> = Signature::method("deque.extend", ["/iterable"], 1);
    let [iterable] = EXTEND.bind(cx, &args)?;
    take_all(cx, args.pos[0], iterable, false, Value::None)
}

fn extend_left<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const EXTEND_LEFT: Signature<1> = Signature::method("deque.extendleft", ["/iterable"], 1);
    let [iterable] = EXTEND_LEFT.bind(cx, &args)?;
    take_all(cx, args.pos[0], iterable, true, Value::None)
}

fn extend_in_place<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const IADD: Signature<1> = Signature::method("__iadd__", ["/iterable"], 1);
    let [iterable] = IADD.bind(cx, &args)?;
    take_all(cx, args.pos[0], iterable, false, args.pos[0])
}

fn insert<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const INSERT: Signature<2> = Signature::method("insert", ["/index", "/object"], 2);
    let [at, item] = INSERT.bind(cx, &args)?;
    let at = kit::index(cx, at)?;
    let full = change(cx, &args, "insert", |deque| {
        if deque.max_len.is_some_and(|most| deque.items.len() >= most) {
            return true;
        }
        deque.version += 1;
        let length = deque.items.len() as i64;
        let at = if at < 0 { at + length } else { at };
        deque.items.insert(at.clamp(0, length) as usize, item);
        false
    })?;
    if full {
        return Err(cx.index_error("deque already at its maximum size"));
    }
    kit::stored(cx, args.pos[0], item);
    grew(cx, 1);
    Ok(Flow::Value(Value::None))
}

fn rotate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const ROTATE: Signature<1> = Signature::method("deque.rotate", ["/n"], 0);
    let [n] = ROTATE.bind(cx, &args)?;
    let n = if n.is_null() { 1 } else { kit::index(cx, n)? };
    change(cx, &args, "rotate", |deque| {
        let length = deque.items.len() as i64;
        if length > 0 {
            deque.version += 1;
            deque.items.rotate_right(n.rem_euclid(length) as usize);
        }
    })?;
    Ok(Flow::Value(Value::None))
}

fn reverse<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    change(cx, &args, "reverse", |deque| {
        deque.version += 1;
        deque.items.make_contiguous().reverse();
    })?;
    Ok(Flow::Value(Value::None))
}

fn len<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let length = change(cx, &args, "__len__", |deque| deque.items.len())?;
    Ok(Flow::Value(Value::Int(length as i64)))
}

fn get_item<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const GET: Signature<1> = Signature::method("__getitem__", ["/index"], 1);
    let [at] = GET.bind(cx, &args)?;
    let at = kit::index(cx, at)?;
    let item = change(cx, &args, "__getitem__", |deque| {
        deque.position(at).map(|at| deque.items[at])
    })?;
    match item {
        Some(item) => Ok(Flow::Value(item)),
        None => Err(cx.index_error("deque index out of range")),
    }
}

fn set_item<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SET: Signature<2> = Signature::method("__setitem__", ["/index", "/value"], 2);
    let [at, value] = SET.bind(cx, &args)?;
    let at = kit::index(cx, at)?;
    let stored = change(cx, &args, "__setitem__", |deque| {
        deque.position(at).map(|at| deque.items[at] = value)
    })?;
    match stored {
        Some(()) => {
            kit::stored(cx, args.pos[0], value);
            Ok(Flow::Value(Value::None))
        }
        None => Err(cx.index_error("deque index out of range")),
    }
}

fn del_item<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DEL: Signature<1> = Signature::method("__delitem__", ["/index"], 1);
    let [at] = DEL.bind(cx, &args)?;
    let at = kit::index(cx, at)?;
    let removed = change(cx, &args, "__delitem__", |deque| {
        deque.version += 1;
        deque.position(at).and_then(|at| deque.items.remove(at))
    })?;
    match removed {
        Some(_) => Ok(Flow::Value(Value::None)),
        None => Err(cx.index_error("deque index out of range")),
    }
}

fn max_len<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let most = change(cx, &args, "maxlen", |deque| deque.max_len)?;
    Ok(Flow::Value(
        most.map_or(Value::None, |most| Value::Int(most as i64)),
    ))
}

fn iter<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    iterator(cx, &args, false)
}

fn reversed<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    iterator(cx, &args, true)
}

fn iterator<M: Memory>(cx: &mut Cx<'_, M>, args: &Args<'_>, backwards: bool) -> NativeResult<M> {
    let (class, version) = change(cx, args, "__iter__", |deque| (deque.class, deque.version))?;
    let class = kit::class_attr(cx, class, "_iterator")
        .and_then(Value::obj)
        .expect("deque's class knows its iterator's");
    let iterator = DequeIterator {
        class,
        of: types::unwrap(cx.mem, args.pos[0]),
        next: 0,
        version,
        backwards,
    };
    Ok(Flow::Value(cx.alloc(Body::Ext(Box::new(iterator)))))
}

fn iterator_next<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (of, at, version, backwards) =
        kit::ext(cx, &args, "__next__", |it: &mut DequeIterator| {
            it.next += 1;
            (it.of, it.next - 1, it.version, it.backwards)
        })?;
    let item = kit::ext_of(cx, of, |deque: &mut Deque| {
        let same = deque.version == version;
        let length = deque.items.len();
        let at = if backwards {
            length.checked_sub(at + 1)
        } else {
            Some(at)
        };
        (same, at.and_then(|at| deque.items.get(at)).copied())
    });
    match item.expect("the iterator is over a deque") {
        (false, _) => Err(cx.raise(types::RUNTIME_ERROR, "deque mutated during iteration")),
        (true, Some(item)) => Ok(Flow::Value(item)),
        (true, None) => Err(cx.stop_iteration()),
    }
}
