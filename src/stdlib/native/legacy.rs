//! Owns the functions of the module `native_legacy`: it stands for an extension that was written before there
//! was a Python without a GIL, and does not say that it can do without. What its import does to the GIL is
//! in its Python part; the same extension for a real Python is in `native/legacy.rs`.

use super::extension::{CALL, fetch, word_count};
use super::kit;
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{NativeDef, Raise};

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("word_count", word_count).cost(CALL),
            NativeDef::new("fetch", |cx, args| fetch(cx, args, "fetch", false)).cost(CALL),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let text = "Stands for an extension of your own that does not know of free threading.";
    kit::set_str(cx, module, "__doc__", text);
    Ok(())
}
