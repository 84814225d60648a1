//! Owns what UnicodeDecodeError and UnicodeEncodeError make of their five arguments: encoding, object, start,
//! end and reason.

use super::cx::Cx;
use super::memory::Memory;
use super::object::{Body, ExceptionData};
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

/// Whether exceptions of the class have these arguments.
fn applies<M: Memory>(mem: &M, class: ObjId, args: &[Value]) -> bool {
    let kinds = [types::UNICODE_DECODE_ERROR, types::UNICODE_ENCODE_ERROR];
    args.len() == 5 && kinds.iter().any(|of| types::is_subclass(mem, class, *of))
}

/// `error.encoding` and the like.
pub(super) fn attribute<M: Memory>(
    mem: &M,
    class: ObjId,
    data: &ExceptionData,
    name: Symbol,
) -> Option<Value> {
    if !applies(mem, class, &data.args) {
        return None;
    }
    let names = ["encoding", "object", "start", "end", "reason"];
    let asked = mem.symbol_text(name);
    let at = names.iter().position(|known| *known == &*asked)?;
    data.args.get(at).copied()
}

/// `str(error)`.
pub(super) fn text<M: Memory>(cx: &Cx<'_, M>, error: Value, args: &[Value]) -> Option<String> {
    let class = cx.type_of(error);
    if !applies(cx.mem, class, args) {
        return None;
    }
    let [encoding, object, Value::Int(start), Value::Int(end), reason] = *args else {
        return None;
    };
    let (encoding, reason) = (cx.text(encoding)?, cx.text(reason)?);
    let last = end - 1;
    let decoding = types::is_subclass(cx.mem, class, types::UNICODE_DECODE_ERROR);
    let verb = if decoding { "decode" } else { "encode" };
    let what = if start == last {
        let at = usize::try_from(start).ok()?;
        format!("{} in position {start}", one(cx, object, at)?)
    } else {
        let unit = if decoding { "bytes" } else { "characters" };
        format!("{unit} in position {start}-{last}")
    };
    Some(format!("'{encoding}' codec can't {verb} {what}: {reason}"))
}

/// The one byte or character that is wrong.
fn one<M: Memory>(cx: &Cx<'_, M>, object: Value, at: usize) -> Option<String> {
    if let Some(text) = cx.text(object) {
        let code = text.chars().nth(at)? as u32;
        return Some(match code {
            0..0x100 => format!("character '\\x{code:02x}'"),
            0x100..0x10000 => format!("character '\\u{code:04x}'"),
            _ => format!("character '\\U{code:08x}'"),
        });
    }
    match &cx.mem.get(object.obj()?).body {
        Body::Bytes(bytes) => Some(format!("byte 0x{:02x}", bytes.get(at)?)),
        _ => None,
    }
}
