//! Owns the built-in functions about numbers and characters: `abs`, `round`, `pow`, `divmod`, `chr`,
//! `ord`, `hex`, `oct`, `bin`.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};

use crate::bytecode::BinaryOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::operators;
use crate::vm::types::number::{Number, integer, number};
use crate::vm::types::{args, float, flow, int, overrides, unwrap};
use crate::vm::value::Value;

fn bad_operand<M: Memory>(cx: &mut Cx<'_, M>, function: &str, value: Value) -> Raise {
    let given = cx.type_name(value);
    cx.type_error(format!("bad operand type for {function}: '{given}'"))
}

pub(super) fn abs<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "abs", args, 0)?;
    if let Some(method) = overrides(cx.mem, value, "__abs__") {
        return Flow::tail(method, &[value]);
    }
    let result = match number(cx.mem, value) {
        Some(Number::Int(i)) => match i.checked_abs() {
            Some(i) => Value::Int(i),
            None => cx.int(BigInt::from(i).abs()),
        },
        Some(Number::Big(i)) => cx.int(i.abs()),
        Some(Number::Float(x)) => Value::Float(x.abs()),
        Some(Number::Complex(re, im)) => Value::Float(re.hypot(im)),
        None => return Err(bad_operand(cx, "abs()", value)),
    };
    Ok(Flow::Value(result))
}

/// `a / b` rounded to the nearest integer, ties to even; `b` is positive.
fn divide_to_even(a: &BigInt, b: &BigInt) -> BigInt {
    let (quotient, rest) = a.div_mod_floor(b);
    let twice: BigInt = rest * 2;
    let up = twice > *b || (twice == *b && quotient.is_odd());
    quotient + i32::from(up)
}

pub(super) fn round<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value, digits] = args::bind(cx, "round", args, 0, ["number", "ndigits"], (1, 2))?;
    if let Some(method) = overrides(cx.mem, value, "__round__") {
        let both = [value, digits];
        return Flow::tail(method, &both[..if digits.is_null() { 1 } else { 2 }]);
    }
    let digits = match digits {
        Value::Null | Value::None => None,
        some => Some(args::index(cx, some)?),
    };
    let result = match number(cx.mem, value) {
        Some(Number::Float(x)) => return round_float(cx, x, digits).map(Flow::Value),
        Some(whole @ (Number::Int(_) | Number::Big(_))) => {
            let whole = whole.to_big().expect("an int");
            match digits {
                Some(digits) if digits < 0 => round_int(&whole, digits.unsigned_abs()),
                _ => whole,
            }
        }
        _ => {
            let given = cx.type_name(value);
            return Err(cx.type_error(format!("type {given} doesn't define __round__ method")));
        }
    };
    Ok(Flow::Value(cx.int(result)))
}

fn round_int(value: &BigInt, places: u64) -> BigInt {
    // An int of n bits has fewer than n decimal digits.
    if places > value.bits() + 1 {
        return BigInt::zero();
    }
    let unit = BigInt::from(10).pow(places as u32);
    divide_to_even(value, &unit) * unit
}

fn round_float<M: Memory>(cx: &mut Cx<'_, M>, x: f64, digits: Option<i64>) -> Result<Value, Raise> {
    let Some(digits) = digits else {
        return float::to_int(cx, x.round_ties_even());
    };
    if !x.is_finite() || digits > 323 {
        return Ok(Value::Float(x));
    }
    if digits < -308 {
        return Ok(Value::Float(0.0_f64.copysign(x)));
    }
    if digits >= 0 {
        let text = format!("{x:.*}", digits as usize);
        return Ok(Value::Float(text.parse().expect("a float's own text")));
    }
    let (top, bottom) = float::ratio(x);
    let unit = BigInt::from(10).pow(digits.unsigned_abs() as u32);
    let rounded = divide_to_even(&top, &(bottom * &unit)) * unit;
    let size = int::quotient(&rounded, &BigInt::from(1));
    if size.is_infinite() {
        return Err(cx.overflow_error("rounded value too large to represent"));
    }
    Ok(Value::Float(if rounded.is_zero() {
        0.0_f64.copysign(x)
    } else {
        size
    }))
}

pub(super) fn pow<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [base, exp, modulus] = args::bind(cx, "pow", args, 0, ["base", "exp", "mod"], (2, 3))?;
    if modulus.is_null() || modulus.is_none() {
        return operators::binary(cx, BinaryOp::Power, base, exp);
    }
    let numbers = [base, exp, modulus].map(|value| integer(cx.mem, value));
    let [Some(a), Some(b), Some(m)] = numbers else {
        let names = [base, exp, modulus].map(|value| cx.type_name(value));
        let all_numbers = [base, exp, modulus]
            .iter()
            .all(|v| number(cx.mem, *v).is_some());
        return Err(cx.type_error(if all_numbers {
            "pow() 3rd argument not allowed unless all arguments are integers".to_owned()
        } else {
            format!(
                "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
                names[0], names[1], names[2]
            )
        }));
    };
    int::power_mod(cx, &a, &b, &m).map(Flow::Value)
}

pub(super) fn divmod<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [a, b] = args::exact(cx, "divmod", args, 0)?;
    if let Some(method) = overrides(cx.mem, a, "__divmod__") {
        return Flow::tail(method, &[a, b]);
    }
    if let Some(method) = overrides(cx.mem, b, "__rdivmod__") {
        return Flow::tail(method, &[b, a]);
    }
    let real = |n: Option<Number>| n.is_some_and(|n| !matches!(n, Number::Complex(..)));
    if !real(number(cx.mem, a)) || !real(number(cx.mem, b)) {
        let (left, right) = (cx.type_name(a), cx.type_name(b));
        return Err(cx.type_error(format!(
            "unsupported operand type(s) for divmod(): '{left}' and '{right}'"
        )));
    }
    let (a, b) = (unwrap(cx.mem, a), unwrap(cx.mem, b));
    let quotient = crate::vm::types::ops::binary(cx, BinaryOp::FloorDivide, a, b)?;
    let rest = crate::vm::types::ops::binary(cx, BinaryOp::Remainder, a, b)?;
    let pair = [quotient, rest].map(|part| part.expect("real numbers divide"));
    Ok(Flow::Value(cx.tuple(pair)))
}

pub(super) fn chr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [code] = args::exact(cx, "chr", args, 0)?;
    let code = args::index(cx, code)?;
    match u32::try_from(code).ok().and_then(char::from_u32) {
        Some(c) => Ok(Flow::Value(crate::vm::types::sequence::character(cx, c))),
        None => Err(cx.value_error("chr() arg not in range(0x110000)")),
    }
}

pub(super) fn ord<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "ord", args, 0)?;
    let (code, length) = if let Some(text) = cx.text(value) {
        (text.chars().next().map(u32::from), text.chars().count())
    } else {
        let bytes = match unwrap(cx.mem, value).obj().map(|id| cx.mem.get(id)) {
            Some(object) => match &object.body {
                Body::Bytes(bytes) => Some(bytes.to_vec()),
                Body::ByteArray(bytes) => Some(bytes.clone()),
                _ => None,
            },
            None => None,
        };
        match bytes {
            Some(bytes) => (bytes.first().map(|b| u32::from(*b)), bytes.len()),
            None => {
                let given = cx.type_name(value);
                return Err(cx.type_error(format!(
                    "ord() expected string of length 1, but {given} found"
                )));
            }
        }
    };
    match code {
        Some(code) if length == 1 => Ok(Flow::Value(Value::Int(i64::from(code)))),
        _ => Err(cx.type_error(format!(
            "ord() expected a character, but string of length {length} found"
        ))),
    }
}

/// `hex`, `oct`, `bin`; `__index__` may be written in Python.
fn in_base<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    radix: i64,
) -> NativeResult<M> {
    let [value] = args::exact(cx, name, args, 0)?;
    let mut frame = NativeFrame::new(based, Vec::new());
    frame.n = radix;
    let flow = match overrides(cx.mem, value, "__index__") {
        Some(method) => Flow::tail(method, &[value]),
        None => Ok(Flow::Value(value)),
    };
    flow::and_then(cx, flow, frame)
}

fn based<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let value = result?;
    let Some(i) = integer(cx.mem, value) else {
        let given = cx.type_name(value);
        return Err(cx.type_error(format!(
            "'{given}' object cannot be interpreted as an integer"
        )));
    };
    let prefix = match frame.n {
        2 => "0b",
        8 => "0o",
        _ => "0x",
    };
    let sign = if i.is_negative() { "-" } else { "" };
    let digits = i.magnitude().to_str_radix(frame.n as u32);
    Ok(Flow::Value(cx.str(format!("{sign}{prefix}{digits}"))))
}

pub(super) fn hex<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    in_base(cx, args, "hex", 16)
}

pub(super) fn oct<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    in_base(cx, args, "oct", 8)
}

pub(super) fn bin<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    in_base(cx, args, "bin", 2)
}
