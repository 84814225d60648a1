//! Owns the module `_json`: text of JSON to objects and back, which holds the GIL all the time, as CPython's
//! accelerator does. It stops where it must call Python (`default`, hooks). Owns no options' defaults (`py/json`).

mod decode;
mod encode;

use crate::vm::memory::Memory;
use crate::vm::native::NativeDef;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("encode", encode::encode).cost(200_000),
            NativeDef::new("decode", decode::decode).cost(150_000),
            NativeDef::new("encode_basestring_ascii", |cx, args| {
                encode::quote_text(cx, args, true)
            }),
            NativeDef::new("encode_basestring", |cx, args| {
                encode::quote_text(cx, args, false)
            }),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(
    _: &mut crate::vm::cx::Cx<'_, M>,
    _: crate::base::ObjId,
) -> Result<(), crate::vm::native::Raise> {
    Ok(())
}
