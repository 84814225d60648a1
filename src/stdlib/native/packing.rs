//! Owns the native part of `struct`: floats as bits. Owns no format (`struct.py`).

use num_traits::ToPrimitive;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult, Raise};
use crate::vm::value::Value;

use super::kit::{self, Signature};

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("float_bits", float_bits),
            NativeDef::new("bits_float", bits_float),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

/// The bits of a float in 4 or 8 bytes; None when it is too large for 4.
fn float_bits<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const BITS: Signature<2> = Signature::function("float_bits", ["/x", "/size"], 2);
    let [x, size] = BITS.bind(cx, &args)?;
    let x = kit::float(cx, x)?;
    if kit::index(cx, size)? == 8 {
        return Ok(Flow::Value(cx.int(x.to_bits().into())));
    }
    let short = x as f32;
    if short.is_infinite() && x.is_finite() {
        return Ok(Flow::Value(Value::None));
    }
    Ok(Flow::Value(Value::Int(i64::from(short.to_bits()))))
}

fn bits_float<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const BITS: Signature<2> = Signature::function("bits_float", ["/bits", "/size"], 2);
    let [bits, size] = BITS.bind(cx, &args)?;
    let bits = kit::integer(cx, bits)?.to_u64().unwrap_or(0);
    let x = if kit::index(cx, size)? == 8 {
        f64::from_bits(bits)
    } else {
        f64::from(f32::from_bits(bits as u32))
    };
    Ok(Flow::Value(Value::Float(x)))
}
