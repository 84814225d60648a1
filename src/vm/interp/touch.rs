//! Owns looking at what a thread's next instruction touches that other threads can see: for those who
//! ask which orders of two threads' steps could make a difference. Changes nothing.
//! A native function counts as changing what it is given, unless it is known only to look.

use super::super::glance;
use super::super::link::Exec;
use super::super::memory::Memory;
use super::super::object::Body;
use super::super::types;
use super::super::value::Value;
use super::Interp;
use super::frame::Frame;
use crate::base::{ObjId, Symbol};
use crate::bytecode::BinaryOp;

/// An object, or one name in it, that an instruction looks at or changes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Touch {
    pub object: ObjId,
    /// The global, or attribute; None: any part of the object.
    pub name: Option<Symbol>,
    pub writes: bool,
    /// The index or key, of one item.
    pub key: Option<Value>,
    /// What is found there, or is put there, where that is one value.
    pub value: Option<Value>,
}

/// Objects inside objects that a native function may look into.
const INSIDE: usize = 64;

/// Built-in functions that only look at their arguments.
const LOOKING: &[&str] = &[
    "len",
    "print",
    "repr",
    "isinstance",
    "id",
    "hash",
    "sorted",
    "sum",
    "min",
    "max",
    "any",
    "all",
    "format",
    "iter",
    "getattr",
    "hasattr",
    "type",
    "callable",
    "ascii",
    "issubclass",
];

/// Methods of lists, dicts and sets that only look.
const LOOKING_METHODS: &[&str] = &[
    "get",
    "keys",
    "values",
    "items",
    "copy",
    "count",
    "index",
    "issubset",
    "issuperset",
    "isdisjoint",
    "union",
    "intersection",
    "difference",
];

impl<M: Memory> Interp<M> {
    /// What the next instruction touches; empty when nothing of it can concern another thread.
    pub fn next_touches(&self, mem: &M) -> Vec<Touch> {
        let Some(Frame::Py(frame)) = self.frames.last() else {
            return Vec::new();
        };
        let linked = mem.code(frame.code);
        let Some(op) = linked.plain.get(frame.pc as usize) else {
            return Vec::new();
        };
        let (base, sp) = (frame.base as usize, frame.sp as usize);
        let peek = |depth: usize| self.stack[sp - depth];
        let named = |writes: bool, index: u32, value: Option<Value>| {
            let symbol = linked.names[index as usize];
            let value = value.or_else(|| global(mem, frame.globals, symbol));
            vec![Touch {
                object: frame.globals,
                name: Some(symbol),
                writes,
                key: None,
                value,
            }]
        };
        let operands = |depths: std::ops::RangeInclusive<usize>, writes: bool| {
            let mut all = Vec::new();
            for depth in depths {
                whole(mem, peek(depth), writes, &mut all);
            }
            all
        };
        match op.exec {
            Exec::LoadGlobal => named(false, op.arg >> 1, None),
            Exec::LoadName => named(false, op.arg, None),
            Exec::StoreGlobal | Exec::StoreName => named(true, op.arg, Some(peek(1))),
            Exec::DeleteGlobal | Exec::DeleteName => named(true, op.arg, None),
            Exec::LoadAttr => attribute(mem, peek(1), linked.names[(op.arg >> 1) as usize], None),
            Exec::StoreAttr => {
                let name = linked.names[op.arg as usize];
                attribute(mem, peek(1), name, Some(peek(2)))
            }
            Exec::LoadDeref | Exec::StoreDeref | Exec::DeleteDeref => {
                let Value::Obj(cell) = self.stack[base + op.arg as usize] else {
                    return Vec::new();
                };
                let found = match mem.get(cell).body {
                    Body::Cell(value) => Some(value),
                    _ => None,
                };
                let writes = op.exec != Exec::LoadDeref;
                let value = if op.exec == Exec::StoreDeref {
                    Some(peek(1))
                } else {
                    found
                };
                vec![Touch {
                    object: cell,
                    name: None,
                    writes,
                    key: None,
                    value,
                }]
            }
            Exec::StoreSubscr => {
                let value = Some(peek(3));
                item(mem, peek(2), peek(1), value).into_iter().collect()
            }
            Exec::BinaryOp => match BinaryOp::from_arg(op.arg) {
                BinaryOp::Subscr => item(mem, peek(2), peek(1), None).into_iter().collect(),
                operator => operands(1..=2, operator.is_inplace()),
            },
            Exec::DeleteSubscr => operands(2..=2, true),
            Exec::StoreSlice => operands(3..=3, true),
            Exec::BinarySlice => operands(3..=3, false),
            Exec::CompareOp | Exec::ContainsOp => operands(1..=2, false),
            Exec::ForIter => advanced(mem, peek(1)),
            Exec::Call => self.called(mem, op.arg as usize + 2, op.arg as usize + 1),
            Exec::CallKw => self.called(mem, op.arg as usize + 3, op.arg as usize + 2),
            Exec::CallFunctionEx => self.called(mem, 4, 3),
            Exec::DeleteAttr => operands(1..=1, true),
            _ => operands(1..=1, false),
        }
    }

    /// A call of what lies so deep, with operands above it.
    fn called(&self, mem: &M, callee: usize, operands: usize) -> Vec<Touch> {
        let Some(Frame::Py(frame)) = self.frames.last() else {
            return Vec::new();
        };
        let peek = |depth: usize| self.stack[frame.sp as usize - depth];
        if only_waits(mem, peek(callee), peek(operands), peek(1)) {
            return Vec::new();
        }
        let writes = !only_looks(mem, peek(callee), peek(operands));
        let mut all = Vec::new();
        for depth in 1..=callee {
            whole(mem, peek(depth), writes, &mut all);
        }
        all
    }
}

/// One item of a container, read or (with a value) written: not what the other items are.
fn item<M: Memory>(mem: &M, of: Value, key: Value, put: Option<Value>) -> Option<Touch> {
    Some(Touch {
        object: glance::shared_mutable(mem, of)?,
        name: None,
        writes: put.is_some(),
        key: Some(key),
        value: put,
    })
}

/// An iterator that goes one further, through containers that it only reads: not what is in them.
fn advanced<M: Memory>(mem: &M, iterator: Value) -> Vec<Touch> {
    let mut all = Vec::new();
    let mut todo = vec![iterator];
    let mut looked = 0;
    while let Some(value) = todo.pop() {
        let Value::Obj(id) = value else { continue };
        looked += 1;
        if looked > INSIDE {
            break;
        }
        all.extend(glance::shared_mutable(mem, value).map(|object| Touch {
            object,
            name: None,
            writes: value == iterator,
            key: None,
            value: None,
        }));
        let object = mem.get(id);
        if matches!(object.body, Body::Iter(_) | Body::DictView(..)) {
            object.body.trace(&mut |inner| todo.push(inner));
        }
    }
    all
}

/// What a name is bound to in a module.
fn global<M: Memory>(mem: &M, module: ObjId, name: Symbol) -> Option<Value> {
    match &mem.get(module).body {
        Body::Module(module) => module.dict.get(name),
        _ => None,
    }
}

fn attribute<M: Memory>(mem: &M, owner: Value, name: Symbol, stored: Option<Value>) -> Vec<Touch> {
    let Value::Obj(object) = owner else {
        return Vec::new();
    };
    let (found, class) = match &mem.get(object).body {
        Body::Instance(instance) => (instance.attrs.get(name), Some(instance.class)),
        Body::Module(module) => (module.dict.get(name), None),
        Body::Type(_) => (None, Some(object)),
        // Methods only, and those count as given.
        _ => return Vec::new(),
    };
    let mut all = vec![Touch {
        object,
        name: Some(name),
        writes: stored.is_some(),
        key: None,
        value: stored.or(found),
    }];
    // Not its own: one of the classes it is looked up in has it.
    let inherited = || types::find_in_mro(mem, class?, name);
    if stored.is_none()
        && found.is_none()
        && let Some((definer, value)) = inherited()
    {
        all.push(Touch {
            object: definer,
            name: Some(name),
            writes: false,
            key: None,
            value: Some(value),
        });
    }
    all
}

/// Whether a call waits for a thread to end, as long as that takes: it comes to the same before and after
/// the thread's end.
fn only_waits<M: Memory>(mem: &M, callee: Value, receiver: Value, timeout: Value) -> bool {
    let native = |id| match mem.get(id).body {
        Body::Native(native) => Some(native),
        _ => None,
    };
    let name = callee.obj().and_then(native);
    let join = name.is_some_and(|native| mem.world().native(native).name == "join");
    let thread = |id| matches!(mem.get(id).body, Body::Thread(_));
    join && timeout.is_none() && receiver.obj().is_some_and(thread)
}

/// Whether a callable only looks at what it is given.
fn only_looks<M: Memory>(mem: &M, callee: Value, receiver: Value) -> bool {
    let Value::Obj(id) = callee else { return false };
    let object = mem.get(id);
    match &object.body {
        Body::Type(_) => true,
        Body::Method(pair) => {
            let (function, receiver) = **pair;
            drop(object);
            only_looks(mem, function, receiver)
        }
        Body::Native(native) => {
            let name = mem.world().native(*native).name;
            drop(object);
            let container = |id| {
                matches!(
                    mem.get(id).body,
                    Body::List(_) | Body::Dict(_) | Body::Set(_)
                )
            };
            LOOKING.contains(&name)
                || LOOKING_METHODS.contains(&name) && receiver.obj().is_some_and(container)
        }
        _ => false,
    }
}

/// An object as a whole, with the changeable ones inside it.
fn whole<M: Memory>(mem: &M, value: Value, writes: bool, all: &mut Vec<Touch>) {
    let mut todo = vec![value];
    while let Some(value) = todo.pop() {
        let Some(object) = glance::shared_mutable(mem, value) else {
            continue;
        };
        if all.len() >= INSIDE || all.iter().any(|touch| touch.object == object) {
            continue;
        }
        all.push(Touch {
            object,
            name: None,
            writes,
            key: None,
            value: None,
        });
        let object = mem.get(object);
        if matches!(
            object.body,
            Body::List(_) | Body::Dict(_) | Body::Set(_) | Body::Iter(_) | Body::DictView(..)
        ) {
            object.body.trace(&mut |inner| todo.push(inner));
        }
    }
}
