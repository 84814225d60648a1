//! Owns what `_exceptiongroups` cannot do in Python: where an exception came from, copied and compared.

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::exceptions;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult, Raise};
use crate::vm::value::Value;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("copy_metadata", copy_metadata),
            NativeDef::new("same_metadata", same_metadata),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

fn two<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> Result<[Value; 2], Raise> {
    args.pos
        .try_into()
        .map_err(|_| cx.type_error("two exceptions expected"))
}

fn copy_metadata<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [to, from] = two(cx, args)?;
    exceptions::copy_metadata(cx.mem, to, from);
    Ok(Flow::Value(Value::None))
}

fn same_metadata<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [a, b] = two(cx, args)?;
    Ok(Flow::Value(exceptions::same_metadata(cx.mem, a, b).into()))
}
