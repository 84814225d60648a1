//! Owns the types `int` and `bool` as classes: construction and methods, with those that all numbers
//! have. Arithmetic is in `int`.

use num_bigint::{BigInt, Sign};
use num_traits::Signed;

use super::int_text::{self, NotInt};
use super::number::{Number, integer, number};
use super::object::class_argument;
use super::{args, compare, float, flow, overrides, unwrap, wrap};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const INT: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", int_new).cost(15_000),
        NativeDef::new("__int__", int_itself),
        NativeDef::new("__index__", int_itself),
        NativeDef::new("__bool__", truth),
        NativeDef::new("as_integer_ratio", as_integer_ratio),
        NativeDef::new("bit_count", bit_count),
        NativeDef::new("bit_length", bit_length),
        NativeDef::new("conjugate", int_itself),
        NativeDef::new("is_integer", is_integer),
        NativeDef::new("to_bytes", to_bytes),
        NativeDef::new("@real", real),
        NativeDef::new("@imag", imag),
        NativeDef::new("@numerator", real),
        NativeDef::new("@denominator", denominator),
        NativeDef::new("~from_bytes", from_bytes),
    ];
    const BOOL: &'static [NativeDef<M>] = &[NativeDef::new("__new__", bool_new).cost(20_000)];
}

pub(crate) fn int_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::INT
}

pub(crate) fn bool_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::BOOL
}

/// `int(x)` and `int(text, base)`.
fn int_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "int", args)?;
    let [value, base] = args::bind(cx, "int", args, 1, ["", "base"], (0, 2))?;
    let frame = NativeFrame::new(made_int, vec![Value::Obj(class)]);
    let flow = if !base.is_null() {
        let base = args::index(cx, base)?;
        if base != 0 && !(2..=36).contains(&base) {
            return Err(cx.value_error("int() base must be >= 2 and <= 36, or 0"));
        }
        match text_or_bytes(cx, value) {
            Some(text) => int_from_text(cx, value, &text, base as u32).map(Flow::Value),
            None => Err(cx.type_error("int() can't convert non-string with explicit base")),
        }
    } else if value.is_null() {
        Ok(Flow::Value(Value::Int(0)))
    } else {
        to_int(cx, value)
    };
    flow::and_then(cx, flow, frame)
}

fn made_int<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let class = frame.vals[0].obj().expect("a class");
    let inner = result?;
    Ok(Flow::Value(wrap(cx, class, types::INT, inner)))
}

/// `int(value)`.
fn to_int<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    for name in ["__int__", "__index__", "__trunc__"] {
        if let Some(method) = overrides(cx.mem, value, name) {
            let name = cx.str(name);
            return Flow::call(method, &[value], NativeFrame::new(int_given, vec![name]));
        }
    }
    match number(cx.mem, value) {
        Some(Number::Int(i)) => return Ok(Flow::Value(Value::Int(i))),
        Some(Number::Big(i)) => return Ok(Flow::Value(cx.int(i))),
        Some(Number::Float(x)) => return float::to_int(cx, x).map(Flow::Value),
        _ => {}
    }
    if let Some(text) = text_or_bytes(cx, value) {
        return int_from_text(cx, value, &text, 10).map(Flow::Value);
    }
    let given = cx.type_name(value);
    Err(cx.type_error(format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{given}'"
    )))
}

fn int_given<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let value = result?;
    match integer(cx.mem, value) {
        Some(i) => Ok(Flow::Value(cx.int(i))),
        None => {
            let name = cx.text(frame.vals[0]).expect("a str");
            let given = cx.type_name(value);
            Err(cx.type_error(format!("{name} returned non-int (type {given})")))
        }
    }
}

/// A str, or the characters of bytes.
pub(super) fn text_or_bytes<M: Memory>(cx: &Cx<'_, M>, value: Value) -> Option<String> {
    if let Some(text) = cx.text(value) {
        return Some(text.to_string());
    }
    match &cx.mem.get(unwrap(cx.mem, value).obj()?).body {
        Body::Bytes(b) => Some(b.iter().map(|b| char::from(*b)).collect()),
        Body::ByteArray(b) => Some(b.iter().map(|b| char::from(*b)).collect()),
        _ => None,
    }
}

fn int_from_text<M: Memory>(
    cx: &mut Cx<'_, M>,
    shown: Value,
    text: &str,
    base: u32,
) -> Result<Value, Raise> {
    cx.charge(text.len() as u64 * 2_000);
    match int_text::parse(text, base) {
        Ok(value) => Ok(cx.int(value)),
        Err(NotInt::Invalid) => {
            let shown = super::repr::render(cx.mem, shown, &[]).unwrap_or_default();
            Err(cx.value_error(format!(
                "invalid literal for int() with base {base}: {shown}"
            )))
        }
        Err(NotInt::TooLong(digits)) => Err(cx.value_error(format!(
            "Exceeds the limit ({} digits) for integer string conversion: value has {digits} \
             digits; use sys.set_int_max_str_digits() to increase the limit",
            int_text::MAX_DIGITS
        ))),
    }
}

fn bool_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "bool", args, 1, (0, 1))?;
    match args.pos.get(1) {
        Some(value) => compare::truth_of(cx, *value),
        None => Ok(Flow::Value(false.into())),
    }
}

/// The number a method is called on.
pub(super) fn receiver<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
) -> Result<Number, Raise> {
    let [value] = args::exact(cx, name, args, 0)?;
    match number(cx.mem, value) {
        Some(number) => Ok(number),
        None => {
            let given = cx.type_name(value);
            Err(cx.type_error(format!(
                "descriptor '{name}' for 'int' objects doesn't apply to a '{given}' object"
            )))
        }
    }
}

pub(super) fn value_of<M: Memory>(cx: &mut Cx<'_, M>, number: Number) -> Value {
    match number {
        Number::Int(i) => Value::Int(i),
        Number::Big(i) => cx.int(i),
        Number::Float(x) => Value::Float(x),
        Number::Complex(re, im) => cx.alloc(Body::Complex(re, im)),
    }
}

fn int_itself<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let number = receiver(cx, args, "__int__")?;
    Ok(Flow::Value(value_of(cx, number)))
}

pub(super) fn truth<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let number = receiver(cx, args, "__bool__")?;
    Ok(Flow::Value((!number.is_zero()).into()))
}

pub(super) fn as_integer_ratio<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let pair = match receiver(cx, args, "as_integer_ratio")? {
        Number::Float(x) if x.is_nan() => {
            return Err(cx.value_error("cannot convert NaN to integer ratio"));
        }
        Number::Float(x) if x.is_infinite() => {
            return Err(cx.overflow_error("cannot convert Infinity to integer ratio"));
        }
        Number::Float(x) => float::ratio(x),
        whole => (whole.to_big().unwrap_or_default(), BigInt::from(1)),
    };
    let items = [cx.int(pair.0), cx.int(pair.1)];
    Ok(Flow::Value(cx.tuple(items)))
}

fn bit_length<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let bits = receiver(cx, args, "bit_length")?
        .to_big()
        .map_or(0, |i| i.bits());
    Ok(Flow::Value(Value::Int(bits as i64)))
}

fn bit_count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let value = receiver(cx, args, "bit_count")?
        .to_big()
        .unwrap_or_default();
    let ones: u32 = value
        .magnitude()
        .iter_u64_digits()
        .map(u64::count_ones)
        .sum();
    Ok(Flow::Value(Value::Int(i64::from(ones))))
}

pub(super) fn is_integer<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let whole = match receiver(cx, args, "is_integer")? {
        Number::Float(x) => x.is_finite() && x.fract() == 0.0,
        _ => true,
    };
    Ok(Flow::Value(whole.into()))
}

/// `n.to_bytes(length=1, byteorder='big', *, signed=False)`.
fn to_bytes<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let names = ["length", "byteorder", "signed"];
    let [length, order, signed] = args::bind(cx, "to_bytes", args, 1, names, (0, 2))?;
    let value = match integer(cx.mem, args.pos[0]) {
        Some(value) => value,
        None => return Err(cx.type_error("to_bytes() needs an int")),
    };
    let length = if length.is_null() {
        1
    } else {
        args::index(cx, length)?
    };
    let Ok(length) = usize::try_from(length) else {
        return Err(cx.value_error("length argument must be non-negative"));
    };
    super::sequence::check_size::<u8, M>(cx, Some(length))?;
    let little = byte_order(cx, order)?;
    let signed = !signed.is_null() && types::truth(cx.mem, signed) == Some(true);
    if value.is_negative() && !signed {
        return Err(cx.overflow_error("can't convert negative int to unsigned"));
    }
    let mut bytes = if signed {
        value.to_signed_bytes_le()
    } else {
        value.magnitude().to_bytes_le()
    };
    if value.sign() == Sign::NoSign {
        bytes.clear();
    }
    if bytes.len() > length {
        return Err(cx.overflow_error("int too big to convert"));
    }
    bytes.resize(length, if value.is_negative() { 0xff } else { 0 });
    if !little {
        bytes.reverse();
    }
    Ok(Flow::Value(cx.bytes(bytes)))
}

/// Whether the order is little-endian.
fn byte_order<M: Memory>(cx: &mut Cx<'_, M>, order: Value) -> Result<bool, Raise> {
    if order.is_null() {
        return Ok(false);
    }
    match cx.text(order).as_deref() {
        Some("little") => Ok(true),
        Some("big") => Ok(false),
        _ => Err(cx.value_error("byteorder must be either 'little' or 'big'")),
    }
}

/// `int.from_bytes(bytes, byteorder='big', *, signed=False)`: a class method.
fn from_bytes<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let names = ["bytes", "byteorder", "signed"];
    let [bytes, order, signed] = args::bind(cx, "from_bytes", args, 1, names, (1, 2))?;
    let little = byte_order(cx, order)?;
    let items = super::sequence::items(cx, bytes).unwrap_or_default();
    let mut raw = Vec::with_capacity(items.len());
    for item in items {
        raw.push(super::sequence::byte(cx, item, "bytes")?);
    }
    if !little {
        raw.reverse();
    }
    let signed = !signed.is_null() && types::truth(cx.mem, signed) == Some(true);
    let value = if signed {
        BigInt::from_signed_bytes_le(&raw)
    } else {
        BigInt::from_bytes_le(Sign::Plus, &raw)
    };
    Ok(Flow::Value(cx.int(value)))
}

pub(super) fn real<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match receiver(cx, args, "real")? {
        Number::Complex(re, _) => Ok(Flow::Value(Value::Float(re))),
        real => Ok(Flow::Value(value_of(cx, real))),
    }
}

pub(super) fn imag<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Value(match receiver(cx, args, "imag")? {
        Number::Complex(_, im) => Value::Float(im),
        Number::Float(_) => Value::Float(0.0),
        Number::Int(_) | Number::Big(_) => Value::Int(0),
    }))
}

fn denominator<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    receiver(cx, args, "denominator")?;
    Ok(Flow::Value(Value::Int(1)))
}
