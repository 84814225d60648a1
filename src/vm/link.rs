//! Owns what a run adds to a code object: instructions with their costs, fused forms, constants as
//! values, names as symbols, and inline caches.
//! Owns neither compiling nor executing.

use std::sync::Arc;

use super::memory::Memory;
use super::native::Values;
use super::object::{Body, Str};
use super::value::Value;
use crate::base::{Symbol, ThreadId};
use crate::bytecode::{CodeObject, Const};

/// A code object made ready to run.
#[derive(Debug)]
pub struct Linked {
    pub code: Arc<CodeObject>,
    pub consts: Box<[Value]>,
    pub names: Box<[Symbol]>,
    pub varnames: Box<[Symbol]>,
}

impl Linked {
    pub fn new<M: Memory>(code: Arc<CodeObject>, mem: &mut M) -> Self {
        let consts = code.consts.iter().map(|c| constant(mem, c)).collect();
        let names = code.names.iter().map(|name| mem.intern(name)).collect();
        let varnames = code.varnames.iter().map(|name| mem.intern(name)).collect();
        Self {
            code,
            consts,
            names,
            varnames,
        }
    }
}

fn constant<M: Memory>(mem: &mut M, value: &Const) -> Value {
    let body = match value {
        Const::None => return Value::None,
        Const::Ellipsis => return Value::Ellipsis,
        Const::Bool(b) => return Value::Bool(*b),
        Const::Int(i) => return Value::Int(*i),
        Const::Float(x) => return Value::Float(*x),
        Const::BigInt(i) => Body::BigInt(Box::new(i.clone())),
        Const::Complex(re, im) => Body::Complex(*re, *im),
        Const::Str(s) => Body::Str(Str::new(s.clone())),
        Const::Bytes(b) => Body::Bytes(b.clone()),
        Const::Tuple(items) => {
            let items: Values = items.iter().map(|c| constant(mem, c)).collect();
            Body::Tuple(items.into_vec().into_boxed_slice())
        }
        Const::FrozenSet(items) => frozen_set(mem, items),
        Const::Code(code) => Body::Code(mem.add_code(code.clone())),
    };
    Value::Obj(mem.alloc(body, ThreadId(0)))
}

/// CPython makes frozensets of constants for `x in {1, 2}`; their elements hash natively.
fn frozen_set<M: Memory>(mem: &mut M, items: &[Const]) -> Body {
    let mut set = super::set::Set::new();
    for item in items {
        let value = constant(mem, item);
        let hash = super::types::native_hash(mem, value).expect("constants are hashable");
        if set
            .find(hash, |other| {
                super::types::native_eq(mem, value, other) == Some(true)
            })
            .is_none()
        {
            set.push(hash, value);
        }
    }
    Body::FrozenSet(Box::new(set))
}
