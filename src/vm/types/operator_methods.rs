//! Owns the operators as methods (`int.__add__`, `list.__iadd__`, `set.__or__`, …): for programs that
//! name them, as `super().__add__(other)` does. The work is in `ops`.

use super::{args, ops, unwrap};
use crate::bytecode::BinaryOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult};
use crate::vm::value::Value;

/// `op` of the built-in operands, or NotImplemented.
fn binary<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    op: BinaryOp,
    reflected: bool,
) -> NativeResult<M> {
    let [own, other] = args::exact(cx, "expected", args, 1)?;
    let own = unwrap(cx.mem, own);
    let (a, b) = if reflected {
        (other, own)
    } else {
        (own, other)
    };
    match ops::binary(cx, op, a, b)? {
        Some(value) => Ok(Flow::Value(value)),
        None => match ops::binary_flow(cx, op, a, b) {
            Some(flow) => flow,
            None => Ok(Flow::Value(Value::NotImplemented)),
        },
    }
}

fn unary<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, op: ops::Unary) -> NativeResult<M> {
    let [own] = args::exact(cx, "expected", args, 0)?;
    let value = ops::unary(cx, op, own)?;
    Ok(Flow::Value(value.unwrap_or(Value::NotImplemented)))
}

macro_rules! methods {
    (binary $($name:ident $op:ident $reflected:literal;)*) => {$(
        fn $name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            binary(cx, args, BinaryOp::$op, $reflected)
        }
    )*};
    (unary $($name:ident $op:ident;)*) => {$(
        fn $name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            unary(cx, args, ops::Unary::$op)
        }
    )*};
}

methods! { binary
    add Add false; radd Add true; sub Subtract false; rsub Subtract true;
    mul Multiply false; rmul Multiply true; truediv TrueDivide false; rtruediv TrueDivide true;
    floordiv FloorDivide false; rfloordiv FloorDivide true;
    modulo Remainder false; rmodulo Remainder true; pow Power false; rpow Power true;
    and And false; rand And true; or Or false; ror Or true; xor Xor false; rxor Xor true;
    lshift LeftShift false; rshift RightShift false;
    iadd InplaceAdd false; imul InplaceMultiply false;
    ior InplaceOr false; iand InplaceAnd false; isub InplaceSubtract false; ixor InplaceXor false;
}

methods! { unary neg Negative; pos Positive; invert Invert; }

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const NUMBER: &'static [NativeDef<M>] = &[
        NativeDef::new("__add__", add),
        NativeDef::new("__radd__", radd),
        NativeDef::new("__sub__", sub),
        NativeDef::new("__rsub__", rsub),
        NativeDef::new("__mul__", mul),
        NativeDef::new("__rmul__", rmul),
        NativeDef::new("__truediv__", truediv),
        NativeDef::new("__rtruediv__", rtruediv),
        NativeDef::new("__floordiv__", floordiv),
        NativeDef::new("__rfloordiv__", rfloordiv),
        NativeDef::new("__mod__", modulo),
        NativeDef::new("__rmod__", rmodulo),
        NativeDef::new("__pow__", pow),
        NativeDef::new("__rpow__", rpow),
        NativeDef::new("__neg__", neg),
        NativeDef::new("__pos__", pos),
    ];
    const BITS: &'static [NativeDef<M>] = &[
        NativeDef::new("__and__", and),
        NativeDef::new("__rand__", rand),
        NativeDef::new("__or__", or),
        NativeDef::new("__ror__", ror),
        NativeDef::new("__xor__", xor),
        NativeDef::new("__rxor__", rxor),
        NativeDef::new("__lshift__", lshift),
        NativeDef::new("__rshift__", rshift),
        NativeDef::new("__invert__", invert),
    ];
    const SEQUENCE: &'static [NativeDef<M>] = &[
        NativeDef::new("__add__", add),
        NativeDef::new("__mul__", mul),
        NativeDef::new("__rmul__", rmul),
    ];
    const MUTABLE: &'static [NativeDef<M>] = &[
        NativeDef::new("__iadd__", iadd),
        NativeDef::new("__imul__", imul),
    ];
    const FORMAT: &'static [NativeDef<M>] = &[NativeDef::new("__mod__", modulo)];
    const SET: &'static [NativeDef<M>] = &[
        NativeDef::new("__and__", and),
        NativeDef::new("__or__", or),
        NativeDef::new("__sub__", sub),
        NativeDef::new("__xor__", xor),
    ];
    const MUTABLE_SET: &'static [NativeDef<M>] = &[
        NativeDef::new("__iand__", iand),
        NativeDef::new("__ior__", ior),
        NativeDef::new("__isub__", isub),
        NativeDef::new("__ixor__", ixor),
    ];
    const DICT: &'static [NativeDef<M>] =
        &[NativeDef::new("__or__", or), NativeDef::new("__ior__", ior)];
}

/// (type, operators) of the built-in types that have any.
pub(crate) fn tables<M: Memory>() -> Vec<(crate::base::ObjId, &'static [NativeDef<M>])> {
    vec![
        (super::INT, Table::<M>::NUMBER),
        (super::INT, Table::<M>::BITS),
        (super::FLOAT, Table::<M>::NUMBER),
        (super::COMPLEX, Table::<M>::NUMBER),
        (super::STR, Table::<M>::SEQUENCE),
        (super::STR, Table::<M>::FORMAT),
        (super::BYTES, Table::<M>::SEQUENCE),
        (super::BYTEARRAY, Table::<M>::SEQUENCE),
        (super::BYTEARRAY, Table::<M>::MUTABLE),
        (super::LIST, Table::<M>::SEQUENCE),
        (super::LIST, Table::<M>::MUTABLE),
        (super::TUPLE, Table::<M>::SEQUENCE),
        (super::SET, Table::<M>::SET),
        (super::SET, Table::<M>::MUTABLE_SET),
        (super::FROZENSET, Table::<M>::SET),
        (super::DICT, Table::<M>::DICT),
    ]
}
