//! Owns the methods of `bytes` and `bytearray` that treat bytes as ASCII text: searching from the right,
//! stripping, padding, changing case, tables. Owns no construction and no change in place (`bytes_methods`).

use super::bytes_methods::{change, give, needle, raw_argument, receiver};
use super::bytes_split::{partition, split, split_at, splitlines};
use super::{args, sequence};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult};
use crate::vm::object::Body;
use crate::vm::value::Value;

pub(super) const SPACE: &[u8] = b" \t\n\r\x0b\x0c";

pub(super) struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    pub(super) const COMMON: [NativeDef<M>; 32] = [
        NativeDef::new("capitalize", capitalize),
        NativeDef::new("center", |cx, args| justify(cx, args, "center")),
        NativeDef::new("expandtabs", expandtabs),
        NativeDef::new("isalnum", |cx, a| every(cx, a, u8::is_ascii_alphanumeric)),
        NativeDef::new("isalpha", |cx, a| every(cx, a, u8::is_ascii_alphabetic)),
        NativeDef::new("isascii", isascii),
        NativeDef::new("isdigit", |cx, a| every(cx, a, u8::is_ascii_digit)),
        NativeDef::new("islower", |cx, a| cased(cx, a, u8::is_ascii_uppercase)),
        NativeDef::new("isspace", |cx, a| every(cx, a, |b| SPACE.contains(b))),
        NativeDef::new("istitle", istitle),
        NativeDef::new("isupper", |cx, a| cased(cx, a, u8::is_ascii_lowercase)),
        NativeDef::new("ljust", |cx, args| justify(cx, args, "ljust")),
        NativeDef::new("lstrip", |cx, args| strip(cx, args, "lstrip")),
        NativeDef::new("%maketrans", maketrans),
        NativeDef::new("partition", |cx, args| partition(cx, args, false)),
        NativeDef::new("removeprefix", |cx, args| remove_side(cx, args, true)),
        NativeDef::new("removesuffix", |cx, args| remove_side(cx, args, false)),
        NativeDef::new("replace", replace),
        NativeDef::new("rfind", rfind),
        NativeDef::new("rindex", rindex),
        NativeDef::new("rjust", |cx, args| justify(cx, args, "rjust")),
        NativeDef::new("rpartition", |cx, args| partition(cx, args, true)),
        NativeDef::new("rsplit", |cx, args| split(cx, args, true)),
        NativeDef::new("rstrip", |cx, args| strip(cx, args, "rstrip")),
        NativeDef::new("split", |cx, args| split(cx, args, false)),
        NativeDef::new("splitlines", splitlines),
        NativeDef::new("strip", |cx, args| strip(cx, args, "strip")),
        NativeDef::new("swapcase", swapcase),
        NativeDef::new("title", title),
        NativeDef::new("translate", translate),
        NativeDef::new("zfill", zfill),
        NativeDef::new("hex", hex),
    ];
    pub(super) const MUTABLE: [NativeDef<M>; 4] = [
        NativeDef::new("copy", copy),
        NativeDef::new("insert", insert),
        NativeDef::new("remove", remove),
        NativeDef::new("reverse", reverse),
    ];
}

/// A method that makes other bytes of its receiver.
fn map<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    make: impl FnOnce(Vec<u8>) -> Vec<u8>,
) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, name)?;
    args::exact::<1, M>(cx, &format!("bytes.{name}"), args, 1)?;
    let made = make(bytes);
    Ok(Flow::Value(give(cx, made, mutable)))
}

fn capitalize<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    map(cx, args, "capitalize", |mut bytes| {
        bytes.make_ascii_lowercase();
        if let Some(first) = bytes.first_mut() {
            first.make_ascii_uppercase();
        }
        bytes
    })
}

fn swapcase<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    map(cx, args, "swapcase", |bytes| {
        let flip = |b: &u8| {
            if b.is_ascii_alphabetic() {
                b ^ 0x20
            } else {
                *b
            }
        };
        bytes.iter().map(flip).collect()
    })
}

fn title<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    map(cx, args, "title", |mut bytes| {
        let mut inside = false;
        for byte in &mut bytes {
            if inside {
                byte.make_ascii_lowercase();
            } else {
                byte.make_ascii_uppercase();
            }
            inside = byte.is_ascii_alphabetic();
        }
        bytes
    })
}

fn every<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    test: impl Fn(&u8) -> bool,
) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, "isalpha")?;
    Ok(Flow::Value(Value::Bool(
        !bytes.is_empty() && bytes.iter().all(test),
    )))
}

fn isascii<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, "isascii")?;
    Ok(Flow::Value(Value::Bool(bytes.is_ascii())))
}

fn cased<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    other: impl Fn(&u8) -> bool,
) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, "isupper")?;
    let has = bytes.iter().any(u8::is_ascii_alphabetic);
    Ok(Flow::Value(Value::Bool(has && !bytes.iter().any(other))))
}

fn istitle<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, "istitle")?;
    let (mut inside, mut has) = (false, false);
    for byte in &bytes {
        if byte.is_ascii_alphabetic() {
            if byte.is_ascii_uppercase() == inside {
                return Ok(Flow::Value(Value::Bool(false)));
            }
            has = true;
        }
        inside = byte.is_ascii_alphabetic();
    }
    Ok(Flow::Value(Value::Bool(has)))
}

fn justify<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, name)?;
    args::between(cx, name, args, 1, (1, 2))?;
    let width = args::index(cx, args.pos[1])?.max(0) as usize;
    let fill = match args.pos.get(2) {
        None => b' ',
        Some(fill) => match raw_argument(cx, *fill)?[..] {
            [fill] => fill,
            _ => {
                let given = cx.type_name(*fill);
                return Err(cx.type_error(format!(
                    "{name}() argument 2 must be a byte string of length 1, not {given}"
                )));
            }
        },
    };
    let pad = width.saturating_sub(bytes.len());
    sequence::check_size::<u8, M>(cx, bytes.len().checked_add(pad))?;
    let left = match name {
        "ljust" => 0,
        "rjust" => pad,
        // As str.center: the odd one goes left when the width is odd.
        _ => pad / 2 + (pad & width & 1),
    };
    let mut out = vec![fill; left];
    out.extend_from_slice(&bytes);
    out.resize(bytes.len() + pad, fill);
    Ok(Flow::Value(give(cx, out, mutable)))
}

fn zfill<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, "zfill")?;
    let [_, width] = args::exact(cx, "bytes.zfill", args, 1)?;
    let width = args::index(cx, width)?.max(0) as usize;
    let pad = width.saturating_sub(bytes.len());
    sequence::check_size::<u8, M>(cx, bytes.len().checked_add(pad))?;
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut out = bytes[..sign].to_vec();
    out.resize(sign + pad, b'0');
    out.extend_from_slice(&bytes[sign..]);
    Ok(Flow::Value(give(cx, out, mutable)))
}

fn expandtabs<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, "expandtabs")?;
    let [size] = args::bind(cx, "expandtabs", args, 1, ["tabsize"], (0, 1))?;
    let size = if size.is_null() {
        8
    } else {
        args::index(cx, size)?.max(0) as usize
    };
    let (mut out, mut column) = (Vec::new(), 0);
    for byte in bytes {
        match byte {
            b'\t' if size > 0 => {
                let pad = size - column % size;
                out.resize(out.len() + pad, b' ');
                column += pad;
            }
            b'\t' => {}
            b'\n' | b'\r' => {
                out.push(byte);
                column = 0;
            }
            _ => {
                out.push(byte);
                column += 1;
            }
        }
    }
    Ok(Flow::Value(give(cx, out, mutable)))
}

fn strip<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, name: &str) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, name)?;
    args::between(cx, name, args, 1, (0, 1))?;
    let set = match args.pos.get(1) {
        None | Some(Value::None) => SPACE.to_vec(),
        Some(set) => raw_argument(cx, *set)?,
    };
    let mut kept = &bytes[..];
    while name != "rstrip" && kept.first().is_some_and(|b| set.contains(b)) {
        kept = &kept[1..];
    }
    while name != "lstrip" && kept.last().is_some_and(|b| set.contains(b)) {
        kept = &kept[..kept.len() - 1];
    }
    Ok(Flow::Value(give(cx, kept.to_vec(), mutable)))
}

fn remove_side<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, front: bool) -> NativeResult<M> {
    let name = if front {
        "removeprefix"
    } else {
        "removesuffix"
    };
    let (_, bytes, mutable) = receiver(cx, args, name)?;
    let [_, part] = args::exact(cx, &format!("bytes.{name}"), args, 1)?;
    let part = raw_argument(cx, part)?;
    let kept = if front {
        bytes.strip_prefix(&part[..])
    } else {
        bytes.strip_suffix(&part[..])
    };
    let kept = kept.unwrap_or(&bytes).to_vec();
    Ok(Flow::Value(give(cx, kept, mutable)))
}

pub(super) fn last_position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(bytes.len());
    }
    bytes.windows(part.len()).rposition(|window| window == part)
}

fn rfind<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, "rfind")?;
    args::between(cx, "rfind", args, 1, (1, 3))?;
    let part = needle(cx, args.pos[1])?;
    let (start, stop) = sequence::search_range(cx, &args.pos[2..], bytes.len())?;
    let window = bytes.get(start..stop);
    let found = window.and_then(|window| last_position(window, &part));
    let at = found.map_or(-1, |at| (at + start) as i64);
    Ok(Flow::Value(Value::Int(at)))
}

fn rindex<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match rfind(cx, args)? {
        Flow::Value(Value::Int(-1)) => Err(cx.value_error("subsection not found")),
        found => Ok(found),
    }
}

fn replace<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, "replace")?;
    args::between(cx, "replace", args, 1, (2, 3))?;
    let old = raw_argument(cx, args.pos[1])?;
    let new = raw_argument(cx, args.pos[2])?;
    let most = match args.pos.get(3) {
        None => usize::MAX,
        Some(most) => usize::try_from(args::index(cx, *most)?).unwrap_or(usize::MAX),
    };
    let out = if old.is_empty() {
        let mut out = Vec::new();
        for (at, byte) in bytes.iter().enumerate() {
            if at < most {
                out.extend_from_slice(&new);
            }
            out.push(*byte);
        }
        if bytes.len() < most {
            out.extend_from_slice(&new);
        }
        out
    } else {
        split_at(&bytes, &old, most, false).join(&new[..])
    };
    Ok(Flow::Value(give(cx, out, mutable)))
}

fn maketrans<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [from, to] = args::exact(cx, "maketrans", args, 0)?;
    let (from, to) = (raw_argument(cx, from)?, raw_argument(cx, to)?);
    if from.len() != to.len() {
        return Err(cx.value_error("maketrans arguments must have same length"));
    }
    let mut table: Vec<u8> = (0..=255).collect();
    for (from, to) in from.iter().zip(to) {
        table[usize::from(*from)] = to;
    }
    Ok(Flow::Value(cx.bytes(table)))
}

fn translate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, "translate")?;
    let [table, delete] = args::bind(cx, "translate", args, 1, ["table", "delete"], (1, 2))?;
    let table = match table {
        Value::None => (0..=255).collect(),
        table => raw_argument(cx, table)?,
    };
    if table.len() != 256 {
        return Err(cx.value_error("translation table must be 256 characters long"));
    }
    let delete = if delete.is_null() {
        Vec::new()
    } else {
        raw_argument(cx, delete)?
    };
    let kept = bytes.iter().filter(|byte| !delete.contains(byte));
    let out = kept.map(|byte| table[usize::from(*byte)]).collect();
    Ok(Flow::Value(give(cx, out, mutable)))
}

fn hex<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, _) = receiver(cx, args, "hex")?;
    let [sep, group] = args::bind(cx, "hex", args, 1, ["sep", "bytes_per_sep"], (0, 2))?;
    let sep = match cx.text(sep) {
        _ if sep.is_null() => String::new(),
        Some(text) => text.to_string(),
        None => String::from_utf8_lossy(&raw_argument(cx, sep)?).into_owned(),
    };
    if !args.pos[1..].is_empty() && sep.chars().count() != 1 {
        return Err(cx.value_error("sep must be length 1."));
    }
    let group = match group {
        Value::Null => 1,
        group => args::index(cx, group)?,
    };
    let size = group.unsigned_abs() as usize;
    let mut out = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        // A positive group counts from the right.
        let before = if group > 0 { bytes.len() - at } else { at };
        if at > 0 && size > 0 && before % size == 0 {
            out.push_str(&sep);
        }
        out.push_str(&format!("{byte:02x}"));
    }
    Ok(Flow::Value(cx.str(out)))
}

fn copy<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    map(cx, args, "copy", |bytes| bytes)
}

fn insert<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, at, item] = args::exact(cx, "bytearray.insert", args, 1)?;
    let (id, bytes, _) = receiver(cx, args, "insert")?;
    let at = args::index(cx, at)?;
    let length = bytes.len() as i64;
    let at = if at < 0 {
        (at + length).max(0)
    } else {
        at.min(length)
    };
    let byte = sequence::byte(cx, item, "byte")?;
    change(cx, id, |bytes| bytes.insert(at as usize, byte));
    Ok(Flow::Value(Value::None))
}

fn remove<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, item] = args::exact(cx, "bytearray.remove", args, 1)?;
    let (id, bytes, _) = receiver(cx, args, "remove")?;
    let byte = sequence::byte(cx, item, "byte")?;
    let Some(at) = bytes.iter().position(|other| *other == byte) else {
        return Err(cx.value_error("value not found in bytearray"));
    };
    change(cx, id, |bytes| bytes.remove(at));
    Ok(Flow::Value(Value::None))
}

fn reverse<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (id, ..) = receiver(cx, args, "reverse")?;
    debug_assert!(matches!(cx.mem.get(id).body, Body::ByteArray(_)));
    change(cx, id, |bytes| bytes.reverse());
    Ok(Flow::Value(Value::None))
}
