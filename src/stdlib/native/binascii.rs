//! Owns the module `binascii`: bytes as text in base 16 and base 64, and back, with CPython's complaints.
//! Owns no alphabets beyond those (`base64.py`).

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult, Raise};
use crate::vm::types;
use crate::vm::value::Value;

use super::buffer;
use super::kit::{self, Signature};
use super::zlib;

/// Picoseconds a byte of the argument, on CPython 3.13.0: the best of seven runs over 4 MB.
const HEXLIFY: u64 = 465;
const UNHEXLIFY: u64 = 213;
const TO_BASE64: u64 = 518;
const FROM_BASE64: u64 = 978;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("hexlify", hexlify).cost(60_000),
            NativeDef::new("b2a_hex", hexlify).cost(60_000),
            NativeDef::new("unhexlify", unhexlify).cost(60_000),
            NativeDef::new("a2b_hex", unhexlify).cost(60_000),
            NativeDef::new("b2a_base64", b2a_base64).cost(70_000),
            NativeDef::new("a2b_base64", a2b_base64).cost(70_000),
            NativeDef::new("crc32", zlib::crc32).cost(50_000),
            NativeDef::new("crc_hqx", crc_hqx).cost(50_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    kit::class(cx, module, "Error", types::VALUE_ERROR);
    kit::class(cx, module, "Incomplete", types::EXCEPTION);
    Ok(())
}

fn error<M: Memory>(cx: &mut Cx<'_, M>, message: impl Into<std::sync::Arc<str>>) -> Raise {
    let class = kit::module_class(cx, "binascii", "Error");
    cx.raise(class, message)
}

/// Two digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| {
        [
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]
    });
    digits.map(char::from).collect()
}

fn hexlify<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const HEX: Signature<3> = Signature::function("hexlify", ["data", "sep", "bytes_per_sep"], 1);
    let [data, separator, group] = HEX.bind(cx, &args)?;
    let data = buffer::required(cx, data)?;
    cx.charge(data.len() as u64 * HEXLIFY);
    let text = hex(&data);
    if separator.is_null() {
        return Ok(Flow::Value(cx.bytes(text.into_bytes())));
    }
    let separator = match (cx.text(separator), buffer::bytes(cx, separator)) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Some(bytes)) => bytes.to_vec(),
        (None, None) => return Err(cx.type_error("sep must be str or bytes.")),
    };
    let [separator] = separator[..] else {
        return Err(cx.value_error("sep must be length 1."));
    };
    let group = if group.is_null() {
        1
    } else {
        kit::index(cx, group)?
    };
    let size = group.unsigned_abs() as usize;
    let mut out = Vec::with_capacity(text.len() * 3 / 2);
    for (at, digits) in text.as_bytes().chunks(2).enumerate() {
        // A positive group counts from the right.
        let before = if group > 0 { data.len() - at } else { at };
        if at > 0 && size > 0 && before % size == 0 {
            out.push(separator);
        }
        out.extend_from_slice(digits);
    }
    Ok(Flow::Value(cx.bytes(out)))
}

fn unhexlify<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const UNHEX: Signature<1> = Signature::function("unhexlify", ["/hexstr"], 1);
    let [value] = UNHEX.bind(cx, &args)?;
    let text = buffer::or_ascii(cx, value)?;
    cx.charge(text.len() as u64 * UNHEXLIFY);
    if text.len() % 2 == 1 {
        return Err(error(cx, "Odd-length string"));
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes: Option<Vec<u8>> = text
        .chunks(2)
        .map(|pair| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8))
        .collect();
    match bytes {
        Some(bytes) => Ok(Flow::Value(cx.bytes(bytes))),
        None => Err(error(cx, "Non-hexadecimal digit found")),
    }
}

fn b2a_base64<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const ENCODE: Signature<2> = Signature::function("b2a_base64", ["/data", "newline"], 1);
    let [data, newline] = ENCODE.bind(cx, &args)?;
    let data = buffer::required(cx, data)?;
    cx.charge(data.len() as u64 * TO_BASE64);
    let mut out = Vec::with_capacity(data.len() * 4 / 3 + 4);
    for chunk in data.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            out.push(if at > chunk.len() {
                b'='
            } else {
                ALPHABET[(bits >> (18 - 6 * at) & 63) as usize]
            });
        }
    }
    if newline.is_null() || kit::flag(cx, newline) {
        out.push(b'\n');
    }
    Ok(Flow::Value(cx.bytes(out)))
}

fn a2b_base64<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DECODE: Signature<2> = Signature::function("a2b_base64", ["/data", "strict_mode"], 1);
    let [value, strict] = DECODE.bind(cx, &args)?;
    let strict = !strict.is_null() && kit::flag(cx, strict);
    let text = buffer::or_ascii(cx, value)?;
    cx.charge(text.len() as u64 * FROM_BASE64);
    match decode(&text, strict) {
        Ok(bytes) => Ok(Flow::Value(cx.bytes(bytes))),
        Err(message) => Err(error(cx, message)),
    }
}

/// Base 64, as binascii.c walks through it: what is not in the alphabet is skipped unless `strict`.
fn decode(text: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    if strict && text.first() == Some(&b'=') {
        return Err("Leading padding not allowed".to_owned());
    }
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut quad, mut left, mut pads, mut padded) = (0, 0u8, 0, false);
    for (at, byte) in text.iter().enumerate() {
        if *byte == b'=' {
            padded = true;
            pads += 1;
            if quad >= 2 && quad + pads >= 4 {
                if strict && at + 1 < text.len() {
                    return Err("Excess data after padding".to_owned());
                }
                return Ok(out);
            }
            if strict && quad < 2 {
                return Err("Discontinuous padding not allowed".to_owned());
            }
            continue;
        }
        let Some(value) = ALPHABET.iter().position(|known| known == byte) else {
            if strict {
                return Err("Only base64 data is allowed".to_owned());
            }
            continue;
        };
        if strict && padded {
            return Err("Discontinuous padding not allowed".to_owned());
        }
        pads = 0;
        let value = value as u8;
        match quad {
            0 => left = value,
            1 => {
                out.push(left << 2 | value >> 4);
                left = value & 15;
            }
            2 => {
                out.push(left << 4 | value >> 2);
                left = value & 3;
            }
            _ => {
                out.push(left << 6 | value);
                left = 0;
            }
        }
        quad = (quad + 1) % 4;
    }
    match quad {
        0 => Ok(out),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a \
             multiple of 4",
            out.len() / 3 * 4 + 1
        )),
        _ => Err("Incorrect padding".to_owned()),
    }
}

fn crc_hqx<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const CRC: Signature<2> = Signature::function("crc_hqx", ["/data", "/crc"], 2);
    let [data, crc] = CRC.bind(cx, &args)?;
    let data = buffer::required(cx, data)?;
    let mut crc = kit::index(cx, crc)? as u16;
    cx.charge(data.len() as u64 * 1_000);
    for byte in data.iter() {
        crc ^= u16::from(*byte) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 == 0 {
                crc << 1
            } else {
                crc << 1 ^ 0x1021
            };
        }
    }
    Ok(Flow::Value(Value::Int(i64::from(crc))))
}
