//! Owns arithmetic on constants while compiling. `None`: leave it to run time.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};

use crate::bytecode::{BinaryOp, Const};
use crate::frontend::ast::UnaryOp;

/// CPython's limits of what folding may build.
const MAX_INT_BITS: u64 = 128;
const MAX_COLLECTION: usize = 256;
const MAX_STR: usize = 4096;

fn int(value: &Const) -> Option<BigInt> {
    match value {
        Const::Int(i) => Some((*i).into()),
        Const::BigInt(i) => Some(i.clone()),
        Const::Bool(b) => Some(u8::from(*b).into()),
        _ => None,
    }
}

fn from_int(value: BigInt) -> Const {
    value.to_i64().map_or(Const::BigInt(value), Const::Int)
}

/// As a float, when the conversion is exact.
fn float(value: &Const) -> Option<f64> {
    const EXACT: i64 = 1 << 53;
    match value {
        Const::Float(x) => Some(*x),
        Const::Int(i) if (-EXACT..=EXACT).contains(i) => Some(*i as f64),
        Const::Bool(b) => Some(f64::from(u8::from(*b))),
        _ => None,
    }
}

/// `of[index]`, for an index that is there.
pub(super) fn item(of: &Const, index: &Const) -> Option<Const> {
    let at = |len: usize| {
        let index = int(index)?.to_i64()?;
        let at = if index < 0 { index + len as i64 } else { index };
        usize::try_from(at).ok().filter(|at| *at < len)
    };
    match of {
        Const::Str(text) => {
            let found = text.chars().nth(at(text.chars().count())?)?;
            Some(Const::Str(found.to_string().into()))
        }
        Const::Bytes(bytes) => Some(Const::Int(bytes[at(bytes.len())?].into())),
        Const::Tuple(items) => Some(items[at(items.len())?].clone()),
        _ => None,
    }
}

pub(super) fn unary(op: UnaryOp, value: &Const) -> Option<Const> {
    match (op, value) {
        (UnaryOp::Not, Const::Bool(b)) => Some(Const::Bool(!b)),
        (UnaryOp::Not, Const::None) => Some(Const::Bool(true)),
        (UnaryOp::Not, Const::Int(i)) => Some(Const::Bool(*i == 0)),
        (UnaryOp::Not, Const::Str(s)) => Some(Const::Bool(s.is_empty())),
        (UnaryOp::Not, _) => None,
        (UnaryOp::Negative, Const::Float(x)) => Some(Const::Float(-x)),
        (UnaryOp::Negative, Const::Complex(re, im)) => Some(Const::Complex(-re, -im)),
        (UnaryOp::Positive, Const::Float(_) | Const::Complex(..)) => Some(value.clone()),
        // ~True is deprecated: the warning belongs to run time.
        (UnaryOp::Invert, Const::Bool(_)) => None,
        (UnaryOp::Negative, _) => Some(from_int(-int(value)?)),
        (UnaryOp::Invert, _) => Some(from_int(!int(value)?)),
        (UnaryOp::Positive, _) => Some(from_int(int(value)?)),
    }
}

pub(super) fn binary(a: &Const, op: BinaryOp, b: &Const) -> Option<Const> {
    match (a, op, b) {
        (Const::Str(a), BinaryOp::Add, Const::Str(b)) => {
            let joined = format!("{a}{b}");
            (joined.len() <= MAX_STR).then(|| Const::Str(joined.into()))
        }
        (Const::Bytes(a), BinaryOp::Add, Const::Bytes(b)) => {
            (a.len() + b.len() <= MAX_STR).then(|| Const::Bytes([&a[..], &b[..]].concat().into()))
        }
        (Const::Tuple(a), BinaryOp::Add, Const::Tuple(b)) => {
            Some(Const::Tuple([&a[..], &b[..]].concat()))
        }
        (Const::Str(s), BinaryOp::Multiply, n) | (n, BinaryOp::Multiply, Const::Str(s)) => {
            let n = times(n, s.len(), MAX_STR)?;
            Some(Const::Str(s.repeat(n).into()))
        }
        (Const::Bytes(s), BinaryOp::Multiply, n) | (n, BinaryOp::Multiply, Const::Bytes(s)) => {
            let n = times(n, s.len(), MAX_STR)?;
            Some(Const::Bytes(s.repeat(n).into()))
        }
        (Const::Tuple(t), BinaryOp::Multiply, n) | (n, BinaryOp::Multiply, Const::Tuple(t)) => {
            let n = times(n, t.len(), MAX_COLLECTION)?;
            let items = std::iter::repeat_n(t, n).flatten().cloned();
            Some(Const::Tuple(items.collect()))
        }
        _ => number(a, op, b),
    }
}

/// How often to repeat something of a length, within a limit.
fn times(n: &Const, length: usize, limit: usize) -> Option<usize> {
    let n = int(n)?.to_i64()?.max(0) as usize;
    (length.checked_mul(n)? <= limit).then_some(n)
}

fn number(a: &Const, op: BinaryOp, b: &Const) -> Option<Const> {
    if matches!(a, Const::Complex(..)) || matches!(b, Const::Complex(..)) {
        return complex(a, op, b);
    }
    match (int(a), int(b)) {
        (Some(x), Some(y)) => integer(x, op, y, a, b),
        _ => floating(float(a)?, op, float(b)?),
    }
}

fn integer(x: BigInt, op: BinaryOp, y: BigInt, a: &Const, b: &Const) -> Option<Const> {
    let small = |r: BigInt| (r.bits() <= MAX_INT_BITS).then(|| from_int(r));
    match op {
        BinaryOp::Add => Some(from_int(x + y)),
        BinaryOp::Subtract => Some(from_int(x - y)),
        BinaryOp::Multiply if x.bits() + y.bits() <= MAX_INT_BITS => Some(from_int(x * y)),
        BinaryOp::FloorDivide if !y.is_zero() => Some(from_int(x.div_floor(&y))),
        BinaryOp::Remainder if !y.is_zero() => Some(from_int(x.mod_floor(&y))),
        BinaryOp::TrueDivide if !y.is_zero() => floating(float(a)?, op, float(b)?),
        BinaryOp::And => Some(bitwise(x & y, a, b)),
        BinaryOp::Or => Some(bitwise(x | y, a, b)),
        BinaryOp::Xor => Some(bitwise(x ^ y, a, b)),
        BinaryOp::LeftShift => {
            let by = y.to_u64().filter(|by| *by <= MAX_INT_BITS)?;
            small(x << by)
        }
        BinaryOp::RightShift => Some(from_int(x >> y.to_u64()?)),
        BinaryOp::Power if !y.is_negative() => {
            let exponent = y.to_u32()?;
            if x.bits().checked_mul(u64::from(exponent))? > MAX_INT_BITS {
                return None;
            }
            small(x.pow(exponent))
        }
        _ => None,
    }
}

/// `&`, `|` and `^` of two bools are bools.
fn bitwise(value: BigInt, a: &Const, b: &Const) -> Const {
    match (a, b) {
        (Const::Bool(_), Const::Bool(_)) => Const::Bool(!value.is_zero()),
        _ => from_int(value),
    }
}

fn floating(x: f64, op: BinaryOp, y: f64) -> Option<Const> {
    let value = match op {
        BinaryOp::Add => x + y,
        BinaryOp::Subtract => x - y,
        BinaryOp::Multiply => x * y,
        BinaryOp::TrueDivide if y != 0.0 => x / y,
        _ => return None,
    };
    Some(Const::Float(value))
}

fn complex(a: &Const, op: BinaryOp, b: &Const) -> Option<Const> {
    let parts = |c: &Const| match c {
        Const::Complex(re, im) => Some((*re, *im)),
        other => Some((float(other)?, 0.0)),
    };
    let ((ar, ai), (br, bi)) = (parts(a)?, parts(b)?);
    match op {
        BinaryOp::Add => Some(Const::Complex(ar + br, ai + bi)),
        BinaryOp::Subtract => Some(Const::Complex(ar - br, ai - bi)),
        _ => None,
    }
}
