//! Owns the module `_mp_main`: the program under the name that `multiprocessing` has for it in processes
//! that did not run it as `__main__`. (CPython: `runpy.run_path`, in `multiprocessing.spawn`.)

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::import;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeDef, Raise};
use crate::vm::value::Value;

const NAME: &str = "__mp_main__";

/// Picoseconds of one call of `load`, the unit of what importing costs: 1 ms.
const LOAD: u32 = 1_000_000_000;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("run", |cx, _| import::run_program(cx, NAME)),
            NativeDef::new("load", |_, _| Ok(Flow::Value(Value::None))).cost(LOAD),
            NativeDef::new("alias", |cx, _| {
                import::name_program(cx, NAME);
                Ok(Flow::Value(Value::None))
            }),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}
