//! Owns arithmetic of `float`, with CPython's exceptions and signs. Owns no text (`float_text`).

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use crate::bytecode::BinaryOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::value::Value;

/// `a op b`; `None` when floats have no such operator.
pub(crate) fn binary<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: f64,
    b: f64,
) -> Result<Option<Value>, Raise> {
    let value = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::TrueDivide if b == 0.0 => {
            return Err(cx.zero_division("float division by zero"));
        }
        BinaryOp::TrueDivide => a / b,
        BinaryOp::FloorDivide if b == 0.0 => {
            return Err(cx.zero_division("float floor division by zero"));
        }
        BinaryOp::FloorDivide => div_mod(a, b).0,
        BinaryOp::Remainder if b == 0.0 => {
            return Err(cx.zero_division("float modulo by zero"));
        }
        BinaryOp::Remainder => div_mod(a, b).1,
        BinaryOp::Power => return power(cx, a, b).map(Some),
        _ => return Ok(None),
    };
    Ok(Some(Value::Float(value)))
}

/// Objects/floatobject.c: _float_div_mod; `b` is not zero.
pub(crate) fn div_mod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            quotient -= 1.0;
        }
    } else {
        rest = 0.0_f64.copysign(b);
    }
    let whole = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        }
    } else {
        0.0_f64.copysign(a / b)
    };
    (whole, rest)
}

/// `a ** b`; complex when a negative base has a fractional exponent.
pub(crate) fn power<M: Memory>(cx: &mut Cx<'_, M>, a: f64, b: f64) -> Result<Value, Raise> {
    if a == 0.0 && b < 0.0 {
        return Err(cx.zero_division("0.0 cannot be raised to a negative power"));
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor() {
        let (re, im) = super::complex::power((a, 0.0), (b, 0.0));
        return Ok(cx.alloc(crate::vm::object::Body::Complex(re, im)));
    }
    let result = a.powf(b);
    if result.is_infinite() && a.is_finite() && b.is_finite() {
        let text = cx.str("Numerical result out of range");
        return Err(cx.raise_with(super::OVERFLOW_ERROR, vec![Value::Int(34), text]));
    }
    Ok(Value::Float(result))
}

/// `int(x)`, or the exception for infinities and NaN.
pub(crate) fn to_int<M: Memory>(cx: &mut Cx<'_, M>, x: f64) -> Result<Value, Raise> {
    if x.is_nan() {
        return Err(cx.value_error("cannot convert float NaN to integer"));
    }
    if x.is_infinite() {
        return Err(cx.overflow_error("cannot convert float infinity to integer"));
    }
    let whole = BigInt::from_f64(x.trunc()).expect("finite");
    Ok(cx.int(whole))
}

/// Numerator and denominator of a finite float, in lowest terms.
pub(crate) fn ratio(x: f64) -> (BigInt, BigInt) {
    let (mantissa, exponent) = super::number::frexp(x.abs());
    let mut mantissa = (mantissa * 9_007_199_254_740_992.0) as u64;
    let mut exponent = exponent - 53;
    if mantissa == 0 {
        return (BigInt::from(0), BigInt::from(1));
    }
    let zeros = mantissa.trailing_zeros();
    mantissa >>= zeros;
    exponent += zeros as i32;
    let mut top = BigInt::from(mantissa);
    let mut bottom = BigInt::from(1);
    if exponent > 0 {
        top <<= exponent as u32;
    } else {
        bottom <<= -exponent as u32;
    }
    (if x < 0.0 { -top } else { top }, bottom)
}
