//! Owns what Python's numbers have in common: reading them from values, comparing and hashing across
//! types. Owns no operator: those are in `int`, `float` and `complex`.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, ToPrimitive};

use super::unwrap;
use crate::vm::memory::Memory;
use crate::vm::object::Body;
use crate::vm::value::Value;

/// A number out of a value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Number {
    Int(i64),
    Big(BigInt),
    Float(f64),
    Complex(f64, f64),
}

/// The number a value is (bools count as ints), if it is one.
pub(crate) fn number<M: Memory>(mem: &M, value: Value) -> Option<Number> {
    match unwrap(mem, value) {
        Value::Int(i) => Some(Number::Int(i)),
        Value::Bool(b) => Some(Number::Int(i64::from(b))),
        Value::Float(x) => Some(Number::Float(x)),
        Value::Obj(id) => match &mem.get(id).body {
            Body::BigInt(i) => Some(Number::Big((**i).clone())),
            Body::Complex(re, im) => Some(Number::Complex(*re, *im)),
            _ => None,
        },
        _ => None,
    }
}

/// The integer a value is, of any size.
pub(crate) fn integer<M: Memory>(mem: &M, value: Value) -> Option<BigInt> {
    match number(mem, value)? {
        Number::Int(i) => Some(BigInt::from(i)),
        Number::Big(i) => Some(i),
        Number::Float(_) | Number::Complex(..) => None,
    }
}

/// The integer of a value that is outside 64 bits.
pub(crate) fn big<M: Memory>(mem: &M, value: Value) -> Option<BigInt> {
    match number(mem, value)? {
        Number::Big(i) => Some(i),
        _ => None,
    }
}

impl Number {
    /// As a float, when it is real; infinite when too large.
    pub(crate) fn to_f64(&self) -> Option<f64> {
        match self {
            Self::Int(i) => Some(*i as f64),
            Self::Big(i) => i.to_f64(),
            Self::Float(x) => Some(*x),
            Self::Complex(..) => None,
        }
    }

    pub(crate) fn to_big(&self) -> Option<BigInt> {
        match self {
            Self::Int(i) => Some(BigInt::from(*i)),
            Self::Big(i) => Some(i.clone()),
            Self::Float(_) | Self::Complex(..) => None,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        match self {
            Self::Int(i) => *i == 0,
            Self::Big(_) => false,
            Self::Float(x) => *x == 0.0,
            Self::Complex(re, im) => *re == 0.0 && *im == 0.0,
        }
    }

    pub(crate) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Complex(a, b), Self::Complex(c, d)) => a == c && b == d,
            (Self::Complex(re, im), real) | (real, Self::Complex(re, im)) => {
                *im == 0.0 && real.compare(&Self::Float(*re)) == Some(Ordering::Equal)
            }
            _ => self.compare(other) == Some(Ordering::Equal),
        }
    }

    /// Exact comparison across types; `None` for NaN and complex numbers.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(b),
            (Self::Int(a), Self::Float(b)) => int_float(*a, *b),
            (Self::Float(a), Self::Int(b)) => int_float(*b, *a).map(Ordering::reverse),
            (Self::Big(a), Self::Big(b)) => Some(a.cmp(b)),
            (Self::Big(a), Self::Int(_)) => Some(sign_order(a)),
            (Self::Int(_), Self::Big(b)) => Some(sign_order(b).reverse()),
            (Self::Big(a), Self::Float(b)) => big_float(a, *b),
            (Self::Float(a), Self::Big(b)) => big_float(b, *a).map(Ordering::reverse),
            (Self::Complex(..), _) | (_, Self::Complex(..)) => None,
        }
    }

    /// CPython's hash: numbers that are equal hash alike.
    pub(crate) fn hash(&self) -> u64 {
        match self {
            Self::Int(i) => int_hash(*i),
            Self::Big(i) => {
                let modulus = BigInt::from(MODULUS);
                let rest = (i.abs() % modulus).to_u64().expect("below the modulus") as i64;
                not_minus_one(if i.is_negative() { -rest } else { rest })
            }
            Self::Float(x) => float_hash(*x),
            Self::Complex(re, im) => {
                let imag = float_hash(*im).wrapping_mul(1_000_003);
                not_minus_one(float_hash(*re).wrapping_add(imag) as i64)
            }
        }
    }
}

/// A number beyond 64 bits against any inside.
fn sign_order(big: &BigInt) -> Ordering {
    if big.sign() == Sign::Minus {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

fn int_float(a: i64, b: f64) -> Option<Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if b.is_nan() {
        None
    } else if b >= LIMIT {
        Some(Ordering::Less)
    } else if b < -LIMIT {
        Some(Ordering::Greater)
    } else {
        let whole = b.trunc();
        let rest = 0.0_f64.partial_cmp(&(b - whole))?;
        Some(a.cmp(&(whole as i64)).then(rest))
    }
}

fn big_float(a: &BigInt, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    if b.is_infinite() {
        return Some(if b > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    // Beyond 64 bits a finite float is whole.
    let whole = num_traits::FromPrimitive::from_f64(b.trunc());
    let whole: BigInt = whole.expect("finite");
    Some(a.cmp(&whole))
}

/// 2**61 - 1 (Include/cpython/pyhash.h: PyHASH_MODULUS).
const MODULUS: u64 = (1 << 61) - 1;
const BITS: u32 = 61;

/// -1 means "error" inside CPython, so no hash is -1.
fn not_minus_one(hash: i64) -> u64 {
    if hash == -1 {
        -2_i64 as u64
    } else {
        hash as u64
    }
}

#[inline]
pub(crate) fn int_hash(i: i64) -> u64 {
    if (0..MODULUS as i64).contains(&i) {
        return i as u64;
    }
    let rest = (i.unsigned_abs() % MODULUS) as i64;
    not_minus_one(if i < 0 { -rest } else { rest })
}

/// Python/pyhash.c: _Py_HashDouble.
pub(crate) fn float_hash(value: f64) -> u64 {
    if value.is_nan() {
        return 0;
    }
    if value.is_infinite() {
        return if value > 0.0 {
            314_159
        } else {
            -314_159_i64 as u64
        };
    }
    let (mut mantissa, mut exponent) = frexp(value.abs());
    let mut x: u64 = 0;
    while mantissa != 0.0 {
        x = ((x << 28) & MODULUS) | (x >> (BITS - 28));
        mantissa *= 268_435_456.0;
        exponent -= 28;
        let digit = mantissa as u64;
        mantissa -= digit as f64;
        x += digit;
        if x >= MODULUS {
            x -= MODULUS;
        }
    }
    let shift = exponent.rem_euclid(BITS as i32) as u32;
    x = ((x << shift) & MODULUS) | (x >> (BITS - shift));
    let signed = x as i64;
    not_minus_one(if value < 0.0 { -signed } else { signed })
}

/// Mantissa in [0.5, 1) and exponent, as C's `frexp`; `value` is finite and not negative.
pub(crate) fn frexp(value: f64) -> (f64, i32) {
    if value == 0.0 {
        return (0.0, 0);
    }
    let bits = value.to_bits();
    let exponent = (bits >> 52) as i32 & 0x7ff;
    if exponent == 0 {
        let (m, e) = frexp(value * 18_014_398_509_481_984.0);
        return (m, e - 54);
    }
    let mantissa = (bits & !(0x7ff << 52)) | (1022 << 52);
    (f64::from_bits(mantissa), exponent - 1022)
}
