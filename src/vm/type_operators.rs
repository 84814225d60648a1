//! Owns what operators ask about classes as operands: unions, type parameters, and mappings that only
//! read; and the methods of comparisons. Owns no operator (`operators`).

use super::memory::Memory;
use super::object::Body;
use super::types;
use super::value::Value;
use crate::base::ObjId;
use crate::bytecode::CompareOp;

/// `int | str`, `int | None`.
pub(super) fn makes_union<M: Memory>(mem: &M, a: Value, b: Value) -> bool {
    let class = |value| types::as_class(mem, value).is_some();
    (class(a) && (class(b) || b.is_none())) || (a.is_none() && class(b))
}

/// Built-in classes with `__class_getitem__`, and what derives from them.
pub(super) fn takes_parameters<M: Memory>(mem: &M, class: ObjId) -> bool {
    const GENERIC: &[ObjId] = &[
        types::LIST,
        types::DICT,
        types::TUPLE,
        types::SET,
        types::FROZENSET,
        types::ENUMERATE,
    ];
    class == types::TYPE || GENERIC.iter().any(|of| types::is_subclass(mem, class, *of))
}

/// Whether a container is a `mappingproxy`, which cannot be stored into.
pub(super) fn is_proxy<M: Memory>(mem: &M, container: Value) -> bool {
    matches!(container, Value::Obj(id) if matches!(
        &mem.get(id).body,
        Body::Instance(instance) if instance.class == types::NAMESPACE
    ))
}

/// The function of a class method.
pub(super) fn class_method<M: Memory>(mem: &M, method: Value) -> Option<Value> {
    match &mem.get(method.obj()?).body {
        Body::ClassMethod(function) => Some(*function),
        _ => None,
    }
}

pub(super) fn compare_name(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Lt => "__lt__",
        CompareOp::Le => "__le__",
        CompareOp::Eq => "__eq__",
        CompareOp::Ne => "__ne__",
        CompareOp::Gt => "__gt__",
        CompareOp::Ge => "__ge__",
    }
}

pub(super) fn swapped(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
}
