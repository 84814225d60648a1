//! Owns `math`'s functions of integers of any size.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::kit::{self, Signature};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeResult, Raise};
use crate::vm::value::Value;

fn fold<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    start: u8,
    f: fn(&BigInt, &BigInt) -> BigInt,
) -> NativeResult<M> {
    let mut result = BigInt::from(start);
    for value in args.pos {
        let value = kit::integer(cx, *value)?;
        cx.charge(20_000);
        result = f(&result, &value);
    }
    Ok(Flow::Value(cx.int(result.abs())))
}

pub(super) fn gcd<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    fold(cx, &args, 0, Integer::gcd)
}

pub(super) fn lcm<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    fold(cx, &args, 1, |a, b| {
        if a.is_zero() || b.is_zero() {
            BigInt::zero()
        } else {
            a.lcm(b)
        }
    })
}

pub(super) fn isqrt<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [n] = Signature::function("math.isqrt", ["/n"], 1).bind(cx, &args)?;
    let n = kit::integer(cx, n)?;
    if n.is_negative() {
        return Err(cx.value_error("isqrt() argument must be nonnegative"));
    }
    Ok(Flow::Value(cx.int(n.sqrt())))
}

/// Picoseconds that a product of this many bits by one word takes.
fn charge_product<M: Memory>(cx: &mut Cx<'_, M>, product: &BigInt) {
    cx.charge(5_000 + product.bits() / 30 * 700);
}

pub(super) fn factorial<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [n] = Signature::function("math.factorial", ["/n"], 1).bind(cx, &args)?;
    let n = match n {
        Value::Float(_) => {
            return Err(cx.type_error("'float' object cannot be interpreted as an integer"));
        }
        n => kit::integer(cx, n)?,
    };
    if n.is_negative() {
        return Err(cx.value_error("factorial() not defined for negative values"));
    }
    let Some(n) = n.to_u32() else {
        let most = i64::MAX;
        return Err(cx.overflow_error(format!("factorial() argument should not exceed {most}")));
    };
    let mut product = BigInt::one();
    for i in 2..=n {
        charge_product(cx, &product);
        product *= i;
    }
    Ok(Flow::Value(cx.int(product)))
}

/// n * (n-1) * … with k factors, each product divided by its number when `choose`.
fn falling<M: Memory>(cx: &mut Cx<'_, M>, n: &BigInt, k: u64, choose: bool) -> BigInt {
    let mut product = BigInt::one();
    for i in 0..k {
        charge_product(cx, &product);
        product *= n - i;
        if choose {
            product /= i + 1;
        }
    }
    product
}

fn not_negative<M: Memory>(cx: &mut Cx<'_, M>, value: &BigInt, name: &str) -> Result<(), Raise> {
    if value.is_negative() {
        return Err(cx.value_error(format!("{name} must be a non-negative integer")));
    }
    Ok(())
}

pub(super) fn comb<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [n, k] = Signature::function("comb", ["/n", "/k"], 2).bind(cx, &args)?;
    let (n, k) = (kit::integer(cx, n)?, kit::integer(cx, k)?);
    not_negative(cx, &n, "n")?;
    not_negative(cx, &k, "k")?;
    if k > n {
        return Ok(Flow::Value(Value::Int(0)));
    }
    let k = k.clone().min(&n - &k);
    let Some(k) = k.to_u64() else {
        let most = u64::MAX;
        return Err(cx.overflow_error(format!("min(n - k, k) must not exceed {most}")));
    };
    let product = falling(cx, &n, k, true);
    Ok(Flow::Value(cx.int(product)))
}

pub(super) fn perm<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [n, k] = Signature::function("perm", ["/n", "/k"], 1).bind(cx, &args)?;
    let n = kit::integer(cx, n)?;
    let k = match k {
        Value::Null | Value::None if n.is_negative() => {
            return Err(cx.value_error("factorial() not defined for negative values"));
        }
        Value::Null | Value::None => n.clone(),
        k => kit::integer(cx, k)?,
    };
    not_negative(cx, &n, "n")?;
    not_negative(cx, &k, "k")?;
    if k > n {
        return Ok(Flow::Value(Value::Int(0)));
    }
    let Some(k) = k.to_u64() else {
        let most = u64::MAX;
        return Err(cx.overflow_error(format!("k must not exceed {most}")));
    };
    let product = falling(cx, &n, k, false);
    Ok(Flow::Value(cx.int(product)))
}
