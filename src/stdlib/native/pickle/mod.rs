//! Owns the module `_pickle`: objects to bytes and back, byte for byte as CPython's accelerator writes them.
//! Pickling holds the GIL all the time; where it calls Python (`__reduce__`, `__getstate__`, …) it stops and goes
//! on, so that a run can be paused there.

mod containers;
mod globals;
mod load;

mod operations;
mod reduce;
mod save;
mod written_names;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, NativeDef, NativeResult, Raise};
use crate::vm::types;
use crate::vm::value::Value;

use super::buffer;
use super::kit;

/// What a call costs without any object (CPython 3.13.0: `dumps(1)` and `loads` of it).
const DUMPS: u32 = 200_000;
const LOADS: u32 = 160_000;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("dumps", dumps).cost(DUMPS),
            NativeDef::new("loads", |cx, args| loads(cx, args, false)).cost(LOADS),
            NativeDef::new("_loads_first", |cx, args| loads(cx, args, true)).cost(LOADS),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let base = kit::class(cx, module, "PickleError", types::EXCEPTION);
    kit::class(cx, module, "PicklingError", base);
    kit::class(cx, module, "UnpicklingError", base);
    Ok(())
}

fn dumps<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let names = ["obj", "protocol", "fix_imports", "buffer_callback"];
    let [object, protocol, _, buffers] = types::args::bind(cx, "dumps", args, 0, names, (1, 2))?;
    if !matches!(buffers, Value::Null | Value::None) {
        let message = "gilscope has no out-of-band buffers";
        return Err(cx.raise(types::NOT_IMPLEMENTED_ERROR, message));
    }
    let protocol = match protocol {
        Value::Null | Value::None => 4,
        value => match kit::index(cx, value)? {
            negative if negative < 0 => 5,
            protocol @ 0..=5 => protocol as u8,
            _ => return Err(cx.value_error("pickle protocol must be <= 5")),
        },
    };
    save::start(cx, object, protocol)
}

fn loads<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, first: bool) -> NativeResult<M> {
    let names = ["data", "fix_imports", "encoding", "errors", "buffers"];
    let [data, _, _, _, _] = types::args::bind(cx, "loads", args, 0, names, (1, 1))?;
    let data = buffer::required(cx, data)?;
    load::start(cx, data, first)
}

/// An exception of the module.
fn error<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: &str,
    message: impl Into<std::sync::Arc<str>>,
) -> Raise {
    let class = kit::module_class(cx, "_pickle", class);
    cx.raise(class, message)
}
