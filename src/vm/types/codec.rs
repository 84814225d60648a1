//! Owns encoding and decoding: UTF-8, ASCII and Latin-1, with the handlers `strict`, `ignore`,
//! `replace`, `backslashreplace` and (encoding) `xmlcharrefreplace`.

use std::sync::Arc;

use super::args;
use super::str_methods::receiver;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeResult, Raise};
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

/// Encodings that CPython has and gilscope has not (Lib/encodings, the ones that programs name).
const ABSENT: &[&str] = &[
    "utf-7",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
    "cp437",
    "cp850",
    "cp1250",
    "cp1251",
    "cp1252",
    "iso-8859-2",
    "iso-8859-15",
    "mac-roman",
    "koi8-r",
    "big5",
    "gbk",
    "gb2312",
    "gb18030",
    "shift-jis",
    "euc-jp",
    "euc-kr",
    "idna",
    "punycode",
    "unicode-escape",
    "raw-unicode-escape",
];

/// Ends the run when the encoding is one of CPython's that is not here: a LookupError would be a lie.
pub(crate) fn refusal<M: Memory>(cx: &Cx<'_, M>, encoding: Value) -> Option<NativeResult<M>> {
    let name = cx.text(encoding)?;
    let plain = name.to_ascii_lowercase().replace(['_', ' '], "-");
    let plain = match plain.as_str() {
        "utf16" => "utf-16",
        "utf32" => "utf-32",
        "windows-1252" => "cp1252",
        other => other,
    };
    ABSENT.contains(&plain).then(|| {
        Flow::ask(Ask::Unsupported {
            what: format!("the encoding '{name}'").into(),
            instead: "use 'utf-8', 'latin-1' or 'ascii'".into(),
        })
    })
}

/// How errors are handled.
fn handler<M: Memory>(cx: &mut Cx<'_, M>, errors: Value) -> Result<Arc<str>, Raise> {
    if errors.is_null() {
        return Ok("strict".into());
    }
    let name = args::text(cx, "encode", errors)?;
    match &*name {
        "strict" | "ignore" | "replace" | "xmlcharrefreplace" | "backslashreplace" => Ok(name),
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
    if let Some(refusal) = refusal(cx, encoding) {
        return refusal;
    }
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
            false => match replacement(&errors, c) {
                Some(instead) => out.extend(instead.bytes()),
                None => return Err(cannot_encode(cx, codec, at, text, limit)),
            },
        }
    }
    Ok(out)
}

/// The first characters that do not fit.
fn cannot_encode<M: Memory>(
    cx: &mut Cx<'_, M>,
    codec: Codec,
    at: usize,
    text: &Arc<str>,
    limit: u32,
) -> Raise {
    let bad = text.chars().skip(at).take_while(|c| *c as u32 >= limit);
    let end = at + bad.count();
    let args = vec![
        cx.str(codec.name()),
        cx.str(text.clone()),
        Value::Int(at as i64),
        Value::Int(end as i64),
        cx.str(format!("ordinal not in range({limit})")),
    ];
    cx.raise_with(super::UNICODE_ENCODE_ERROR, args)
}

/// What a handler puts in the place of a character; `None`: it is an error.
fn replacement(errors: &str, c: char) -> Option<String> {
    match errors {
        "ignore" => Some(String::new()),
        "replace" => Some("?".to_owned()),
        "xmlcharrefreplace" => Some(format!("&#{};", c as u32)),
        "backslashreplace" => {
            let mut shown = String::new();
            super::repr::push_escaped(&mut shown, c, true);
            Some(shown)
        }
        _ => None,
    }
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
    bytes: &[u8],
    (at, end): (usize, usize),
    why: &str,
) -> Raise {
    let args = vec![
        cx.str(codec.name()),
        cx.bytes(bytes.to_vec()),
        Value::Int(at as i64),
        Value::Int(end as i64),
        cx.str(why),
    ];
    cx.raise_with(super::UNICODE_DECODE_ERROR, args)
}

/// What a handler puts in the place of undecodable bytes; `None`: it is an error.
fn instead_of(errors: &str, bytes: &[u8]) -> Option<String> {
    match errors {
        "ignore" => Some(String::new()),
        "replace" => Some("\u{fffd}".to_owned()),
        "backslashreplace" => Some(bytes.iter().map(|b| format!("\\x{b:02x}")).collect()),
        _ => None,
    }
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
            byte => match instead_of(errors, &[*byte]) {
                Some(instead) => out.push_str(&instead),
                None => {
                    let why = "ordinal not in range(128)";
                    return Err(cannot_decode(cx, Codec::Ascii, bytes, (at, at + 1), why));
                }
            },
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
        let length = error.error_len().unwrap_or(bad.len());
        if let Some(instead) = instead_of(errors, &bad[..length]) {
            out.push_str(&instead);
        } else {
            let at = bytes.len() - bad.len();
            let why = match error.error_len() {
                None => "unexpected end of data",
                Some(_) if !(0xc2..0xf5).contains(&bad[0]) => "invalid start byte",
                Some(_) => "invalid continuation byte",
            };
            return Err(cannot_decode(
                cx,
                Codec::Utf8,
                bytes,
                (at, at + length),
                why,
            ));
        }
        rest = &bad[length..];
    }
}
