//! Owns arithmetic and text of `complex`.

use crate::bytecode::BinaryOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::object::Body;
use crate::vm::value::Value;

/// Real and imaginary part.
type Pair = (f64, f64);

/// `a op b`; `None` when complex numbers have no such operator.
pub(crate) fn binary<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: Pair,
    b: Pair,
) -> Result<Option<Value>, Raise> {
    let (re, im) = match op {
        BinaryOp::Add => (a.0 + b.0, a.1 + b.1),
        BinaryOp::Subtract => (a.0 - b.0, a.1 - b.1),
        BinaryOp::Multiply => multiply(a, b),
        BinaryOp::TrueDivide if b == (0.0, 0.0) => {
            return Err(cx.zero_division("complex division by zero"));
        }
        BinaryOp::TrueDivide => divide(a, b),
        BinaryOp::Power if a == (0.0, 0.0) && (b.0 < 0.0 || b.1 != 0.0) => {
            return Err(cx.zero_division("0.0 to a negative or complex power"));
        }
        BinaryOp::Power => power(a, b),
        _ => return Ok(None),
    };
    Ok(Some(cx.alloc(Body::Complex(re, im))))
}

fn multiply(a: Pair, b: Pair) -> Pair {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// Objects/complexobject.c: _Py_c_quot.
fn divide(a: Pair, b: Pair) -> Pair {
    if b.0.abs() >= b.1.abs() {
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        (
            (a.0 + a.1 * ratio) / denominator,
            (a.1 - a.0 * ratio) / denominator,
        )
    } else {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        (
            (a.0 * ratio + a.1) / denominator,
            (a.1 * ratio - a.0) / denominator,
        )
    }
}

/// Small whole exponents multiply, as in CPython; others go through polar form.
pub(crate) fn power(a: Pair, b: Pair) -> Pair {
    if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let mut result = (1.0, 0.0);
        let mut factor = a;
        let mut n = b.0.abs() as u32;
        while n > 0 {
            if n & 1 == 1 {
                result = multiply(result, factor);
            }
            factor = multiply(factor, factor);
            n >>= 1;
        }
        return if b.0 < 0.0 {
            divide((1.0, 0.0), result)
        } else {
            result
        };
    }
    if a == (0.0, 0.0) {
        return a;
    }
    let size = a.0.hypot(a.1);
    let mut length = size.powf(b.0);
    let angle = a.1.atan2(a.0);
    let mut phase = angle * b.0;
    if b.1 != 0.0 {
        length /= (angle * b.1).exp();
        phase += b.1 * size.ln();
    }
    (length * phase.cos(), length * phase.sin())
}

/// `repr` of a complex number.
pub(crate) fn repr(re: f64, im: f64) -> String {
    let part = |x: f64| {
        let text = super::float_text::repr(x);
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    if re == 0.0 && re.is_sign_positive() {
        return format!("{}j", part(im));
    }
    let imag = part(im);
    let sign = if imag.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imag}j)", part(re))
}
