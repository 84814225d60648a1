//! Owns the built-in functions about containers and iterators: `len`, `iter`, `next`, `sum`, `min`, ….

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::types::{args, compare, overrides, sequence};
use crate::vm::value::Value;

pub(super) fn len<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "len", args, 0)?;
    if let Some(method) = overrides(cx.mem, value, "__len__") {
        return Flow::call(method, &[value], NativeFrame::new(check_len, Vec::new()));
    }
    match sequence::len(cx.mem, value) {
        Some(n) => Ok(Flow::Value(Value::Int(n as i64))),
        None => {
            let name = cx.type_name(value);
            Err(cx.type_error(format!("object of type '{name}' has no len()")))
        }
    }
}

fn check_len<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let length = compare::length_answer(cx, result?)?;
    Ok(Flow::Value(Value::Int(length)))
}
