//! Owns equality, order, hash and truth of values as far as they need no Python code.
//! Owns no dispatch to `__eq__` and friends: `ops` does that where it must.

use std::cmp::Ordering;
use std::sync::Arc;

use super::number::{self, Number, number};
use super::{address, overrides, unwrap};
use crate::base::ObjId;
use crate::bytecode::CompareOp;
use crate::vm::memory::Memory;
use crate::vm::object::{Body, Payload, ViewKind};
use crate::vm::value::Value;

/// Containers nested deeper than this are not compared (CPython: RecursionError).
pub(crate) const DEPTH: u32 = 900;

/// Why no answer was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum No {
    /// A class defines `__eq__`, `__lt__`, … itself.
    Python,
    /// The types have no order.
    Unsupported,
    TooDeep,
}

/// The contents of a value, as far as comparison cares.
enum Kind {
    Number(Number),
    Str(Arc<str>),
    Bytes(Vec<u8>),
    List(ObjId, usize),
    Tuple(ObjId, usize),
    Dict(ObjId),
    Set(ObjId),
    Range(i64, i64, i64),
    Slice([Value; 3]),
    View(ViewKind, ObjId),
    Method(Value, Value),
    /// Compared by identity.
    Other,
    /// Its class says how.
    Python,
}

fn kind<M: Memory>(mem: &M, value: Value) -> Kind {
    let Value::Obj(id) = value else {
        return number(mem, value).map_or(Kind::Other, Kind::Number);
    };
    let class = match &mem.get(id).body {
        Body::Str(s) => return Kind::Str(s.text.clone()),
        Body::Bytes(b) => return Kind::Bytes(b.to_vec()),
        Body::ByteArray(b) => return Kind::Bytes(b.clone()),
        Body::BigInt(i) => return Kind::Number(Number::Big((**i).clone())),
        Body::Complex(re, im) => return Kind::Number(Number::Complex(*re, *im)),
        Body::List(items) => return Kind::List(id, items.len()),
        Body::Tuple(items) => return Kind::Tuple(id, items.len()),
        Body::Dict(_) => return Kind::Dict(id),
        Body::Set(_) | Body::FrozenSet(_) => return Kind::Set(id),
        Body::Range { start, stop, step } => return Kind::Range(*start, *stop, *step),
        Body::Slice(parts) => return Kind::Slice(**parts),
        Body::DictView(kind, dict) => return Kind::View(*kind, *dict),
        Body::Method(pair) => return Kind::Method(pair.0, pair.1),
        Body::Instance(instance) => instance.class,
        Body::Ext(ext) => ext.class(),
        _ => return Kind::Other,
    };
    if super::class_overrides(mem, class, "__eq__").is_some() {
        return Kind::Python;
    }
    match unwrap(mem, value) {
        same if same.is(value) => Kind::Other,
        inner => kind(mem, inner),
    }
}

/// The item of a list or tuple at an index, if it is still there.
fn item<M: Memory>(mem: &M, id: ObjId, at: usize) -> Option<Value> {
    match &mem.get(id).body {
        Body::List(items) => items.get(at).copied(),
        Body::Tuple(items) => items.get(at).copied(),
        _ => None,
    }
}

/// Whether two values are equal.
pub(crate) fn equal<M: Memory>(mem: &M, a: Value, b: Value, depth: u32) -> Result<bool, No> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => return Ok(a == b),
        (Value::Float(a), Value::Float(b)) => return Ok(a == b),
        _ => {}
    }
    if depth > DEPTH {
        return Err(No::TooDeep);
    }
    if let (Value::Obj(a), Value::Obj(b)) = (a, b)
        && let Some(answer) = same_text(mem, a, b)
    {
        return Ok(answer);
    }
    match (kind(mem, a), kind(mem, b)) {
        (Kind::Python, _) | (_, Kind::Python) => Err(No::Python),
        (Kind::Number(a), Kind::Number(b)) => Ok(a.equals(&b)),
        (Kind::Str(a), Kind::Str(b)) => Ok(a == b),
        (Kind::Bytes(a), Kind::Bytes(b)) => Ok(a == b),
        (Kind::List(a, n), Kind::List(b, m)) | (Kind::Tuple(a, n), Kind::Tuple(b, m)) => {
            Ok(n == m && first_difference(mem, (a, n), (b, m), depth)?.is_none())
        }
        (Kind::Dict(a), Kind::Dict(b)) => equal_dicts(mem, a, b, depth),
        (Kind::Set(a), Kind::Set(b)) => {
            Ok(super::set::len(mem, a) == super::set::len(mem, b)
                && super::set::is_subset(mem, a, b)?)
        }
        (Kind::Range(a, b, c), Kind::Range(d, e, f)) => Ok(equal_ranges((a, b, c), (d, e, f))),
        (Kind::Slice(a), Kind::Slice(b)) => {
            for (a, b) in a.into_iter().zip(b) {
                if !equal_or_same(mem, a, b, depth + 1)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Kind::View(ViewKind::Keys, dict), Kind::Set(set))
        | (Kind::Set(set), Kind::View(ViewKind::Keys, dict)) => same_elements(mem, dict, set),
        (Kind::View(k, a), Kind::View(l, b)) if k == l && k != ViewKind::Values => {
            if k == ViewKind::Items {
                return equal_dicts(mem, a, b, depth);
            }
            same_keys(mem, a, b)
        }
        (Kind::Method(f, x), Kind::Method(g, y)) => Ok(f.is(g) && x.is(y)),
        _ => Ok(a.is(b)),
    }
}

/// Two strs, without copying them.
fn same_text<M: Memory>(mem: &M, a: ObjId, b: ObjId) -> Option<bool> {
    let text = match &mem.get(a).body {
        Body::Str(s) => s.text.clone(),
        _ => return None,
    };
    if a == b {
        return Some(true);
    }
    match &mem.get(b).body {
        Body::Str(s) => Some(s.text == text),
        _ => None,
    }
}

/// As containers compare their items: the same object is equal to itself.
pub(crate) fn equal_or_same<M: Memory>(
    mem: &M,
    a: Value,
    b: Value,
    depth: u32,
) -> Result<bool, No> {
    if a.is(b) {
        return Ok(true);
    }
    equal(mem, a, b, depth)
}

fn first_difference<M: Memory>(
    mem: &M,
    (a, n): (ObjId, usize),
    (b, m): (ObjId, usize),
    depth: u32,
) -> Result<Option<(Value, Value)>, No> {
    for at in 0..n.min(m) {
        let (Some(x), Some(y)) = (item(mem, a, at), item(mem, b, at)) else {
            break;
        };
        if !equal_or_same(mem, x, y, depth + 1)? {
            return Ok(Some((x, y)));
        }
    }
    Ok(None)
}

fn equal_dicts<M: Memory>(mem: &M, a: ObjId, b: ObjId, depth: u32) -> Result<bool, No> {
    let (left, right) = (super::dict::entries(mem, a), super::dict::len(mem, b));
    if left.len() != right {
        return Ok(false);
    }
    for entry in left {
        let Some(slot) = super::dict::find(mem, b, entry.hash, entry.key)? else {
            return Ok(false);
        };
        let other = super::dict::value_at(mem, b, slot);
        if !equal_or_same(mem, entry.value, other, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn same_keys<M: Memory>(mem: &M, a: ObjId, b: ObjId) -> Result<bool, No> {
    let left = super::dict::entries(mem, a);
    if left.len() != super::dict::len(mem, b) {
        return Ok(false);
    }
    for entry in left {
        if super::dict::find(mem, b, entry.hash, entry.key)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The keys of a dict against a set.
fn same_elements<M: Memory>(mem: &M, dict: ObjId, set: ObjId) -> Result<bool, No> {
    let keys = super::dict::entries(mem, dict);
    if keys.len() != super::set::len(mem, set) {
        return Ok(false);
    }
    for entry in keys {
        if super::keyed::find(mem, set, entry.hash, entry.key)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal_ranges(a: (i64, i64, i64), b: (i64, i64, i64)) -> bool {
    let n = super::range::length(a.0, a.1, a.2);
    n == super::range::length(b.0, b.1, b.2) && (n == 0 || (a.0 == b.0 && (n == 1 || a.2 == b.2)))
}

/// The order of two values of ordered built-in types; `Ok(None)` when neither comes first (NaN).
pub(crate) fn order<M: Memory>(
    mem: &M,
    a: Value,
    b: Value,
    depth: u32,
) -> Result<Option<Ordering>, No> {
    if let (Value::Int(a), Value::Int(b)) = (a, b) {
        return Ok(Some(a.cmp(&b)));
    }
    if depth > DEPTH {
        return Err(No::TooDeep);
    }
    if has_order(mem, a) || has_order(mem, b) {
        return Err(No::Python);
    }
    match (kind(mem, unwrap(mem, a)), kind(mem, unwrap(mem, b))) {
        (Kind::Python, _) | (_, Kind::Python) => Err(No::Python),
        (Kind::Number(Number::Complex(..)), _) | (_, Kind::Number(Number::Complex(..))) => {
            Err(No::Unsupported)
        }
        (Kind::Number(a), Kind::Number(b)) => Ok(a.compare(&b)),
        (Kind::Str(a), Kind::Str(b)) => Ok(Some(a.cmp(&b))),
        (Kind::Bytes(a), Kind::Bytes(b)) => Ok(Some(a.cmp(&b))),
        (Kind::List(a, n), Kind::List(b, m)) | (Kind::Tuple(a, n), Kind::Tuple(b, m)) => {
            match first_difference(mem, (a, n), (b, m), depth)? {
                Some((x, y)) => order(mem, x, y, depth + 1),
                None => Ok(Some(n.cmp(&m))),
            }
        }
        _ => Err(No::Unsupported),
    }
}

/// Whether a value's class defines an order itself.
fn has_order<M: Memory>(mem: &M, value: Value) -> bool {
    let Value::Obj(id) = value else { return false };
    let own = matches!(mem.get(id).body, Body::Instance(_) | Body::Ext(_));
    own && ["__lt__", "__gt__", "__le__", "__ge__"]
        .iter()
        .any(|name| overrides(mem, value, name).is_some())
}

/// `a op b` of built-in types.
pub(crate) fn compare<M: Memory>(mem: &M, op: CompareOp, a: Value, b: Value) -> Result<bool, No> {
    match op {
        CompareOp::Eq => equal(mem, a, b, 0),
        CompareOp::Ne => equal(mem, a, b, 0).map(|equal| !equal),
        _ => {
            if let Some(answer) = super::set::compare(mem, op, a, b) {
                return answer;
            }
            let found = order(mem, a, b, 0)?;
            Ok(found.is_some_and(|order| holds(op, order)))
        }
    }
}

/// Whether an order satisfies an operator.
pub(crate) fn holds(op: CompareOp, order: Ordering) -> bool {
    match op {
        CompareOp::Lt => order.is_lt(),
        CompareOp::Le => order.is_le(),
        CompareOp::Eq => order.is_eq(),
        CompareOp::Ne => order.is_ne(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::Ge => order.is_ge(),
    }
}

/// Whether a value counts as true; `None` when its class defines `__bool__` or `__len__`.
pub fn truth<M: Memory>(mem: &M, value: Value) -> Option<bool> {
    let id = match value {
        Value::Null => unreachable!("NULL has no truth"),
        Value::None => return Some(false),
        Value::NotImplemented | Value::Ellipsis => return Some(true),
        Value::Bool(b) => return Some(b),
        Value::Int(i) => return Some(i != 0),
        Value::Float(x) => return Some(x != 0.0),
        Value::Obj(id) => id,
    };
    match &mem.get(id).body {
        Body::Instance(_) | Body::Ext(_) | Body::Type(_) => {}
        Body::Complex(re, im) => return Some(*re != 0.0 || *im != 0.0),
        _ => return Some(super::sequence::len(mem, value).is_none_or(|n| n > 0)),
    }
    if overrides(mem, value, "__bool__").is_some() || overrides(mem, value, "__len__").is_some() {
        return None;
    }
    match unwrap(mem, value) {
        same if same.is(value) => Some(true),
        inner => truth(mem, inner),
    }
}

/// Why a value has no native hash.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum NoHash {
    /// Its class, or one inside it, defines `__hash__` (or `__eq__`) itself.
    Python,
    /// This value (perhaps inside a tuple) is unhashable.
    Unhashable(Value),
    TooDeep,
}

/// The hash of a value, as CPython computes it where that is observable.
pub(crate) fn hash<M: Memory>(mem: &M, value: Value) -> Result<u64, NoHash> {
    hash_at(mem, value, 0)
}

fn hash_at<M: Memory>(mem: &M, value: Value, depth: u32) -> Result<u64, NoHash> {
    if depth > DEPTH {
        return Err(NoHash::TooDeep);
    }
    let id = match value {
        Value::Null => unreachable!("NULL has no hash"),
        // Objects/object.c: none_hash, since 3.12.
        Value::None => return Ok(0xfca8_6420),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            return Ok(number(mem, value).expect("a number").hash());
        }
        Value::NotImplemented | Value::Ellipsis => return Ok(address(value) >> 4),
        Value::Obj(id) => id,
    };
    let items: Vec<Value> = match &mem.get(id).body {
        Body::Str(s) => return Ok(bytes_hash(s.text.as_bytes())),
        Body::Bytes(b) => return Ok(bytes_hash(b)),
        Body::BigInt(i) => return Ok(Number::Big((**i).clone()).hash()),
        Body::Complex(re, im) => return Ok(Number::Complex(*re, *im).hash()),
        Body::List(_) | Body::Dict(_) | Body::Set(_) | Body::ByteArray(_) => {
            return Err(NoHash::Unhashable(value));
        }
        Body::DictView(kind, _) if *kind != ViewKind::Values => {
            return Err(NoHash::Unhashable(value));
        }
        Body::FrozenSet(set) => return Ok(frozenset_hash(set.iter().map(|(hash, _)| hash))),
        Body::Tuple(items) => items.to_vec(),
        Body::Slice(parts) => parts.to_vec(),
        Body::Range { start, stop, step } => {
            let n = super::range::length(*start, *stop, *step);
            let known = |some: bool, v: i64| if some { Value::Int(v) } else { Value::None };
            vec![
                Value::Int(n as i64),
                known(n > 0, *start),
                known(n > 1, *step),
            ]
        }
        Body::Instance(_) | Body::Ext(_) => return instance_hash(mem, value, depth),
        Body::Method(pair) => vec![pair.0, Value::Int(address(pair.1) as i64)],
        _ => return Ok(address(value) >> 4),
    };
    tuple_hash(mem, &items, depth)
}

fn instance_hash<M: Memory>(mem: &M, value: Value, depth: u32) -> Result<u64, NoHash> {
    match overrides(mem, value, "__hash__") {
        Some(Value::None) => return Err(NoHash::Unhashable(value)),
        Some(_) => return Err(NoHash::Python),
        None => {}
    }
    let wrapped = match value {
        Value::Obj(id) => match &mem.get(id).body {
            Body::Instance(instance) => match instance.payload {
                Payload::Wrapped(inner) => Some(inner),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    match wrapped {
        Some(inner) => hash_at(mem, inner, depth + 1).map_err(|no| match no {
            NoHash::Unhashable(_) => NoHash::Unhashable(value),
            other => other,
        }),
        None => Ok(address(value) >> 4),
    }
}

/// Objects/tupleobject.c: tuplehash (xxHash with CPython's constants).
pub(crate) fn combine_hashes(lanes: impl ExactSizeIterator<Item = u64>) -> u64 {
    const P1: u64 = 11_400_714_785_074_694_791;
    const P2: u64 = 14_029_467_366_897_019_727;
    const P5: u64 = 2_870_177_450_012_600_261;
    let length = lanes.len() as u64;
    let mut acc = P5;
    for lane in lanes {
        acc = acc.wrapping_add(lane.wrapping_mul(P2));
        acc = acc.rotate_left(31).wrapping_mul(P1);
    }
    acc = acc.wrapping_add(length ^ (P5 ^ 3_527_539));
    if acc == u64::MAX { 1_546_275_796 } else { acc }
}

fn tuple_hash<M: Memory>(mem: &M, items: &[Value], depth: u32) -> Result<u64, NoHash> {
    let mut lanes = Vec::with_capacity(items.len());
    for item in items {
        lanes.push(hash_at(mem, *item, depth + 1)?);
    }
    Ok(combine_hashes(lanes.into_iter()))
}

/// Objects/setobject.c: frozenset_hash.
fn frozenset_hash(hashes: impl Iterator<Item = u64>) -> u64 {
    let mut hash: u64 = 0;
    let mut count: u64 = 0;
    for h in hashes {
        hash ^= ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
        count += 1;
    }
    hash ^= (count + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX { 590_923_713 } else { hash }
}

/// Up to seven bytes as a little-endian number, none of none: from two reads that may overlap.
#[inline]
fn short_word(bytes: &[u8]) -> Option<u64> {
    let two = |first: u64, last: u64, width: usize| first | last << (8 * (bytes.len() - width));
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        Some(two(first.into(), last.into(), 4))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u16::from_le_bytes(*first), u16::from_le_bytes(*last));
        Some(two(first.into(), last.into(), 2))
    } else {
        bytes.first().map(|byte| u64::from(*byte))
    }
}

/// CPython's hash of text changes from process to process; this one never does.
fn bytes_hash(bytes: &[u8]) -> u64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words
        .iter()
        .copied()
        .map(u64::from_le_bytes)
        .chain(short_word(rest))
    {
        hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^= hash >> 29;
    if hash == u64::MAX { hash - 1 } else { hash }
}

/// The hash of an integer key, the common case.
#[inline]
pub(crate) fn quick_hash<M: Memory>(mem: &M, value: Value) -> Result<u64, NoHash> {
    match value {
        Value::Int(i) => Ok(number::int_hash(i)),
        _ => hash(mem, value),
    }
}

#[cfg(test)]
mod tests {
    use super::short_word;

    #[test]
    fn up_to_seven_bytes_are_a_number_padded_with_zeros() {
        let bytes = [0x81, 2, 0xf3, 4, 5, 0xe6, 7];
        assert_eq!(short_word(&[]), None);
        for length in 1..=bytes.len() {
            let mut word = [0; 8];
            word[..length].copy_from_slice(&bytes[..length]);
            let number = u64::from_le_bytes(word);
            assert_eq!(short_word(&bytes[..length]), Some(number), "{length}");
        }
    }
}
