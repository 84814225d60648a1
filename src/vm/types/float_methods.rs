//! Owns the type `float` as a class: construction and methods of its own. Arithmetic is in `float`.

use num_bigint::BigInt;

use super::number::number;
use super::number_methods::{
    as_integer_ratio, imag, is_integer, real, receiver, text_or_bytes, truth, value_of,
};
use super::object::class_argument;
use super::{args, float_text, flow, overrides, unwrap, wrap};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const FLOAT: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", float_new).cost(5_000),
        NativeDef::new("__float__", float_itself),
        NativeDef::new("__bool__", truth),
        NativeDef::new("as_integer_ratio", as_integer_ratio),
        NativeDef::new("conjugate", float_itself),
        NativeDef::new("~fromhex", from_hex),
        NativeDef::new("hex", hex),
        NativeDef::new("@real", real),
        NativeDef::new("@imag", imag),
        NativeDef::new("is_integer", is_integer),
    ];
}

pub(crate) fn float_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::FLOAT
}

fn float_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "float", args)?;
    args::between(cx, "float", args, 1, (0, 1))?;
    let flow = match args.pos.get(1) {
        Some(value) => to_float(cx, *value),
        None => Ok(Flow::Value(Value::Float(0.0))),
    };
    flow::and_then(
        cx,
        flow,
        NativeFrame::new(made_float, vec![Value::Obj(class)]),
    )
}

fn made_float<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let class = frame.vals[0].obj().expect("a class");
    let inner = result?;
    Ok(Flow::Value(wrap(cx, class, types::FLOAT, inner)))
}

/// Picoseconds to read a number of some digits.
const PARSE: u64 = 30_000;

/// `float(value)`.
pub(crate) fn to_float<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    if let Some(method) = overrides(cx.mem, value, "__float__") {
        return Flow::call(method, &[value], NativeFrame::new(float_given, vec![value]));
    }
    if let Some(method) = overrides(cx.mem, value, "__index__") {
        return Flow::call(method, &[value], NativeFrame::new(index_given, Vec::new()));
    }
    if let Some(n) = number(cx.mem, value).filter(|n| n.to_f64().is_some()) {
        return super::ops::real(cx, &n).map(|x| Flow::Value(Value::Float(x)));
    }
    if let Some(text) = text_or_bytes(cx, value) {
        cx.charge(PARSE);
        return match float_text::parse(&text) {
            Some(x) => Ok(Flow::Value(Value::Float(x))),
            None => {
                let shown = super::repr::render(cx.mem, value, &[]).unwrap_or_default();
                Err(cx.value_error(format!("could not convert string to float: {shown}")))
            }
        };
    }
    let given = cx.type_name(value);
    Err(cx.type_error(format!(
        "float() argument must be a string or a real number, not '{given}'"
    )))
}

fn index_given<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let index = result?;
    to_float(cx, index)
}

fn float_given<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let value = result?;
    match unwrap(cx.mem, value) {
        done @ Value::Float(_) => Ok(Flow::Value(done)),
        _ => {
            let (of, given) = (cx.type_name(frame.vals[0]), cx.type_name(value));
            Err(cx.type_error(format!("{of}.__float__ returned non-float (type {given})")))
        }
    }
}

fn float_itself<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let number = receiver(cx, args, "__float__")?;
    Ok(Flow::Value(value_of(cx, number)))
}

/// `x.hex()`.
fn hex<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let x = receiver(cx, args, "hex")?.to_f64().unwrap_or(0.0);
    if let Some(word) = float_text::not_finite(x) {
        return Ok(Flow::Value(cx.str(word)));
    }
    let bits = x.to_bits();
    let (exponent, mantissa) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let text = if x == 0.0 {
        format!("{sign}0x0.0p+0")
    } else {
        let (lead, power) = match exponent {
            0 => (0, -1022),
            e => (1, e as i64 - 1023),
        };
        format!("{sign}0x{lead}.{mantissa:013x}p{power:+}")
    };
    Ok(Flow::Value(cx.str(text)))
}

/// `float.fromhex(text)`: a class method.
fn from_hex<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, text] = args::exact(cx, "fromhex", args, 1)?;
    let text = args::text(cx, "fromhex", text)?;
    match parse_hex(text.trim()) {
        Some(x) => Ok(Flow::Value(Value::Float(x))),
        None => Err(cx.value_error("invalid hexadecimal floating-point string")),
    }
}

fn parse_hex(text: &str) -> Option<f64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.to_ascii_lowercase();
    let size = match text.as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => {
            let text = text.strip_prefix("0x").unwrap_or(&text);
            let (mantissa, power) = text.split_once('p').unwrap_or((text, "0"));
            let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            let digits = format!("{whole}{fraction}");
            let top = BigInt::parse_bytes(digits.as_bytes(), 16)?;
            let power = power.parse::<i64>().ok()?.clamp(-5000, 5000);
            let shift = power - 4 * fraction.len() as i64;
            let one = BigInt::from(1);
            if shift >= 0 {
                super::int::quotient(&(top << shift as u64), &one)
            } else {
                super::int::quotient(&top, &(one << (-shift) as u64))
            }
        }
    };
    Some(if negative { -size } else { size })
}
