//! Owns the methods of `str` that look and transform. Splitting, joining and searching are in
//! `str_search`, formatting in `str_format`.

use std::sync::Arc;

use super::object::class_argument;
use super::str_search::is_space;
use super::{args, flow, keyed, object, sequence, text, wrap};
use crate::vm::cx::Cx;
use crate::vm::dict::Dict;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const STR: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", new).cost(14_000),
        NativeDef::new("__len__", object::len),
        NativeDef::new("__getitem__", object::getitem),
        NativeDef::new("__contains__", object::contains),
        NativeDef::new("__iter__", object::iter),
        NativeDef::new("capitalize", capitalize),
        NativeDef::new("casefold", casefold),
        NativeDef::new("center", center),
        NativeDef::new("count", super::str_search::count),
        NativeDef::new("encode", super::codec::encode_method).cost(40_000),
        NativeDef::new("endswith", super::str_search::endswith),
        NativeDef::new("expandtabs", expandtabs),
        NativeDef::new("find", super::str_search::find),
        NativeDef::new("format", super::str_format::format).cost(80_000),
        NativeDef::new("format_map", super::str_format::format_map).cost(80_000),
        NativeDef::new("index", super::str_search::index),
        NativeDef::new("isalnum", isalnum),
        NativeDef::new("isalpha", isalpha),
        NativeDef::new("isascii", isascii),
        NativeDef::new("isdecimal", isdecimal),
        NativeDef::new("isdigit", isdigit),
        NativeDef::new("isidentifier", isidentifier),
        NativeDef::new("islower", islower),
        NativeDef::new("isnumeric", isnumeric),
        NativeDef::new("isprintable", isprintable),
        NativeDef::new("isspace", isspace),
        NativeDef::new("istitle", istitle),
        NativeDef::new("isupper", isupper),
        NativeDef::new("join", super::str_search::join).cost(5_000),
        NativeDef::new("ljust", ljust),
        NativeDef::new("lower", lower),
        NativeDef::new("lstrip", lstrip),
        NativeDef::new("%maketrans", maketrans),
        NativeDef::new("partition", super::str_search::partition),
        NativeDef::new("removeprefix", removeprefix),
        NativeDef::new("removesuffix", removesuffix),
        NativeDef::new("replace", super::str_search::replace).cost(50_000),
        NativeDef::new("rfind", super::str_search::rfind),
        NativeDef::new("rindex", super::str_search::rindex),
        NativeDef::new("rjust", rjust),
        NativeDef::new("rpartition", super::str_search::rpartition),
        NativeDef::new("rsplit", super::str_search::rsplit).cost(40_000),
        NativeDef::new("rstrip", rstrip),
        NativeDef::new("split", super::str_search::split).cost(5_000),
        NativeDef::new("splitlines", super::str_search::splitlines).cost(40_000),
        NativeDef::new("startswith", super::str_search::startswith),
        NativeDef::new("strip", strip),
        NativeDef::new("swapcase", swapcase),
        NativeDef::new("title", title),
        NativeDef::new("translate", translate),
        NativeDef::new("upper", upper),
        NativeDef::new("zfill", zfill),
    ];
}

/// The methods of `str`.
pub(crate) fn table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::STR
}

/// The text a method is called on.
pub(super) fn receiver<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
) -> Result<Arc<str>, Raise> {
    let id = args::receiver(cx, args, "str", name, |body| matches!(body, Body::Str(_)))?;
    Ok(cx.text(Value::Obj(id)).expect("a str"))
}

/// Picoseconds a byte for case changes and the like.
const PER_BYTE: u64 = 600;

fn give<M: Memory>(cx: &mut Cx<'_, M>, text: impl Into<Arc<str>>) -> NativeResult<M> {
    let text = text.into();
    cx.charge(text.len() as u64 * PER_BYTE);
    Ok(Flow::Value(cx.str(text)))
}

/// `str(object)` and `str(bytes, encoding, errors)`.
fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "str", args)?;
    let names = ["object", "encoding", "errors"];
    let [value, encoding, errors] = args::bind(cx, "str", args, 1, names, (0, 3))?;
    let flow = if value.is_null() {
        Ok(Flow::Value(cx.str("")))
    } else if !encoding.is_null() || !errors.is_null() {
        if let Some(refusal) = super::codec::refusal(cx, encoding) {
            return refusal;
        }
        super::codec::decode_value(cx, value, encoding, errors).map(Flow::Value)
    } else {
        text::str_of(cx, value)
    };
    if class == types::STR {
        return flow;
    }
    let frame = NativeFrame::new(made, vec![Value::Obj(class)]);
    flow::and_then(cx, flow, frame)
}

fn made<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let class = frame.vals[0].obj().expect("a class");
    let text = cx.text(result?).expect("str gives a str");
    let inner = cx.alloc(Body::Str(crate::vm::object::Str::new(text)));
    Ok(Flow::Value(wrap(cx, class, types::STR, inner)))
}

macro_rules! transforms {
    ($($name:ident $by:expr;)*) => {$(
        fn $name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            let text = receiver(cx, args, stringify!($name))?;
            let [_] = args::exact(cx, concat!("str.", stringify!($name)), args, 1)?;
            let change: fn(&str) -> String = $by;
            give(cx, change(&text))
        }
    )*};
}

transforms! {
    lower |text| text.to_lowercase();
    upper |text| text.to_uppercase();
    casefold |text| text.to_lowercase().replace('ß', "ss");
    capitalize |text| {
        let mut chars = text.chars();
        let first = chars.next().map_or(String::new(), title_char);
        first + &chars.as_str().to_lowercase()
    };
    swapcase |text| text
        .chars()
        .flat_map(|c| -> Vec<char> {
            if c.is_uppercase() { c.to_lowercase().collect() } else { c.to_uppercase().collect() }
        })
        .collect();
    title |text| {
        let mut out = String::with_capacity(text.len());
        let mut inside = false;
        for c in text.chars() {
            if !c.is_alphabetic() {
                out.push(c);
            } else if inside {
                out.extend(c.to_lowercase());
            } else {
                out.push_str(&title_char(c));
            }
            inside = c.is_alphabetic();
        }
        out
    };
}

/// A character as the first of a word; letters that upper-case to several keep only the first upper.
fn title_char(c: char) -> String {
    let mut upper = c.to_uppercase();
    let first: String = upper.next().into_iter().collect();
    first + &upper.flat_map(char::to_lowercase).collect::<String>()
}

macro_rules! questions {
    ($($name:ident $by:expr;)*) => {$(
        fn $name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            let text = receiver(cx, args, stringify!($name))?;
            let [_] = args::exact(cx, concat!("str.", stringify!($name)), args, 1)?;
            let ask: fn(&str) -> bool = $by;
            Ok(Flow::Value(ask(&text).into()))
        }
    )*};
}

/// Whether there is a character and all fulfil a condition.
fn every(text: &str, condition: fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(condition)
}

/// Whether there is a cased character and none of the other case.
fn cased(text: &str, other: fn(char) -> bool) -> bool {
    text.chars().any(|c| c.is_uppercase() || c.is_lowercase()) && !text.chars().any(other)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || is_decimal(c)
        || matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉')
}

fn is_decimal(c: char) -> bool {
    c.is_ascii_digit() || super::int_text::decimal_digit(c).is_some()
}

questions! {
    isalnum |text| every(text, |c| c.is_alphanumeric());
    isalpha |text| every(text, |c| c.is_alphabetic());
    isascii |text| text.is_ascii();
    isdecimal |text| every(text, is_decimal);
    isdigit |text| every(text, is_digit);
    isidentifier |text| {
        let mut chars = text.chars();
        chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
            && chars.all(|c| c == '_' || c.is_alphanumeric())
    };
    islower |text| cased(text, |c| c.is_uppercase());
    isnumeric |text| every(text, |c| c.is_numeric());
    isprintable |text| text.chars().all(super::repr::printable);
    isspace |text| every(text, is_space);
    isupper |text| cased(text, |c| c.is_lowercase());
    istitle |text| {
        let mut inside = false;
        let mut any = false;
        for c in text.chars() {
            if c.is_uppercase() {
                if inside {
                    return false;
                }
                (inside, any) = (true, true);
            } else if c.is_lowercase() {
                if !inside {
                    return false;
                }
                any = true;
            } else {
                inside = false;
            }
        }
        any
    };
}

/// `ljust`, `rjust`, `center`.
fn justify<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    align: char,
) -> NativeResult<M> {
    let text = receiver(cx, args, name)?;
    args::between(cx, name, args, 1, (1, 2))?;
    let width = args::index(cx, args.pos[1])?.max(0) as usize;
    sequence::check_size::<u8, M>(cx, Some(width))?;
    let fill = match args.pos.get(2) {
        None => ' ',
        Some(fill) => match cx.text(*fill).as_deref().map(one_char) {
            Some(Some(c)) => c,
            Some(None) => {
                return Err(cx.type_error("The fill character must be exactly one character long"));
            }
            None => {
                let given = cx.type_name(*fill);
                return Err(cx.type_error(format!(
                    "The fill character must be a unicode character, not {given}"
                )));
            }
        },
    };
    let missing = width.saturating_sub(text.chars().count());
    let left = match align {
        '<' => 0,
        '>' => missing,
        // Objects/unicodeobject.c: an odd rest goes left when the width is odd.
        _ => missing / 2 + (missing & width & 1),
    };
    let side = |n: usize| fill.to_string().repeat(n);
    give(cx, format!("{}{text}{}", side(left), side(missing - left)))
}

fn one_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn ljust<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    justify(cx, args, "ljust", '<')
}

fn rjust<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    justify(cx, args, "rjust", '>')
}

fn center<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    justify(cx, args, "center", '^')
}

fn zfill<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "zfill")?;
    let [_, width] = args::exact(cx, "str.zfill", args, 1)?;
    let width = args::index(cx, width)?.max(0) as usize;
    sequence::check_size::<u8, M>(cx, Some(width))?;
    let zeros = "0".repeat(width.saturating_sub(text.chars().count()));
    let (sign, digits) = match text.chars().next() {
        Some('+' | '-') => text.split_at(1),
        _ => ("", &*text),
    };
    give(cx, format!("{sign}{zeros}{digits}"))
}

fn strip_sides<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &str,
    (left, right): (bool, bool),
) -> NativeResult<M> {
    let text = receiver(cx, args, name)?;
    args::between(cx, name, args, 1, (0, 1))?;
    let set: Option<Arc<str>> = match args.pos.get(1) {
        None | Some(Value::None) => None,
        Some(chars) => match cx.text(*chars) {
            Some(chars) => Some(chars),
            None => return Err(cx.type_error(format!("{name} arg must be None or str"))),
        },
    };
    let gone = |c: char| match &set {
        Some(set) => set.contains(c),
        None => is_space(c),
    };
    let mut rest: &str = &text;
    if left {
        rest = rest.trim_start_matches(gone);
    }
    if right {
        rest = rest.trim_end_matches(gone);
    }
    if rest.len() == text.len() {
        return Ok(Flow::Value(cx.str(text)));
    }
    give(cx, rest)
}

fn strip<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    strip_sides(cx, args, "strip", (true, true))
}

fn lstrip<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    strip_sides(cx, args, "lstrip", (true, false))
}

fn rstrip<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    strip_sides(cx, args, "rstrip", (false, true))
}

fn removeprefix<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "removeprefix")?;
    let [_, part] = args::exact(cx, "str.removeprefix", args, 1)?;
    let part = args::text(cx, "removeprefix", part)?;
    give(cx, text.strip_prefix(&*part).unwrap_or(&text))
}

fn removesuffix<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "removesuffix")?;
    let [_, part] = args::exact(cx, "str.removesuffix", args, 1)?;
    let part = args::text(cx, "removesuffix", part)?;
    give(cx, text.strip_suffix(&*part).unwrap_or(&text))
}

fn expandtabs<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "expandtabs")?;
    let [size] = args::bind(cx, "expandtabs", args, 1, ["tabsize"], (0, 1))?;
    let size = if size.is_null() {
        8
    } else {
        args::index(cx, size)?.clamp(0, 1000) as usize
    };
    let mut out = String::new();
    let mut column = 0;
    for c in text.chars() {
        if c == '\t' {
            if size > 0 {
                let spaces = size - column % size;
                out.push_str(&" ".repeat(spaces));
                column += spaces;
            }
        } else {
            out.push(c);
            column = if matches!(c, '\n' | '\r') {
                0
            } else {
                column + 1
            };
        }
    }
    give(cx, out)
}

/// `str.maketrans`: a static method (called on an instance or class, which comes first).
fn maketrans<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let skip = usize::from(args.pos.first().is_some_and(
        |first| matches!(first, Value::Obj(id) if matches!(cx.mem.get(*id).body, Body::Type(_))),
    ));
    let pos = &args.pos[skip.min(args.pos.len())..];
    let mut flat = Vec::new();
    match pos {
        [mapping] => {
            let id = types::unwrap(cx.mem, *mapping).obj();
            let entries = id.map_or(Vec::new(), |id| super::dict::entries(cx.mem, id));
            for entry in entries {
                let key = match cx.text(entry.key).as_deref().map(one_char) {
                    Some(Some(c)) => Value::Int(i64::from(c as u32)),
                    Some(None) => {
                        return Err(
                            cx.value_error("string keys in translate table must be of length 1")
                        );
                    }
                    None => entry.key,
                };
                flat.extend([key, entry.value]);
            }
        }
        [from, to, ..] => {
            let (from, to) = (
                args::text(cx, "maketrans", *from)?,
                args::text(cx, "maketrans", *to)?,
            );
            if from.chars().count() != to.chars().count() {
                return Err(
                    cx.value_error("the first two maketrans arguments must have equal length")
                );
            }
            let code = |c: char| Value::Int(i64::from(c as u32));
            flat.extend(
                from.chars()
                    .zip(to.chars())
                    .flat_map(|(a, b)| [code(a), code(b)]),
            );
            if let Some(gone) = pos.get(2) {
                let gone = args::text(cx, "maketrans", *gone)?;
                flat.extend(gone.chars().flat_map(|c| [code(c), Value::None]));
            }
        }
        [] => return Err(cx.type_error("maketrans expected at least 1 argument, got 0")),
    }
    let dict = cx.alloc(Body::Dict(Box::new(Dict::new())));
    keyed::each(cx, keyed::Access::Set, dict, flat, None)
}

fn translate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let text = receiver(cx, args, "translate")?;
    let [_, table] = args::exact(cx, "str.translate", args, 1)?;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let key = Value::Int(i64::from(c as u32));
        let found = match super::subscript::subscript(cx, table, key) {
            Ok(found) => found,
            Err(raise) if types::is_subclass(cx.mem, cx.type_of(raise.0), types::LOOKUP_ERROR) => {
                None
            }
            Err(raise) => return Err(raise),
        };
        match found {
            None => out.push(c),
            Some(Value::None) => {}
            Some(Value::Int(code)) => match u32::try_from(code).ok().and_then(char::from_u32) {
                Some(c) => out.push(c),
                None => {
                    return Err(cx.value_error("character mapping must be in range(0x110000)"));
                }
            },
            Some(other) => match cx.text(other) {
                Some(text) => out.push_str(&text),
                None => {
                    return Err(cx.type_error("character mapping must return integer, None or str"));
                }
            },
        }
    }
    give(cx, out)
}
