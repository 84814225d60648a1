//! Owns operators on built-in types: which pair of types supports what, and CPython's words where it
//! refuses. Owns neither user-defined operators (the interpreter's dispatch) nor comparison (`compare`).

use num_bigint::BigInt;

pub use super::subscript::{
    contains, contains_slow, delete_subscript, delete_subscript_slow, slice, store_subscript,
    store_subscript_slow, subscript, subscript_slow,
};

use super::equality::{self, No};
use super::number::{Number, number};
use super::{complex, float, int, list, overrides, sequence, unwrap};
use crate::bytecode::{BinaryOp, CompareOp};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Str};
use crate::vm::value::Value;

/// Picoseconds to copy a byte of a str or bytes (memcpy): `a + 'x'` on CPython 3.13 takes 8 for each
/// byte of an `a` of 100 kB, 20 of one of 10 MB, which no cache holds.
pub(crate) const COPY_BYTE: u64 = 15;
/// A new str, beside its text: `s + "cd"` takes 8 ns more than an addition of ints (CPython 3.11, 3.13).
const NEW_STR: u64 = 7_000;
/// Picoseconds to copy one reference into a list or tuple, its count included.
pub(crate) const COPY_ITEM: u64 = 1_000;

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unary {
    Negative,
    Positive,
    Invert,
}

/// `a op b` for built-in types (instances of their subclasses count as what they wrap: look for
/// overridden operators first). `None`: these types have no such operator, or only [`binary_flow`] can
/// do it, because Python code must run.
pub fn binary<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: Value,
    b: Value,
) -> Result<Option<Value>, Raise> {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => return int::small(cx, op.plain(), x, y),
        (Value::Float(x), Value::Float(y)) => return float::binary(cx, op.plain(), x, y),
        _ => {}
    }
    let (left, right) = (unwrap(cx.mem, a), unwrap(cx.mem, b));
    if let (Value::Bool(x), Value::Bool(y)) = (left, right) {
        match op.plain() {
            BinaryOp::And => return Ok(Some((x & y).into())),
            BinaryOp::Or => return Ok(Some((x | y).into())),
            BinaryOp::Xor => return Ok(Some((x ^ y).into())),
            _ => {}
        }
    }
    if let (Some(x), Some(y)) = (number(cx.mem, left), number(cx.mem, right)) {
        return numbers(cx, op.plain(), &x, &y);
    }
    if op.is_inplace()
        && let Some(result) = in_place(cx, op, a, left, right)?
    {
        return Ok(Some(result));
    }
    if op == BinaryOp::InplaceAdd && is_list(cx.mem, left) {
        // The items of what is added are asked for one by one.
        return Ok(None);
    }
    match op.plain() {
        BinaryOp::Add => add(cx, left, right, b),
        BinaryOp::Multiply => multiply(cx, left, right),
        BinaryOp::Remainder => super::percent::modulo_native(cx, left, right),
        BinaryOp::Or | BinaryOp::And | BinaryOp::Xor | BinaryOp::Subtract => {
            super::set::algebra(cx, op.plain(), left, right)
        }
        _ => Ok(None),
    }
}

/// Operators that may run Python code: formatting with user objects, `list += generator`, algebra of
/// sets whose elements compare in Python. `None`: unsupported.
pub fn binary_flow<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: Value,
    b: Value,
) -> Option<NativeResult<M>> {
    let (left, right) = (unwrap(cx.mem, a), unwrap(cx.mem, b));
    if op == BinaryOp::InplaceAdd && is_list(cx.mem, left) {
        let frame = NativeFrame::new(extended, vec![a]);
        return Some(super::collect::collect(cx, b, frame));
    }
    if op.plain() == BinaryOp::Remainder {
        return super::percent::modulo(cx, left, right);
    }
    super::set::algebra_flow(cx, op, left, right)
}

fn is_list<M: Memory>(mem: &M, value: Value) -> bool {
    matches!(value, Value::Obj(id) if matches!(mem.get(id).body, Body::List(_)))
}

fn extended<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let more = list::items(cx.mem, result?.obj().expect("a list"));
    let id = unwrap(cx.mem, frame.vals[0]).obj().expect("a list");
    list::extend(cx, id, more);
    Ok(Flow::Value(frame.vals[0]))
}

fn numbers<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: &Number,
    b: &Number,
) -> Result<Option<Value>, Raise> {
    match (a, b) {
        (Number::Int(x), Number::Int(y)) => int::small(cx, op, *x, *y),
        (Number::Complex(..), _) | (_, Number::Complex(..)) => {
            let (x, y) = (pair(cx, a)?, pair(cx, b)?);
            complex::binary(cx, op, x, y)
        }
        (Number::Float(_), _) | (_, Number::Float(_)) => {
            let (x, y) = (real(cx, a)?, real(cx, b)?);
            float::binary(cx, op, x, y)
        }
        _ => {
            let big = |n: &Number| n.to_big().unwrap_or_else(|| BigInt::from(0));
            int::large(cx, op, &big(a), &big(b))
        }
    }
}

/// A real number as a float, or OverflowError.
pub(crate) fn real<M: Memory>(cx: &mut Cx<'_, M>, number: &Number) -> Result<f64, Raise> {
    let x = number.to_f64().expect("a real number");
    if x.is_infinite() && matches!(number, Number::Big(_)) {
        return Err(cx.overflow_error("int too large to convert to float"));
    }
    Ok(x)
}

fn pair<M: Memory>(cx: &mut Cx<'_, M>, number: &Number) -> Result<(f64, f64), Raise> {
    match number {
        Number::Complex(re, im) => Ok((*re, *im)),
        other => Ok((real(cx, other)?, 0.0)),
    }
}

/// A copy of what a sequence holds.
enum Sequence {
    Str(Str),
    Bytes(Vec<u8>, bool),
    List(Vec<Value>),
    Tuple(Vec<Value>),
}

fn sequence_of<M: Memory>(mem: &M, value: Value) -> Option<Sequence> {
    let id = value.obj()?;
    match &mem.get(id).body {
        Body::Str(s) => Some(Sequence::Str(s.clone())),
        Body::Bytes(b) => Some(Sequence::Bytes(b.to_vec(), false)),
        Body::ByteArray(b) => Some(Sequence::Bytes(b.clone(), true)),
        Body::List(items) => Some(Sequence::List(items.clone())),
        Body::Tuple(items) => Some(Sequence::Tuple(items.to_vec())),
        _ => None,
    }
}

fn make_bytes<M: Memory>(cx: &mut Cx<'_, M>, bytes: Vec<u8>, mutable: bool) -> Value {
    if mutable {
        cx.alloc(Body::ByteArray(bytes))
    } else {
        cx.bytes(bytes)
    }
}

fn add<M: Memory>(
    cx: &mut Cx<'_, M>,
    a: Value,
    b: Value,
    shown: Value,
) -> Result<Option<Value>, Raise> {
    let Some(left) = sequence_of(cx.mem, a) else {
        return Ok(None);
    };
    let right = sequence_of(cx.mem, b);
    let size = |cx: &mut Cx<'_, M>, n: usize, cost: u64| {
        cx.charge(n as u64 * cost);
        let width = if cost == COPY_ITEM {
            size_of::<Value>()
        } else {
            1
        };
        sequence::check_size::<u8, M>(cx, n.checked_mul(width))
    };
    match (left, right) {
        (Sequence::Str(x), Some(Sequence::Str(y))) => {
            size(cx, x.text.len() + y.text.len(), COPY_BYTE)?;
            if x.text.is_empty() {
                return Ok(Some(b));
            }
            if y.text.is_empty() {
                return Ok(Some(a));
            }
            cx.charge(NEW_STR);
            Ok(Some(cx.str([&*x.text, &*y.text].concat())))
        }
        (Sequence::Bytes(mut x, mutable), Some(Sequence::Bytes(y, _))) => {
            size(cx, x.len() + y.len(), COPY_BYTE)?;
            x.extend(y);
            Ok(Some(make_bytes(cx, x, mutable)))
        }
        (Sequence::List(mut x), Some(Sequence::List(y))) => {
            size(cx, x.len() + y.len(), COPY_ITEM)?;
            x.extend(y);
            Ok(Some(cx.list(x)))
        }
        (Sequence::Tuple(mut x), Some(Sequence::Tuple(y))) => {
            size(cx, x.len() + y.len(), COPY_ITEM)?;
            x.extend(y);
            Ok(Some(cx.tuple(x)))
        }
        (left, _) => {
            if overrides(cx.mem, shown, "__radd__").is_some() {
                return Ok(None);
            }
            let given = cx.type_name(shown);
            let message = match left {
                Sequence::Str(_) => format!("can only concatenate str (not \"{given}\") to str"),
                Sequence::List(_) => {
                    format!("can only concatenate list (not \"{given}\") to list")
                }
                Sequence::Tuple(_) => {
                    format!("can only concatenate tuple (not \"{given}\") to tuple")
                }
                Sequence::Bytes(_, false) => format!("can't concat {given} to bytes"),
                Sequence::Bytes(_, true) => format!("can't concat {given} to bytearray"),
            };
            Err(cx.type_error(message))
        }
    }
}

fn multiply<M: Memory>(cx: &mut Cx<'_, M>, a: Value, b: Value) -> Result<Option<Value>, Raise> {
    let (items, count) = match (sequence_of(cx.mem, a), sequence_of(cx.mem, b)) {
        (Some(items), _) => (items, b),
        (None, Some(items)) => (items, a),
        (None, None) => return Ok(None),
    };
    let Some(count) = sequence::repeat_count(cx.mem, count) else {
        let reflected = overrides(cx.mem, b, "__rmul__").or(overrides(cx.mem, a, "__mul__"));
        if reflected.is_some() {
            return Ok(None);
        }
        let given = cx.type_name(count);
        return Err(cx.type_error(format!(
            "can't multiply sequence by non-int of type '{given}'"
        )));
    };
    repeated(cx, items, count).map(Some)
}

fn repeated<M: Memory>(cx: &mut Cx<'_, M>, items: Sequence, count: i64) -> Result<Value, Raise> {
    let times = count.max(0) as u64;
    match items {
        Sequence::Str(s) => {
            sequence::check_size::<u8, M>(cx, s.text.len().checked_mul(times as usize))?;
            cx.charge(s.text.len() as u64 * times * COPY_BYTE);
            Ok(cx.str(s.text.repeat(times as usize)))
        }
        Sequence::Bytes(b, mutable) => {
            let bytes = sequence::repeat(cx, &b, count)?;
            cx.charge(bytes.len() as u64 * COPY_BYTE);
            Ok(make_bytes(cx, bytes, mutable))
        }
        Sequence::List(items) => {
            let items = sequence::repeat(cx, &items, count)?;
            cx.charge(items.len() as u64 * COPY_ITEM);
            Ok(cx.list(items))
        }
        Sequence::Tuple(items) => {
            let items = sequence::repeat(cx, &items, count)?;
            cx.charge(items.len() as u64 * COPY_ITEM);
            Ok(cx.tuple(items))
        }
    }
}

/// In-place operators of mutable types; `None` when the plain operator does it.
fn in_place<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    shown: Value,
    a: Value,
    b: Value,
) -> Result<Option<Value>, Raise> {
    let Some(id) = a.obj() else { return Ok(None) };
    enum Kind {
        List,
        ByteArray,
        Set,
        Dict,
    }
    let kind = match &cx.mem.get(id).body {
        Body::List(_) => Kind::List,
        Body::ByteArray(_) => Kind::ByteArray,
        Body::Set(_) => Kind::Set,
        Body::Dict(_) => Kind::Dict,
        _ => return Ok(None),
    };
    let done = match (kind, op) {
        (Kind::List, BinaryOp::InplaceAdd) => match sequence::items(cx, b) {
            Some(more) => {
                cx.charge(more.len() as u64 * COPY_ITEM);
                list::extend(cx, id, more);
                true
            }
            None => return Ok(None),
        },
        (Kind::List, BinaryOp::InplaceMultiply) => match sequence::repeat_count(cx.mem, b) {
            Some(count) => {
                let items = list::items(cx.mem, id);
                let items = sequence::repeat(cx, &items, count)?;
                list::change(cx, id, |old| *old = items);
                true
            }
            None => false,
        },
        (Kind::ByteArray, BinaryOp::InplaceAdd) => match sequence_of(cx.mem, b) {
            Some(Sequence::Bytes(more, _)) => {
                super::edit(cx, id, |body| {
                    if let Body::ByteArray(bytes) = body {
                        bytes.extend(more);
                    }
                });
                true
            }
            _ => false,
        },
        (Kind::Set, _) => super::set::update_in_place(cx, op, id, b)?,
        (Kind::Dict, BinaryOp::InplaceOr) => super::set::merge_dict(cx, id, b)?,
        _ => false,
    };
    Ok(done.then_some(shown))
}

/// `op a` for numbers; `None`: not a number.
pub fn unary<M: Memory>(cx: &mut Cx<'_, M>, op: Unary, a: Value) -> Result<Option<Value>, Raise> {
    let value = match (op, number(cx.mem, a)) {
        (Unary::Negative, Some(Number::Int(i))) => match i.checked_neg() {
            Some(i) => Value::Int(i),
            None => cx.int(-BigInt::from(i)),
        },
        (Unary::Positive, Some(Number::Int(i))) => Value::Int(i),
        (Unary::Invert, Some(Number::Int(i))) => Value::Int(!i),
        (Unary::Negative, Some(Number::Float(x))) => Value::Float(-x),
        (Unary::Positive, Some(Number::Float(x))) => Value::Float(x),
        (Unary::Negative, Some(Number::Big(i))) => cx.int(-i),
        (Unary::Positive, Some(Number::Big(i))) => cx.int(i),
        (Unary::Invert, Some(Number::Big(i))) => cx.int(-i - 1),
        (Unary::Negative, Some(Number::Complex(re, im))) => cx.alloc(Body::Complex(-re, -im)),
        (Unary::Positive, Some(Number::Complex(re, im))) => cx.alloc(Body::Complex(re, im)),
        (Unary::Invert, Some(Number::Float(_) | Number::Complex(..))) | (_, None) => {
            return Ok(None);
        }
    };
    Ok(Some(value))
}

/// `a op b` for built-in types. `None`: unsupported, or Python code must run; then
/// [`super::compare::compare`] does all the rest, its exception included.
pub fn compare<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> Result<Option<Value>, Raise> {
    match equality::compare(cx.mem, op, a, b) {
        Ok(answer) => Ok(Some(answer.into())),
        Err(No::TooDeep) => Err(super::compare::too_deep(cx)),
        Err(No::Python | No::Unsupported) => Ok(None),
    }
}
