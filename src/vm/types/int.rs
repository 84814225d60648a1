//! Owns arithmetic of `int`: 64-bit with a way out to big integers, Python's signs and rounding.
//! Owns no text (`int_text`) and no dispatch (`ops`).

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::float;
use super::sequence::LIMIT;
use crate::bytecode::BinaryOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::value::Value;

/// Picoseconds for a digit of 30 bits times another inside a large product, and to find one of a quotient
/// and take it off. Measured on CPython 3.13: products of 28 to 1,900 digits, quotients of 94 to 18,700.
/// (Beyond, where the digits leave the first cache, it takes up to twice as long.)
const DIGIT_PRODUCT: u64 = 800;
const DIGIT_QUOTIENT: u64 = 1_000;
/// What k_mul and x_divrem take besides their digits: measured, CPython 3.11 and 3.13, 2^40 * 2^20 and 2^60 %
/// 2^31 less the same of small ints.
const LONG_PRODUCT: u64 = 4_400;
const LONG_DIVISION: u64 = 16_000;
/// KARATSUBA_CUTOFF of longobject.c.
const KARATSUBA: u64 = 70;

/// `a op b`; `None` when ints have no such operator.
pub(crate) fn small<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: i64,
    b: i64,
) -> Result<Option<Value>, Raise> {
    charge_digits(cx, op, a, b);
    let fits = match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Subtract => a.checked_sub(b),
        BinaryOp::Multiply => a.checked_mul(b),
        BinaryOp::And => Some(a & b),
        BinaryOp::Or => Some(a | b),
        BinaryOp::Xor => Some(a ^ b),
        BinaryOp::FloorDivide | BinaryOp::Remainder if b == 0 => {
            return Err(zero_divisor(cx, op));
        }
        BinaryOp::FloorDivide if a != i64::MIN => Some(Integer::div_floor(&a, &b)),
        BinaryOp::Remainder if b == -1 => Some(0),
        BinaryOp::Remainder => Some(Integer::mod_floor(&a, &b)),
        BinaryOp::RightShift if b >= 0 => Some(a >> b.min(63)),
        BinaryOp::LeftShift if (0..63).contains(&b) && (a << b) >> b == a => Some(a << b),
        BinaryOp::TrueDivide => return true_divide_small(cx, a, b).map(Some),
        BinaryOp::Power if b >= 0 => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        BinaryOp::Power => return float::power(cx, a as f64, b as f64).map(Some),
        _ => None,
    };
    match fits {
        Some(i) => Ok(Some(Value::Int(i))),
        None => large(cx, op, &BigInt::from(a), &BigInt::from(b)),
    }
}

/// Whether CPython keeps the int in one digit, for which longobject.c has short ways.
pub(crate) const fn is_compact(i: i64) -> bool {
    i.unsigned_abs() < 1 << 30
}

/// What products and quotients of ints with more than one digit take beyond those of small ones.
fn charge_digits<M: Memory>(cx: &mut Cx<'_, M>, op: BinaryOp, a: i64, b: i64) {
    let length = |i: i64| digits(u64::from(i64::BITS - i.unsigned_abs().leading_zeros()));
    match op {
        BinaryOp::Multiply if !is_compact(a) || !is_compact(b) => {
            // One that does not fit goes on to `large`, which charges its digits.
            let fits = a.checked_mul(b).is_some();
            let digits = if fits {
                product(length(a), length(b), a == b)
            } else {
                0
            };
            cx.charge(LONG_PRODUCT + digits);
        }
        BinaryOp::FloorDivide | BinaryOp::Remainder if !is_compact(b) => cx.charge(LONG_DIVISION),
        _ => {}
    }
}

/// `a op b` for ints of any size.
pub(crate) fn large<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: &BigInt,
    b: &BigInt,
) -> Result<Option<Value>, Raise> {
    let value = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => {
            cx.charge(product(digits(a.bits()), digits(b.bits()), a == b));
            check_bits(cx, a.bits() + b.bits())?;
            a * b
        }
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::FloorDivide | BinaryOp::Remainder if b.is_zero() => {
            return Err(zero_divisor(cx, op));
        }
        BinaryOp::FloorDivide => {
            charge_division(cx, a, b);
            a.div_floor(b)
        }
        BinaryOp::Remainder => {
            charge_division(cx, a, b);
            a.mod_floor(b)
        }
        BinaryOp::TrueDivide => return true_divide(cx, a, b).map(Some),
        BinaryOp::Power => return power(cx, a, b).map(Some),
        BinaryOp::LeftShift | BinaryOp::RightShift => shift(cx, op, a, b)?,
        _ => return Ok(None),
    };
    Ok(Some(cx.int(value)))
}

fn zero_divisor<M: Memory>(cx: &mut Cx<'_, M>, op: BinaryOp) -> Raise {
    let message = match op {
        BinaryOp::FloorDivide => "integer division or modulo by zero",
        _ => "integer modulo by zero",
    };
    cx.zero_division(message)
}

/// Digits of 30 bits, as Objects/longobject.c has them, of an int of so many bits.
fn digits(bits: u64) -> u64 {
    bits / 30 + 1
}

/// Picoseconds of k_mul in longobject.c: a digit by a digit up to KARATSUBA_CUTOFF, three products of
/// halves above; of numbers of different lengths the longer one in pieces as long as the shorter. A
/// square does each product of two different digits once.
fn product(a: u64, b: u64, square: bool) -> u64 {
    let (short, long) = (a.min(b), a.max(b));
    let cutoff = if square { 2 * KARATSUBA } else { KARATSUBA };
    if short <= cutoff {
        let products = short.saturating_mul(long).saturating_mul(DIGIT_PRODUCT);
        return if square { products * 3 / 5 } else { products };
    }
    if 2 * short <= long {
        return long.div_ceil(short) * product(short, short, square);
    }
    let half = long.div_ceil(2);
    3 * product(half, half.min(short), square) + 8 * long * DIGIT_PRODUCT
}

/// x_divrem: a digit of the quotient by all of the divisor, one after the other.
fn charge_division<M: Memory>(cx: &mut Cx<'_, M>, a: &BigInt, b: &BigInt) {
    let (long, short) = (digits(a.bits()), digits(b.bits()));
    let steps = (long + 1).saturating_sub(short).max(1);
    cx.charge(steps.saturating_mul(short).saturating_mul(DIGIT_QUOTIENT));
}

fn check_bits<M: Memory>(cx: &mut Cx<'_, M>, bits: u64) -> Result<(), Raise> {
    if bits / 8 > LIMIT as u64 {
        return Err(cx.raise_with(super::MEMORY_ERROR, Vec::new()));
    }
    Ok(())
}

fn shift<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: &BigInt,
    b: &BigInt,
) -> Result<BigInt, Raise> {
    if b.is_negative() {
        return Err(cx.value_error("negative shift count"));
    }
    if a.is_zero() {
        return Ok(BigInt::zero());
    }
    let count = b.to_u64().unwrap_or(u64::MAX);
    if op == BinaryOp::RightShift {
        return Ok(if count > a.bits() {
            -BigInt::from(u8::from(a.is_negative()))
        } else {
            a >> count
        });
    }
    check_bits(cx, a.bits().saturating_add(count))?;
    Ok(a << count)
}

fn power<M: Memory>(cx: &mut Cx<'_, M>, a: &BigInt, b: &BigInt) -> Result<Value, Raise> {
    if b.is_negative() {
        let (Some(x), Some(y)) = (finite(a), finite(b)) else {
            return Err(cx.overflow_error("int too large to convert to float"));
        };
        return float::power(cx, x, y);
    }
    if a.is_one() || b.is_zero() {
        return Ok(Value::Int(1));
    }
    if a.is_zero() {
        return Ok(Value::Int(0));
    }
    if a.magnitude().is_one() {
        return Ok(Value::Int(if b.is_even() { 1 } else { -1 }));
    }
    let Some(exponent) = b.to_u32() else {
        return Err(cx.raise_with(super::MEMORY_ERROR, Vec::new()));
    };
    let bits = (a.bits() - 1) * u64::from(exponent);
    check_bits(cx, bits)?;
    // Squarings up to the result, each twice as long as the one before.
    let mut length = digits(bits);
    let mut work = 0;
    while length > 1 {
        length = length.div_ceil(2);
        work += product(length, length, true);
    }
    cx.charge(work);
    Ok(cx.int(a.pow(exponent)))
}

/// `pow(a, b, m)`.
pub(crate) fn power_mod<M: Memory>(
    cx: &mut Cx<'_, M>,
    a: &BigInt,
    b: &BigInt,
    m: &BigInt,
) -> Result<Value, Raise> {
    if m.is_zero() {
        return Err(cx.value_error("pow() 3rd argument cannot be 0"));
    }
    let (base, exponent) = if b.is_negative() {
        let Some(inverse) = a.modinv(&m.abs()) else {
            return Err(cx.value_error("base is not invertible for the given modulus"));
        };
        (inverse, -b)
    } else {
        (a.clone(), b.clone())
    };
    // Each bit of the exponent squares and reduces, about every second multiplies and reduces as well
    // (in windows of five bits, when it is long: every fifth).
    let length = digits(m.bits());
    // The first squarings, of a small base, are of short numbers.
    let short = (m.bits() / base.bits().max(1)).max(1).ilog2();
    let bits = exponent.bits().saturating_sub(u64::from(short)).max(1);
    let further = if bits > 240 { bits / 5 } else { bits / 2 };
    let reduction = length.saturating_mul(length).saturating_mul(DIGIT_QUOTIENT);
    let squares = bits.saturating_mul(product(length, length, true) + reduction);
    let others = further.saturating_mul(product(length, length, false) + reduction);
    cx.charge(squares.saturating_add(others));
    let result = base.modpow(&exponent, m);
    Ok(cx.int(result))
}

fn finite(i: &BigInt) -> Option<f64> {
    i.to_f64().filter(|x| x.is_finite())
}

fn true_divide_small<M: Memory>(cx: &mut Cx<'_, M>, a: i64, b: i64) -> Result<Value, Raise> {
    const EXACT: u64 = 1 << 53;
    if b == 0 {
        return Err(cx.zero_division("division by zero"));
    }
    if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT {
        return Ok(Value::Float(a as f64 / b as f64));
    }
    true_divide(cx, &BigInt::from(a), &BigInt::from(b))
}

fn true_divide<M: Memory>(cx: &mut Cx<'_, M>, a: &BigInt, b: &BigInt) -> Result<Value, Raise> {
    if b.is_zero() {
        return Err(cx.zero_division("division by zero"));
    }
    let quotient = quotient(a, b);
    if quotient.is_infinite() {
        return Err(cx.overflow_error("integer division result too large for a float"));
    }
    Ok(Value::Float(quotient))
}

/// `a / b` as the nearest float, ties to even; infinite when too large.
pub(crate) fn quotient(a: &BigInt, b: &BigInt) -> f64 {
    if a.is_zero() {
        return 0.0;
    }
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    let (a, b) = (a.magnitude(), b.magnitude());
    let exponent = a.bits() as i64 - b.bits() as i64;
    if !(-1080..=1026).contains(&exponent) {
        let size = if exponent > 0 { f64::INFINITY } else { 0.0 };
        return if negative { -size } else { size };
    }
    // At most 55 bits of quotient, fewer where the result is subnormal, and a sticky bit below them.
    let shift = 55 - exponent.max(-1022);
    let (mut whole, rest) = if shift >= 0 {
        (a << shift as u64).div_rem(b)
    } else {
        a.div_rem(&(b << (-shift) as u64))
    };
    if !rest.is_zero() {
        whole |= num_bigint::BigUint::one();
    }
    let size = scale(whole.to_u64().expect("at most 57 bits"), -shift);
    if negative { -size } else { size }
}

/// `mantissa * 2**exponent`, rounded once.
fn scale(mantissa: u64, exponent: i64) -> f64 {
    // The lowest normal exponent keeps all 53 bits; below it, drop bits first with ties to even.
    let bits = 64 - i64::from(mantissa.leading_zeros());
    let lowest = (bits + exponent - 53).max(-1074);
    let drop = lowest - exponent;
    let rounded = if drop <= 0 {
        mantissa << -drop
    } else {
        let half = 1_u64 << (drop - 1);
        let low = mantissa & ((1 << drop) - 1);
        let kept = mantissa >> drop;
        kept + u64::from(low > half || (low == half && kept & 1 == 1))
    };
    // Two exact steps: neither factor alone may leave the range of a float.
    let half = lowest / 2;
    rounded as f64 * two_to(half) * two_to(lowest - half)
}

fn two_to(exponent: i64) -> f64 {
    f64::powi(2.0, exponent as i32)
}
