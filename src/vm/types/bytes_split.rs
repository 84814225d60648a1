//! Owns the methods of `bytes` and `bytearray` that cut them into parts. Owns no other search (`bytes_text`).

use super::args;
use super::bytes_methods::{give, position, raw_argument, receiver};
use super::bytes_text::{SPACE, last_position};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeResult, Raise};
use crate::vm::value::Value;

/// The separator that may not be empty.
fn separator<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Vec<u8>, Raise> {
    let separator = raw_argument(cx, value)?;
    if separator.is_empty() {
        return Err(cx.value_error("empty separator"));
    }
    Ok(separator)
}

pub(super) fn partition<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    last: bool,
) -> NativeResult<M> {
    let name = if last { "rpartition" } else { "partition" };
    let (_, bytes, mutable) = receiver(cx, args, name)?;
    let [_, part] = args::exact(cx, &format!("bytes.{name}"), args, 1)?;
    let part = separator(cx, part)?;
    let found = if last {
        last_position(&bytes, &part)
    } else {
        position(&bytes, &part)
    };
    let parts = match found {
        Some(at) => [
            bytes[..at].to_vec(),
            part.clone(),
            bytes[at + part.len()..].to_vec(),
        ],
        None if last => [Vec::new(), Vec::new(), bytes],
        None => [bytes, Vec::new(), Vec::new()],
    };
    let parts: Vec<Value> = parts
        .into_iter()
        .map(|part| give(cx, part, mutable))
        .collect();
    Ok(Flow::Value(cx.tuple(parts)))
}

pub(super) fn split<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, last: bool) -> NativeResult<M> {
    let name = if last { "rsplit" } else { "split" };
    let (_, bytes, mutable) = receiver(cx, args, name)?;
    let [sep, most] = args::bind(cx, name, args, 1, ["sep", "maxsplit"], (0, 2))?;
    let most = match most {
        Value::Null => usize::MAX,
        most => usize::try_from(args::index(cx, most)?).unwrap_or(usize::MAX),
    };
    let parts = if matches!(sep, Value::Null | Value::None) {
        split_space(&bytes, most, last)
    } else {
        let sep = separator(cx, sep)?;
        split_at(&bytes, &sep, most, last)
    };
    let parts: Vec<Value> = parts
        .into_iter()
        .map(|part| give(cx, part, mutable))
        .collect();
    Ok(Flow::Value(cx.list(parts)))
}

pub(super) fn split_at(bytes: &[u8], sep: &[u8], most: usize, last: bool) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while parts.len() < most {
        if last {
            let Some(at) = last_position(rest, sep) else {
                break;
            };
            parts.push(rest[at + sep.len()..].to_vec());
            rest = &rest[..at];
        } else {
            let Some(at) = position(rest, sep) else { break };
            parts.push(rest[..at].to_vec());
            rest = &rest[at + sep.len()..];
        }
    }
    parts.push(rest.to_vec());
    if last {
        parts.reverse();
    }
    parts
}

fn split_space(bytes: &[u8], most: usize, last: bool) -> Vec<Vec<u8>> {
    let is_space = |b: &u8| SPACE.contains(b);
    let mut parts = Vec::new();
    let mut rest = bytes;
    loop {
        rest = if last {
            let end = rest.iter().rposition(|b| !is_space(b));
            &rest[..end.map_or(0, |at| at + 1)]
        } else {
            let start = rest.iter().position(|b| !is_space(b));
            &rest[start.unwrap_or(rest.len())..]
        };
        if rest.is_empty() {
            break;
        }
        if parts.len() == most {
            parts.push(rest.to_vec());
            break;
        }
        let (part, more) = if last {
            let at = rest.iter().rposition(is_space).map_or(0, |at| at + 1);
            (&rest[at..], &rest[..at])
        } else {
            let at = rest.iter().position(is_space).unwrap_or(rest.len());
            rest.split_at(at)
        };
        parts.push(part.to_vec());
        rest = more;
    }
    if last {
        parts.reverse();
    }
    parts
}

pub(super) fn splitlines<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, bytes, mutable) = receiver(cx, args, "splitlines")?;
    let [keep] = args::bind(cx, "splitlines", args, 1, ["keepends"], (0, 1))?;
    let keep = !keep.is_null() && super::truth(cx.mem, keep).unwrap_or(true);
    let mut parts = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let rest = &bytes[start..];
        let length = rest
            .iter()
            .position(|b| matches!(b, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        let end = match rest.get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        let shown = length + if keep { end } else { 0 };
        let part = rest[..shown].to_vec();
        parts.push(give(cx, part, mutable));
        start += length + end;
    }
    Ok(Flow::Value(cx.list(parts)))
}
