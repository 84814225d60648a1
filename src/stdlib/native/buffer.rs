//! Owns how native modules read bytes-like arguments (`bytes`, `bytearray` and what else has a buffer).
//! Owns no type.

use std::sync::Arc;

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

/// The bytes behind a value that has a buffer.
pub(super) fn bytes<M: Memory>(cx: &Cx<'_, M>, value: Value) -> Option<Arc<[u8]>> {
    match &cx.mem.get(types::unwrap(cx.mem, value).obj()?).body {
        Body::Bytes(bytes) => Some(bytes.clone()),
        Body::ByteArray(bytes) => Some(Arc::from(&bytes[..])),
        _ => None,
    }
}

/// The same, or CPython's TypeError.
pub(super) fn required<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Arc<[u8]>, Raise> {
    match bytes(cx, value) {
        Some(bytes) => Ok(bytes),
        None => {
            let class = cx.type_name(value);
            Err(cx.type_error(format!("a bytes-like object is required, not '{class}'")))
        }
    }
}

/// The same for functions that take ASCII text, too (`binascii.unhexlify`).
pub(super) fn or_ascii<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Arc<[u8]>, Raise> {
    if let Some(text) = cx.text(value) {
        if text.is_ascii() {
            return Ok(Arc::from(text.as_bytes()));
        }
        return Err(cx.value_error("string argument should contain only ASCII characters"));
    }
    match bytes(cx, value) {
        Some(bytes) => Ok(bytes),
        None => {
            let class = cx.type_name(value);
            Err(cx.type_error(format!(
                "argument should be bytes, buffer or ASCII string, not '{class}'"
            )))
        }
    }
}
