//! Owns the native part of the module `math`: functions of floats. Integers are in `integers`, gamma in
//! `special`, what takes iterables in `py/math.py`. The machine's own C library computes what it has a
//! name for in Rust's standard library, as it does for CPython; the others are `libm`'s.

mod integers;
mod special;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};

use super::kit::{self, Signature};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult, Raise};
use crate::vm::types;
use crate::vm::value::Value;

/// Cost of a function of the C mathematical library that takes about 10 ns, in picoseconds.
const LIBM: u32 = 22_000;

macro_rules! unary {
    ($($name:ident = $f:expr;)*) => {$(
        fn $name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            of_one(cx, &args, concat!("math.", stringify!($name)), $f)
        }
    )*};
}

unary! {
    acos = f64::acos;
    acosh = libm::acosh;
    asin = f64::asin;
    asinh = libm::asinh;
    atan = f64::atan;
    atanh = |x| if x.abs() == 1.0 { f64::NAN } else { libm::atanh(x) };
    cbrt = f64::cbrt;
    cos = |x: f64| if x.is_infinite() { f64::NAN } else { x.cos() };
    cosh = f64::cosh;
    degrees = |x| x * (180.0 / std::f64::consts::PI);
    erf = libm::erf;
    erfc = libm::erfc;
    exp = f64::exp;
    exp2 = f64::exp2;
    expm1 = f64::exp_m1;
    fabs = f64::abs;
    gamma = special::gamma;
    lgamma = special::lgamma;
    radians = |x| x * (std::f64::consts::PI / 180.0);
    sin = |x: f64| if x.is_infinite() { f64::NAN } else { x.sin() };
    sinh = f64::sinh;
    sqrt = f64::sqrt;
    tan = |x: f64| if x.is_infinite() { f64::NAN } else { x.tan() };
    tanh = f64::tanh;
    ulp = unit_in_the_last_place;
}

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("acos", acos).cost(LIBM),
            NativeDef::new("acosh", acosh).cost(LIBM),
            NativeDef::new("asin", asin).cost(LIBM),
            NativeDef::new("asinh", asinh).cost(LIBM),
            NativeDef::new("atan", atan).cost(LIBM),
            NativeDef::new("atanh", atanh).cost(LIBM),
            NativeDef::new("atan2", atan2).cost(LIBM),
            NativeDef::new("cbrt", cbrt).cost(LIBM),
            NativeDef::new("ceil", ceil),
            NativeDef::new("copysign", copysign),
            NativeDef::new("cos", cos).cost(LIBM),
            NativeDef::new("cosh", cosh).cost(LIBM),
            NativeDef::new("degrees", degrees),
            NativeDef::new("erf", erf).cost(LIBM),
            NativeDef::new("erfc", erfc).cost(LIBM),
            NativeDef::new("exp", exp).cost(LIBM),
            NativeDef::new("exp2", exp2).cost(LIBM),
            NativeDef::new("expm1", expm1).cost(LIBM),
            NativeDef::new("fabs", fabs),
            NativeDef::new("floor", floor),
            NativeDef::new("fma", fma),
            NativeDef::new("fmod", fmod).cost(LIBM),
            NativeDef::new("frexp", frexp).cost(30_000),
            NativeDef::new("gamma", gamma).cost(LIBM),
            NativeDef::new("hypot", hypot).cost(LIBM),
            NativeDef::new("isclose", isclose),
            NativeDef::new("isfinite", |cx, args| test(cx, &args, f64::is_finite)),
            NativeDef::new("isinf", |cx, args| test(cx, &args, f64::is_infinite)),
            NativeDef::new("isnan", |cx, args| test(cx, &args, f64::is_nan)),
            NativeDef::new("ldexp", ldexp),
            NativeDef::new("lgamma", lgamma).cost(LIBM),
            NativeDef::new("log", log).cost(LIBM),
            NativeDef::new("log10", log10).cost(LIBM),
            NativeDef::new("log1p", log1p).cost(LIBM),
            NativeDef::new("log2", log2).cost(LIBM),
            NativeDef::new("modf", modf).cost(30_000),
            NativeDef::new("nextafter", nextafter),
            NativeDef::new("pow", pow).cost(LIBM),
            NativeDef::new("radians", radians),
            NativeDef::new("remainder", remainder),
            NativeDef::new("sin", sin).cost(LIBM),
            NativeDef::new("sinh", sinh).cost(LIBM),
            NativeDef::new("sqrt", sqrt).cost(12_000),
            NativeDef::new("tan", tan).cost(LIBM),
            NativeDef::new("tanh", tanh).cost(LIBM),
            NativeDef::new("trunc", trunc),
            NativeDef::new("ulp", ulp),
            NativeDef::new("gcd", integers::gcd),
            NativeDef::new("lcm", integers::lcm),
            NativeDef::new("isqrt", integers::isqrt),
            NativeDef::new("factorial", integers::factorial),
            NativeDef::new("comb", integers::comb),
            NativeDef::new("perm", integers::perm),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    for (name, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        kit::set(cx, module, name, Value::Float(value));
    }
    Ok(())
}

pub(super) fn domain<M: Memory>(cx: &mut Cx<'_, M>) -> Raise {
    cx.value_error("math domain error")
}

fn range<M: Memory>(cx: &mut Cx<'_, M>) -> Raise {
    cx.overflow_error("math range error")
}

/// A result of finite or infinite arguments, with the errors that CPython raises for it.
fn checked<M: Memory>(cx: &mut Cx<'_, M>, result: f64, args: &[f64]) -> NativeResult<M> {
    if result.is_nan() && !args.iter().any(|x| x.is_nan()) {
        return Err(domain(cx));
    }
    if result.is_infinite() && args.iter().all(|x| x.is_finite()) {
        return Err(range(cx));
    }
    Ok(Flow::Value(Value::Float(result)))
}

fn of_one<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    name: &'static str,
    f: fn(f64) -> f64,
) -> NativeResult<M> {
    let [x] = Signature::function(name, ["/x"], 1).bind(cx, args)?;
    let x = kit::float(cx, x)?;
    checked(cx, f(x), &[x])
}

fn two<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    name: &'static str,
) -> Result<(f64, f64), Raise> {
    let [x, y] = Signature::function(name, ["/x", "/y"], 2).bind(cx, args)?;
    Ok((kit::float(cx, x)?, kit::float(cx, y)?))
}

fn test<M: Memory>(cx: &mut Cx<'_, M>, args: &Args<'_>, f: fn(f64) -> bool) -> NativeResult<M> {
    let [x] = Signature::function("math function", ["/x"], 1).bind(cx, args)?;
    let x = kit::float(cx, x)?;
    Ok(Flow::Value(Value::Bool(f(x))))
}

fn atan2<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (y, x) = two(cx, &args, "atan2")?;
    Ok(Flow::Value(Value::Float(y.atan2(x))))
}

fn copysign<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (x, y) = two(cx, &args, "copysign")?;
    Ok(Flow::Value(Value::Float(x.copysign(y))))
}

fn fmod<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (x, y) = two(cx, &args, "fmod")?;
    checked(cx, x % y, &[x, y])
}

fn pow<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (x, y) = two(cx, &args, "pow")?;
    if x == 0.0 && y < 0.0 && y.is_finite() {
        return Err(domain(cx));
    }
    checked(cx, x.powf(y), &[x, y])
}

/// IEEE 754 remainder: x - n*y with n the integer nearest to x/y, the even one when two are.
fn remainder<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (x, y) = two(cx, &args, "remainder")?;
    if y == 0.0 || x.is_infinite() {
        return checked(cx, f64::NAN, &[x, y]);
    }
    if !x.is_finite() || !y.is_finite() {
        return Ok(Flow::Value(Value::Float(if x.is_nan() || y.is_nan() {
            f64::NAN
        } else {
            x
        })));
    }
    let (ax, ay) = (x.abs(), y.abs());
    let m = ax % ay;
    let c = ay - m;
    let r = if m < c {
        m
    } else if m > c {
        -c
    } else {
        m - 2.0 * ((0.5 * (ax - m)) % ay)
    };
    Ok(Flow::Value(Value::Float(1f64.copysign(x) * r)))
}

fn fma<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [x, y, z] = Signature::function("fma", ["/x", "/y", "/z"], 3).bind(cx, &args)?;
    let (x, y, z) = (kit::float(cx, x)?, kit::float(cx, y)?, kit::float(cx, z)?);
    let result = x.mul_add(y, z);
    if result.is_nan() && ![x, y, z].iter().any(|v| v.is_nan()) {
        return Err(cx.value_error("invalid operation in fma"));
    }
    if result.is_infinite() && [x, y, z].iter().all(|v| v.is_finite()) {
        return Err(cx.overflow_error("overflow in fma"));
    }
    Ok(Flow::Value(Value::Float(result)))
}

/// The length of a vector, scaled so that no square overflows.
fn hypot<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    if !args.kw.is_empty() {
        return Err(cx.type_error("math.hypot() takes no keyword arguments"));
    }
    let mut coordinates = Vec::with_capacity(args.pos.len());
    for value in args.pos {
        coordinates.push(kit::float(cx, *value)?);
    }
    let length = match coordinates[..] {
        [] => 0.0,
        [x] => x.abs(),
        [x, y] => x.hypot(y),
        _ => coordinates
            .iter()
            .fold(0.0, |length: f64, x| length.hypot(*x)),
    };
    Ok(Flow::Value(Value::Float(length)))
}

/// What rounds a float to an int, and the special method that other types do it with.
fn rounded<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    name: &'static str,
    special: &str,
    f: fn(f64) -> f64,
) -> NativeResult<M> {
    let [x] = Signature::function(name, ["/x"], 1).bind(cx, args)?;
    if let Some(int) = kit::bigint(cx, x) {
        return Ok(Flow::Value(cx.int(int)));
    }
    if types::unwrap(cx.mem, x) == x && !matches!(x, Value::Float(_)) {
        let class = cx.type_of(x);
        if let Some(method) = kit::class_attr(cx, class, special) {
            return Flow::tail(method, &[x]);
        }
    }
    let x = kit::float(cx, x)?;
    match BigInt::from_f64(f(x)) {
        Some(int) => Ok(Flow::Value(cx.int(int))),
        None if x.is_nan() => Err(cx.value_error("cannot convert float NaN to integer")),
        None => Err(cx.overflow_error("cannot convert float infinity to integer")),
    }
}

fn ceil<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    rounded(cx, &args, "math.ceil", "__ceil__", f64::ceil)
}

fn floor<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    rounded(cx, &args, "math.floor", "__floor__", f64::floor)
}

fn trunc<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    rounded(cx, &args, "math.trunc", "__trunc__", f64::trunc)
}

/// (m, e) with x = m * 2**e and 0.5 <= |m| < 1.
fn split(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    if exponent == 0 {
        let (m, e) = split(x * 2f64.powi(64));
        return (m, e - 64);
    }
    let m = f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52));
    (m, exponent - 1022)
}

fn frexp<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [x] = Signature::function("math.frexp", ["/x"], 1).bind(cx, &args)?;
    let (m, e) = split(kit::float(cx, x)?);
    Ok(Flow::Value(
        cx.tuple([Value::Float(m), Value::Int(i64::from(e))]),
    ))
}

fn ldexp<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [x, i] = Signature::function("ldexp", ["/x", "/i"], 2).bind(cx, &args)?;
    let x = kit::float(cx, x)?;
    let Some(i) = kit::bigint(cx, i) else {
        return Err(cx.type_error("Expected an int as second argument to ldexp."));
    };
    if x == 0.0 || !x.is_finite() {
        return Ok(Flow::Value(Value::Float(x)));
    }
    let i = i
        .to_i64()
        .unwrap_or(if i.is_negative() { -5000 } else { 5000 });
    // In steps, each within the range of a power of two; the last one rounds.
    let (m, e) = split(x);
    let e = (i64::from(e) + i).clamp(-5000, 5000) as i32;
    let result = if e > 1024 {
        f64::INFINITY.copysign(x)
    } else if e < -1080 {
        0f64.copysign(x)
    } else if e > 1000 {
        m * 2f64.powi(1000) * 2f64.powi(e - 1000)
    } else if e < -1000 {
        m * 2f64.powi(-1000) * 2f64.powi(e + 1000)
    } else {
        m * 2f64.powi(e)
    };
    if result.is_infinite() {
        return Err(range(cx));
    }
    Ok(Flow::Value(Value::Float(result)))
}

fn modf<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [x] = Signature::function("math.modf", ["/x"], 1).bind(cx, &args)?;
    let x = kit::float(cx, x)?;
    let fraction = if x.is_infinite() { 0.0 } else { x.fract() };
    Ok(Flow::Value(cx.tuple([
        Value::Float(fraction.copysign(x)),
        Value::Float(x.trunc()),
    ])))
}

fn unit_in_the_last_place(x: f64) -> f64 {
    let x = x.abs();
    if !x.is_finite() {
        return x;
    }
    let next = x.next_up();
    if next.is_infinite() {
        x - x.next_down()
    } else {
        next - x
    }
}

fn nextafter<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let steps = args.kw.first().map(|(_, value)| *value);
    let plain = Args {
        pos: args.pos,
        kw: &[],
    };
    let (mut x, y) = two(cx, &plain, "nextafter")?;
    let steps = match steps {
        None | Some(Value::None) => 1,
        Some(steps) => kit::index(cx, steps)?,
    };
    if steps < 0 {
        return Err(cx.value_error("steps must be a non-negative integer"));
    }
    for _ in 0..steps {
        if x == y || x.is_nan() || y.is_nan() {
            x = if x.is_nan() { x } else { y };
            break;
        }
        x = if y > x { x.next_up() } else { x.next_down() };
    }
    Ok(Flow::Value(Value::Float(x)))
}

fn isclose<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const ISCLOSE: Signature<4> =
        Signature::function("isclose", ["a", "b", "rel_tol", "abs_tol"], 2);
    let [a, b, rel_tol, abs_tol] = ISCLOSE.bind(cx, &args)?;
    let (a, b) = (kit::float(cx, a)?, kit::float(cx, b)?);
    let rel_tol = if rel_tol.is_null() {
        1e-9
    } else {
        kit::float(cx, rel_tol)?
    };
    let abs_tol = if abs_tol.is_null() {
        0.0
    } else {
        kit::float(cx, abs_tol)?
    };
    if rel_tol < 0.0 || abs_tol < 0.0 {
        return Err(cx.value_error("tolerances must be non-negative"));
    }
    let close = if a == b {
        true
    } else if a.is_infinite() || b.is_infinite() {
        false
    } else {
        let difference = (b - a).abs();
        difference <= (rel_tol * b).abs()
            || difference <= (rel_tol * a).abs()
            || difference <= abs_tol
    };
    Ok(Flow::Value(Value::Bool(close)))
}

/// A logarithm of any positive number; of an int beyond floats by its halves.
fn logarithm<M: Memory>(cx: &mut Cx<'_, M>, value: Value, f: fn(f64) -> f64) -> Result<f64, Raise> {
    if let Some(int) = kit::bigint(cx, value) {
        if !int.is_positive() {
            return Err(domain(cx));
        }
        if int.bits() > 1000 {
            // As loghelper() of mathmodule.c: int = x * 2**e with x from 0.5 up to 1.
            let e = int.bits();
            let top = (&int >> (e - 64)).to_f64().unwrap_or(f64::INFINITY);
            return Ok(f(top / 2f64.powi(64)) + f(2.0) * e as f64);
        }
        return Ok(f(int.to_f64().unwrap_or(f64::INFINITY)));
    }
    let x = kit::float(cx, value)?;
    if x <= 0.0 {
        return Err(domain(cx));
    }
    Ok(f(x))
}

fn log<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [x, base] = Signature::function("log", ["/x", "/base"], 1).bind(cx, &args)?;
    let x = logarithm(cx, x, f64::ln)?;
    if base.is_null() {
        return Ok(Flow::Value(Value::Float(x)));
    }
    let base = logarithm(cx, base, f64::ln)?;
    if base.is_zero() {
        return Err(cx.zero_division("division by zero"));
    }
    Ok(Flow::Value(Value::Float(x / base)))
}

fn log2<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [x] = Signature::function("math.log2", ["/x"], 1).bind(cx, &args)?;
    let x = logarithm(cx, x, f64::log2)?;
    Ok(Flow::Value(Value::Float(x)))
}

fn log10<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [x] = Signature::function("math.log10", ["/x"], 1).bind(cx, &args)?;
    let x = logarithm(cx, x, f64::log10)?;
    Ok(Flow::Value(Value::Float(x)))
}

fn log1p<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [x] = Signature::function("math.log1p", ["/x"], 1).bind(cx, &args)?;
    let x = kit::float(cx, x)?;
    if x <= -1.0 {
        return Err(domain(cx));
    }
    Ok(Flow::Value(Value::Float(x.ln_1p())))
}
