//! Owns the methods of `str` that search, split, join and replace.

use std::sync::Arc;

use super::ops::COPY_BYTE;
use super::str_methods::receiver;
use super::{args, list, sequence, unwrap};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::value::Value;

/// Picoseconds a byte for searching (memchr-like loops of CPython's fastsearch).
const SEARCH_BYTE: u64 = 150;
/// Picoseconds for each part that `split` makes.
const PART: u64 = 4_000;

/// A part of a text between character positions, and how many characters come before it.
struct Window {
    text: Arc<str>,
    start: usize,
    stop: usize,
    /// Characters before `start`; `None` when the bounds are empty beyond the end.
    skipped: Option<usize>,
}

impl Window {
    fn str(&self) -> &str {
        &self.text[self.start..self.stop]
    }

    /// The character position of a byte offset inside the window.
    fn position(&self, offset: usize) -> usize {
        self.skipped.unwrap_or(0) + self.str()[..offset].chars().count()
    }
}

fn byte_offset(text: &str, chars: usize) -> usize {
    if text.is_ascii() {
        return chars.min(text.len());
    }
    text.char_indices()
        .nth(chars)
        .map_or(text.len(), |(at, _)| at)
}

/// The receiver cut to the optional start and stop arguments.
fn window<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
) -> Result<(Window, Value), Raise> {
    let text = receiver(cx, args, name)?;
    args::between(cx, name, args, 1, (1, 3))?;
    let length = if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    };
    let (first, last) = sequence::search_range(cx, &args.pos[2..], length)?;
    let valid = first <= length && first <= last;
    let (start, stop) = if valid {
        (byte_offset(&text, first), byte_offset(&text, last))
    } else {
        (0, 0)
    };
    let window = Window {
        text,
        start,
        stop,
        skipped: valid.then_some(first),
    };
    Ok((window, args.pos[1]))
}

fn must_be_str<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    number: usize,
    value: Value,
) -> Result<Arc<str>, Raise> {
    match cx.text(value) {
        Some(text) => Ok(text),
        None => {
            let given = cx.type_name(value);
            let which = if number == 0 {
                String::new()
            } else {
                format!(" {number}")
            };
            Err(cx.type_error(format!("{name}() argument{which} must be str, not {given}")))
        }
    }
}

fn position<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    from_right: bool,
) -> Result<Option<usize>, Raise> {
    let (window, part) = window(cx, args, name)?;
    let part = must_be_str(cx, name, 1, part)?;
    if window.skipped.is_none() {
        return Ok(None);
    }
    cx.charge(window.str().len() as u64 * SEARCH_BYTE);
    let found = if from_right {
        window.str().rfind(&*part)
    } else {
        window.str().find(&*part)
    };
    Ok(found.map(|at| window.position(at)))
}

fn index_of<M: Memory>(found: Option<usize>) -> NativeResult<M> {
    Ok(Flow::Value(Value::Int(found.map_or(-1, |at| at as i64))))
}

pub(super) fn find<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    index_of(position(cx, args, "find", false)?)
}

pub(super) fn rfind<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    index_of(position(cx, args, "rfind", true)?)
}

pub(super) fn index<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match position(cx, args, "index", false)? {
        None => Err(cx.value_error("substring not found")),
        found => index_of(found),
    }
}

pub(super) fn rindex<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match position(cx, args, "rindex", true)? {
        None => Err(cx.value_error("substring not found")),
        found => index_of(found),
    }
}

pub(super) fn count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (window, part) = window(cx, args, "count")?;
    let part = must_be_str(cx, "count", 1, part)?;
    if window.skipped.is_none() {
        return Ok(Flow::Value(Value::Int(0)));
    }
    cx.charge(window.str().len() as u64 * SEARCH_BYTE);
    let hits = if part.is_empty() {
        window.str().chars().count() + 1
    } else {
        window.str().matches(&*part).count()
    };
    Ok(Flow::Value(Value::Int(hits as i64)))
}

fn has_end<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    test: fn(&str, &str) -> bool,
) -> NativeResult<M> {
    let (window, part) = window(cx, args, name)?;
    let options = match unwrap(cx.mem, part).obj().map(|id| cx.mem.get(id)) {
        Some(object) => match &object.body {
            Body::Tuple(options) => options.to_vec(),
            _ => vec![part],
        },
        None => vec![part],
    };
    let is_tuple = options.len() != 1 || !options[0].is(part);
    for option in options {
        let Some(option_text) = cx.text(option) else {
            let given = cx.type_name(option);
            return Err(cx.type_error(if is_tuple {
                format!("tuple for {name} must only contain str, not {given}")
            } else {
                format!("{name} first arg must be str or a tuple of str, not {given}")
            }));
        };
        if window.skipped.is_some() && test(window.str(), &option_text) {
            return Ok(Flow::Value(true.into()));
        }
    }
    Ok(Flow::Value(false.into()))
}

pub(super) fn startswith<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    has_end(cx, args, "startswith", |text, part| text.starts_with(part))
}

pub(super) fn endswith<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    has_end(cx, args, "endswith", |text, part| text.ends_with(part))
}

pub(super) fn replace<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "replace")?;
    let names = ["old", "new", "count"];
    let bound = args::bind(cx, "replace", args, 1, names, (2, 3))?;
    let old = must_be_str(cx, "replace", 1, bound[0])?;
    let new = must_be_str(cx, "replace", 2, bound[1])?;
    let limit = if bound[2].is_null() {
        -1
    } else {
        args::index(cx, bound[2])?
    };
    let hits = if old.is_empty() {
        text.chars().count() + 1
    } else {
        text.matches(&*old).count()
    };
    let hits = if limit < 0 {
        hits
    } else {
        hits.min(limit as usize)
    };
    if hits == 0 {
        return Ok(Flow::Value(cx.str(text)));
    }
    sequence::check_size::<u8, M>(cx, hits.checked_mul(new.len()).map(|n| n + text.len()))?;
    let out = text.replacen(&*old, &new, hits);
    cx.charge(
        (text.len() as u64) * SEARCH_BYTE + out.len() as u64 * COPY_BYTE + hits as u64 * 5_000,
    );
    Ok(Flow::Value(cx.str(out)))
}

/// A list of strs.
fn list_of<M: Memory>(cx: &mut Cx<'_, M>, parts: Vec<&str>, length: usize) -> NativeResult<M> {
    cx.charge(parts.len() as u64 * PART + length as u64 * SEARCH_BYTE);
    let parts = parts.into_iter().map(|part| cx.str(part)).collect();
    Ok(Flow::Value(cx.list(parts)))
}

/// Separator (none: white space) and the most splits.
fn split_options<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
) -> Result<(Option<Arc<str>>, usize), Raise> {
    let [sep, most] = args::bind(cx, name, args, 1, ["sep", "maxsplit"], (0, 2))?;
    let most = if most.is_null() {
        -1
    } else {
        args::index(cx, most)?
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if sep.is_null() || sep.is_none() {
        return Ok((None, most));
    }
    let Some(sep_text) = cx.text(sep) else {
        let given = cx.type_name(sep);
        return Err(cx.type_error(format!("must be str or None, not {given}")));
    };
    if sep_text.is_empty() {
        return Err(cx.value_error("empty separator"));
    }
    Ok((Some(sep_text), most))
}

/// White space, as Python has it: Unicode's, and the separators among the control characters.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// What stands between white space.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

pub(super) fn split<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "split")?;
    let (sep, most) = split_options(cx, args, "split")?;
    let parts: Vec<&str> = match &sep {
        Some(sep) => text.splitn(most.saturating_add(1), &**sep).collect(),
        None if most == usize::MAX => words(&text).collect(),
        None => {
            let mut parts = Vec::new();
            let mut rest = text.trim_start_matches(is_space);
            while !rest.is_empty() && parts.len() < most {
                let end = rest.find(is_space).unwrap_or(rest.len());
                parts.push(&rest[..end]);
                rest = rest[end..].trim_start_matches(is_space);
            }
            if !rest.is_empty() {
                parts.push(rest.trim_end_matches(is_space));
            }
            parts
        }
    };
    list_of(cx, parts, text.len())
}

pub(super) fn rsplit<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "rsplit")?;
    let (sep, most) = split_options(cx, args, "rsplit")?;
    let mut parts: Vec<&str> = match &sep {
        Some(sep) => text.rsplitn(most.saturating_add(1), &**sep).collect(),
        None => {
            let mut parts = Vec::new();
            let mut rest = text.trim_end_matches(is_space);
            while !rest.is_empty() && parts.len() < most {
                let start = rest
                    .char_indices()
                    .rev()
                    .find(|(_, c)| is_space(*c))
                    .map_or(0, |(at, c)| at + c.len_utf8());
                parts.push(&rest[start..]);
                rest = rest[..start].trim_end_matches(is_space);
            }
            if !rest.is_empty() {
                parts.push(rest.trim_start_matches(is_space));
            }
            parts
        }
    };
    parts.reverse();
    list_of(cx, parts, text.len())
}

pub(super) fn splitlines<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "splitlines")?;
    let [keep] = args::bind(cx, "splitlines", args, 1, ["keepends"], (0, 1))?;
    let keep = !keep.is_null() && super::truth(cx.mem, keep) != Some(false);
    let is_end = |c: char| {
        matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}')
            || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    let mut parts = Vec::new();
    let mut rest: &str = &text;
    while let Some(at) = rest.find(is_end) {
        let end = if rest[at..].starts_with("\r\n") {
            at + 2
        } else {
            at + rest[at..].chars().next().map_or(1, char::len_utf8)
        };
        parts.push(&rest[..if keep { end } else { at }]);
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    list_of(cx, parts, text.len())
}

fn parted<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    from_right: bool,
) -> NativeResult<M> {
    let text = receiver(cx, args, name)?;
    let [_, sep] = args::exact(cx, &format!("str.{name}"), args, 1)?;
    let sep = must_be_str(cx, name, 0, sep)?;
    if sep.is_empty() {
        return Err(cx.value_error("empty separator"));
    }
    let found = if from_right {
        text.rsplit_once(&*sep)
    } else {
        text.split_once(&*sep)
    };
    let parts = match found {
        Some((before, behind)) => [before, &*sep, behind],
        None if from_right => ["", "", &*text],
        None => [&*text, "", ""],
    };
    let parts = parts.map(|part| cx.str(part));
    Ok(Flow::Value(cx.tuple(parts)))
}

pub(super) fn partition<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    parted(cx, args, "partition", false)
}

pub(super) fn rpartition<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    parted(cx, args, "rpartition", true)
}

pub(super) fn join<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    receiver(cx, args, "join")?;
    let [text, iterable] = args::exact(cx, "str.join", args, 1)?;
    if matches!(iterable, Value::Obj(_)) {
        return super::collect::collect(cx, iterable, NativeFrame::new(joined, vec![text]));
    }
    Err(cx.type_error("can only join an iterable"))
}

fn joined<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let items = list::items(cx.mem, result?.obj().expect("a list"));
    let sep = cx.text(frame.vals[0]).expect("a str");
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(&sep);
        }
        match cx.text(*item) {
            Some(text) => out.push_str(&text),
            None => {
                let given = cx.type_name(*item);
                return Err(cx.type_error(format!(
                    "sequence item {at}: expected str instance, {given} found"
                )));
            }
        }
        sequence::check_size::<u8, M>(cx, Some(out.len()))?;
    }
    cx.charge(out.len() as u64 * COPY_BYTE + items.len() as u64 * 2_500);
    Ok(Flow::Value(cx.str(out)))
}
