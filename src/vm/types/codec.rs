//! Owns encoding and decoding: UTF-8, ASCII and Latin-1, with `strict`, `ignore` and `replace`.

use std::sync::Arc;

use super::args;
use super::str_methods::receiver;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::value::Value;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Codec {
    Utf8,
    Ascii,
    Latin1,
}

impl Codec {
    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Ascii => "ascii",
            Self::Latin1 => "latin-1",
        }
    }
}

fn codec<M: Memory>(cx: &mut Cx<'_, M>, encoding: Value) -> Result<Codec, Raise> {
    if encoding.is_null() {
        return Ok(Codec::Utf8);
    }
    let name = args::text(cx, "encode", encoding)?;
    let plain = name.to_ascii_lowercase().replace(['_', ' '], "-");
    match plain.as_str() {
        "utf-8" | "utf8" | "u8" => Ok(Codec::Utf8),
        "ascii" | "us-ascii" => Ok(Codec::Ascii),
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => Ok(Codec::Latin1),
        _ => Err(cx.raise(super::LOOKUP_ERROR, format!("unknown encoding: {name}"))),
    }
}

/// How errors are handled: `strict`, `ignore`, `replace`.
fn handler<M: Memory>(cx: &mut Cx<'_, M>, errors: Value) -> Result<Arc<str>, Raise> {
    if errors.is_null() {
        return Ok("strict".into());
    }
    let name = args::text(cx, "encode", errors)?;
    match &*name {
        "strict" | "ignore" | "replace" => Ok(name),
        _ => Err(cx.raise(
            super::LOOKUP_ERROR,
            format!("unknown error handler name '{name}'"),
        )),
    }
}

/// `text.encode(encoding, errors)`.
pub(super) fn encode_method<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "encode")?;
    let [encoding, errors] = args::bind(cx, "encode", args, 1, ["encoding", "errors"], (0, 2))?;
    let bytes = encode(cx, &text, encoding, errors)?;
    Ok(Flow::Value(cx.bytes(bytes)))
}

/// The bytes of a text.
pub(crate) fn encode<M: Memory>(
    cx: &mut Cx<'_, M>,
    text: &Arc<str>,
    encoding: Value,
    errors: Value,
) -> Result<Vec<u8>, Raise> {
    let codec = codec(cx, encoding)?;
    let errors = handler(cx, errors)?;
    cx.charge(text.len() as u64 * super::ops::COPY_BYTE);
    let limit: u32 = match codec {
        Codec::Utf8 => return Ok(text.as_bytes().to_vec()),
        Codec::Ascii => 0x80,
        Codec::Latin1 => 0x100,
    };
    let mut out = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        match (c as u32) < limit {
            true => out.push(c as u32 as u8),
            false if &*errors == "ignore" => {}
            false if &*errors == "replace" => out.push(b'?'),
            false => return Err(cannot_encode(cx, codec, at, c)),
        }
    }
    Ok(out)
}

fn cannot_encode<M: Memory>(cx: &mut Cx<'_, M>, codec: Codec, at: usize, c: char) -> Raise {
    let limit = if codec == Codec::Ascii { 128 } else { 256 };
    let mut shown = String::new();
    super::repr::push_escaped(&mut shown, c, true);
    let name = codec.name();
    let message = format!(
        "'{name}' codec can't encode character '{shown}' in position {at}: \
         ordinal not in range({limit})"
    );
    cx.raise(super::UNICODE_ENCODE_ERROR, message)
}

/// `str(bytes, encoding, errors)` and `bytes.decode`.
pub(crate) fn decode_value<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    encoding: Value,
    errors: Value,
) -> Result<Value, Raise> {
    let bytes = super::unwrap(cx.mem, value)
        .obj()
        .and_then(|id| match &cx.mem.get(id).body {
            Body::Bytes(bytes) => Some(bytes.to_vec()),
            Body::ByteArray(bytes) => Some(bytes.clone()),
            _ => None,
        });
    let Some(bytes) = bytes else {
        let given = cx.type_name(value);
        return Err(cx.type_error(if given.as_ref() == "str" {
            "decoding str is not supported".to_owned()
        } else {
            format!("decoding to str: need a bytes-like object, {given} found")
        }));
    };
    let codec = codec(cx, encoding)?;
    let errors = handler(cx, errors)?;
    cx.charge(bytes.len() as u64 * super::ops::COPY_BYTE);
    let text = match codec {
        Codec::Latin1 => bytes.iter().map(|b| char::from(*b)).collect(),
        Codec::Ascii => decode_ascii(cx, &bytes, &errors)?,
        Codec::Utf8 => decode_utf8(cx, &bytes, &errors)?,
    };
    Ok(cx.str(text))
}

fn cannot_decode<M: Memory>(
    cx: &mut Cx<'_, M>,
    codec: Codec,
    byte: u8,
    at: usize,
    why: &str,
) -> Raise {
    let name = codec.name();
    let message = format!("'{name}' codec can't decode byte 0x{byte:02x} in position {at}: {why}");
    cx.raise(super::UNICODE_DECODE_ERROR, message)
}

fn decode_ascii<M: Memory>(
    cx: &mut Cx<'_, M>,
    bytes: &[u8],
    errors: &str,
) -> Result<String, Raise> {
    let mut out = String::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            0..0x80 => out.push(char::from(*byte)),
            _ if errors == "ignore" => {}
            _ if errors == "replace" => out.push('\u{fffd}'),
            byte => {
                let why = "ordinal not in range(128)";
                return Err(cannot_decode(cx, Codec::Ascii, *byte, at, why));
            }
        }
    }
    Ok(out)
}

fn decode_utf8<M: Memory>(cx: &mut Cx<'_, M>, bytes: &[u8], errors: &str) -> Result<String, Raise> {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        let error = match std::str::from_utf8(rest) {
            Ok(text) => {
                out.push_str(text);
                return Ok(out);
            }
            Err(error) => error,
        };
        let (valid, bad) = rest.split_at(error.valid_up_to());
        out.push_str(std::str::from_utf8(valid).expect("valid up to here"));
        if errors == "strict" {
            let at = bytes.len() - bad.len();
            let why = match error.error_len() {
                None => "unexpected end of data",
                Some(_) if !(0xc2..0xf5).contains(&bad[0]) => "invalid start byte",
                Some(_) => "invalid continuation byte",
            };
            return Err(cannot_decode(cx, Codec::Utf8, bad[0], at, why));
        }
        if errors == "replace" {
            out.push('\u{fffd}');
        }
        rest = &bad[error.error_len().unwrap_or(bad.len())..];
    }
}
