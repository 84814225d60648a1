//! Owns what `%` formatting of bytes (`b"%d" % n`) does differently from that of str: bytes are laid out as
//! characters of the same numbers.

use super::number::{Number, number};
use super::unwrap;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::object::Body;
use crate::vm::value::Value;

/// What the format is, and the result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Text,
    Bytes,
    ByteArray,
}

pub(super) fn kind_of<M: Memory>(cx: &Cx<'_, M>, format: Value) -> Kind {
    let Some(id) = unwrap(cx.mem, format).obj() else {
        return Kind::Text;
    };
    match &cx.mem.get(id).body {
        Body::Bytes(_) => Kind::Bytes,
        Body::ByteArray(_) => Kind::ByteArray,
        _ => Kind::Text,
    }
}

/// The bytes behind a value, as characters.
pub(super) fn raw<M: Memory>(cx: &Cx<'_, M>, value: Value) -> Option<String> {
    let characters = |bytes: &[u8]| bytes.iter().map(|b| char::from(*b)).collect();
    match &cx.mem.get(unwrap(cx.mem, value).obj()?).body {
        Body::Bytes(bytes) => Some(characters(bytes)),
        Body::ByteArray(bytes) => Some(characters(bytes)),
        _ => None,
    }
}

/// The characters as a value of the format's kind; for bytes none is above 255.
pub(super) fn value<M: Memory>(cx: &mut Cx<'_, M>, kind: Kind, text: String) -> Value {
    let bytes = || text.chars().map(|c| c as u32 as u8).collect::<Vec<u8>>();
    match kind {
        Kind::Bytes => cx.bytes(bytes()),
        Kind::ByteArray => cx.alloc(Body::ByteArray(bytes())),
        Kind::Text => cx.str(text),
    }
}

/// What `%s` and `%b` show, as a str.
pub(super) fn shown<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Value, Raise> {
    if let Some(text) = raw(cx, value) {
        return Ok(cx.str(text));
    }
    let given = cx.type_name(value);
    Err(cx.type_error(format!(
        "%b requires a bytes-like object, or an object that implements __bytes__, not '{given}'"
    )))
}

/// What `%c` shows.
pub(super) fn byte<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<String, Raise> {
    if let Some(text) = raw(cx, value)
        && text.chars().count() == 1
    {
        return Ok(text);
    }
    match number(cx.mem, value) {
        Some(Number::Int(i)) => match u8::try_from(i) {
            Ok(b) => Ok(char::from(b).to_string()),
            Err(_) => Err(cx.overflow_error("%c arg not in range(256)")),
        },
        _ => Err(cx.type_error("%c requires an integer in range(256) or a single byte")),
    }
}
