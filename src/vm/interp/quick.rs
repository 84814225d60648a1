//! Owns the common cases of instructions as plain functions: comparing and adding small numbers, taking
//! the next item, reading names and attributes where they were found last time.
//! Owns no loop (`execute`) and no general case (`slow`).

use super::super::boot::BUILTINS;
use super::super::memory::Memory;
use super::super::names::NameTable;
use super::super::object::{Body, Iter};
use super::super::types::{self, int::is_compact};
use super::super::value::Value;
use super::cache::Cache;
use crate::base::{ObjId, Symbol};
use crate::bytecode::{BinaryOp, CompareOp};

#[inline]
pub(super) fn compare<T: PartialOrd>(op: u32, a: &T, b: &T) -> bool {
    const LT: u32 = CompareOp::Lt as u32;
    const LE: u32 = CompareOp::Le as u32;
    const EQ: u32 = CompareOp::Eq as u32;
    const NE: u32 = CompareOp::Ne as u32;
    const GT: u32 = CompareOp::Gt as u32;
    match op {
        LT => a < b,
        LE => a <= b,
        EQ => a == b,
        NE => a != b,
        GT => a > b,
        _ => a >= b,
    }
}

#[inline]
pub(super) fn boolean(value: Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(b),
        _ => None,
    }
}

/// What `bool()` makes of a small value.
#[inline]
pub(super) fn truth(value: Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(b),
        Value::Int(i) => Some(i != 0),
        Value::None => Some(false),
        _ => None,
    }
}

/// Comparing numbers of one kind.
#[inline]
pub(super) fn compare_numbers(op: u32, a: Value, b: Value) -> Option<bool> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(compare(op, &a, &b)),
        (Value::Float(a), Value::Float(b)) => Some(compare(op, &a, &b)),
        _ => None,
    }
}

/// Adding numbers of one kind, where the result is small too.
#[inline]
pub(super) fn add(a: Value, b: Value) -> Option<Value> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.checked_add(b).map(Value::Int),
        (Value::Float(a), Value::Float(b)) => Some(Value::Float(a + b)),
        _ => None,
    }
}

/// Adding and subtracting small ints, where the result is small too.
#[inline]
pub(super) fn sum(op: u32, a: i64, b: i64) -> Option<i64> {
    const ADD: u32 = BinaryOp::Add as u32;
    const INPLACE_ADD: u32 = BinaryOp::InplaceAdd as u32;
    const SUBTRACT: u32 = BinaryOp::Subtract as u32;
    const INPLACE_SUBTRACT: u32 = BinaryOp::InplaceSubtract as u32;
    match op {
        ADD | INPLACE_ADD => a.checked_add(b),
        SUBTRACT | INPLACE_SUBTRACT => a.checked_sub(b),
        _ => None,
    }
}

/// Arithmetic on small ints and floats, where the result is small too.
#[inline]
pub(super) fn arithmetic(op: u32, a: Value, b: Value) -> Option<Value> {
    let op = BinaryOp::from_arg(op).plain();
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => match op {
            BinaryOp::Add => a.checked_add(b).map(Value::Int),
            BinaryOp::Subtract => a.checked_sub(b).map(Value::Int),
            // Longer ones cost more: their product is computed digit by digit.
            BinaryOp::Multiply if is_compact(a) && is_compact(b) => Some(Value::Int(a * b)),
            BinaryOp::And => Some(Value::Int(a & b)),
            BinaryOp::Or => Some(Value::Int(a | b)),
            BinaryOp::Xor => Some(Value::Int(a ^ b)),
            BinaryOp::FloorDivide if b > 0 && is_compact(b) => Some(Value::Int(a.div_euclid(b))),
            BinaryOp::Remainder if b > 0 && is_compact(b) => Some(Value::Int(a.rem_euclid(b))),
            _ => None,
        },
        (Value::Float(a), Value::Float(b)) => match op {
            BinaryOp::Add => Some(Value::Float(a + b)),
            BinaryOp::Subtract => Some(Value::Float(a - b)),
            BinaryOp::Multiply => Some(Value::Float(a * b)),
            BinaryOp::TrueDivide if b != 0.0 => Some(Value::Float(a / b)),
            _ => None,
        },
        _ => None,
    }
}

pub(super) enum Advance {
    Item(Value),
    /// The same of what was there before: no object is made for it, and FOR_ITER costs next to nothing
    /// (CPython 3.9 to 3.14: a round over a list takes 0.25 to 0.5 of one over a range).
    Stored(Value),
    Done,
    /// Needs the general protocol.
    Slow,
}

/// Advances the iterators that `for` loops mostly run over.
#[inline]
pub(super) fn advance<M: Memory>(mem: &mut M, id: ObjId) -> Advance {
    let (of, at) = match &mut mem.get_mut(id).body {
        Body::Iter(iter) => match &mut **iter {
            Iter::Range { left: 0, .. } => return Advance::Done,
            Iter::Range { next, step, left } => {
                let value = *next;
                *next = value.wrapping_add(*step);
                *left -= 1;
                return Advance::Item(Value::Int(value));
            }
            Iter::Sequence {
                of: Value::Obj(of),
                next,
            } => (*of, *next),
            _ => return Advance::Slow,
        },
        _ => return Advance::Slow,
    };
    let (item, width) = match &mem.get(of).body {
        Body::List(items) => match items.get(at) {
            Some(item) => (*item, 1),
            None => return Advance::Slow,
        },
        Body::Tuple(items) => match items.get(at) {
            Some(item) => (*item, 1),
            None => return Advance::Slow,
        },
        Body::Str(s) => match s.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => (types::ascii_char(*byte), 1),
            _ => return Advance::Slow,
        },
        _ => return Advance::Slow,
    };
    if let Body::Iter(iter) = &mut mem.get_mut(id).body
        && let Iter::Sequence { next, .. } = &mut **iter
    {
        *next += width;
    }
    Advance::Stored(item)
}

#[inline]
pub(super) fn list_item<M: Memory>(mem: &M, id: ObjId, index: i64) -> Option<Value> {
    match &mem.get(id).body {
        Body::List(items) => {
            let at = if index < 0 {
                index + items.len() as i64
            } else {
                index
            };
            items.get(usize::try_from(at).ok()?).copied()
        }
        Body::Tuple(items) => {
            let at = if index < 0 {
                index + items.len() as i64
            } else {
                index
            };
            items.get(usize::try_from(at).ok()?).copied()
        }
        _ => None,
    }
}

/// STORE_SUBSCR of a list, its operands on top of the stack; `None`: nothing was done.
#[inline]
pub(super) fn set_list_item<M: Memory>(mem: &mut M, stack: &[Value]) -> Option<()> {
    let &[.., value, Value::Obj(id), Value::Int(index)] = stack else {
        return None;
    };
    list_item(mem, id, index)?;
    if let Body::List(items) = &mut mem.get_mut(id).body {
        let at = if index < 0 {
            index + items.len() as i64
        } else {
            index
        };
        items[usize::try_from(at).ok()?] = value;
    } else {
        return None;
    }
    types::stored(mem, id, value);
    Some(())
}

pub(super) fn names_of(body: &Body) -> Option<&NameTable> {
    match body {
        Body::Module(module) => Some(&module.dict),
        _ => None,
    }
}

/// A global, or a builtin that no global hides, where it was found last time.
#[inline]
pub(super) fn global<M: Memory>(
    mem: &M,
    module: ObjId,
    cache: Cache,
    name: Symbol,
) -> Option<Value> {
    if cache.version == 0 {
        return names_of(&mem.get(module).body)?.cached(cache.found as usize, name);
    }
    if names_of(&mem.get(module).body)?.slots() != cache.version as usize {
        return None;
    }
    names_of(&mem.get(BUILTINS).body)?.cached(cache.found as usize, name)
}

#[inline]
pub(super) fn module_store<M: Memory>(
    mem: &mut M,
    module: ObjId,
    slot: usize,
    name: Symbol,
    value: Value,
) -> bool {
    match &mut mem.get_mut(module).body {
        // A dict that shows the names must see the store: the slow way does that.
        Body::Module(module) if module.shown.is_none() => module.dict.set_cached(slot, name, value),
        _ => false,
    }
}

/// Whether [`module_store`] would do it.
#[inline]
pub(super) fn module_stores<M: Memory>(mem: &M, module: ObjId, slot: usize, name: Symbol) -> bool {
    match &mem.get(module).body {
        Body::Module(module) if module.shown.is_none() => module.dict.cached(slot, name).is_some(),
        _ => false,
    }
}

/// An attribute stored in an instance of the class for which the look-up was remembered.
#[inline]
pub(super) fn instance_get<M: Memory>(
    mem: &M,
    id: ObjId,
    cache: Cache,
    name: Symbol,
) -> Option<Value> {
    match &mem.get(id).body {
        Body::Instance(instance) if instance.class.0 == cache.class => {
            instance.attrs.cached(cache.found as usize, name)
        }
        _ => None,
    }
}

/// Overwrites an attribute of an instance of the class for which the look-up was remembered.
#[inline]
pub(super) fn instance_set<M: Memory>(
    mem: &mut M,
    id: ObjId,
    cache: Cache,
    name: Symbol,
    value: Value,
) -> bool {
    match &mut mem.get_mut(id).body {
        Body::Instance(instance) if instance.class.0 == cache.class && instance.dict.is_none() => {
            instance.attrs.set_cached(cache.found as usize, name, value)
        }
        _ => false,
    }
}

/// Whether [`instance_set`] would do it.
#[inline]
pub(super) fn instance_sets<M: Memory>(mem: &M, id: ObjId, cache: Cache, name: Symbol) -> bool {
    match &mem.get(id).body {
        Body::Instance(instance) if instance.class.0 == cache.class && instance.dict.is_none() => {
            instance.attrs.cached(cache.found as usize, name).is_some()
        }
        _ => false,
    }
}

/// Whether the object is of the class whose method was remembered, and does not hide it.
#[inline]
pub(super) fn has_method<M: Memory>(mem: &M, id: ObjId, class: u32, name: Symbol) -> bool {
    match &mem.get(id).body {
        Body::Instance(instance) => {
            instance.class.0 == class && instance.attrs.slot(name).is_none()
        }
        Body::List(_) => class == types::LIST.0,
        Body::Dict(_) => class == types::DICT.0,
        Body::Str(_) => class == types::STR.0,
        Body::Set(_) => class == types::SET.0,
        Body::Lock(lock) => {
            class
                == if lock.reentrant {
                    types::RLOCK.0
                } else {
                    types::LOCK.0
                }
        }
        Body::Ext(ext) => class == ext.class().0,
        _ => false,
    }
}

/// Functions, classes and modules: programs do not rebind their names, so reading one needs no order.
#[inline]
pub(super) fn is_definition<M: Memory>(mem: &M, value: Value) -> bool {
    let Value::Obj(id) = value else { return false };
    matches!(
        mem.get(id).body,
        Body::Function(_) | Body::Native(_) | Body::Type(_) | Body::Module(_)
    )
}
