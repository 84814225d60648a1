//! Owns `%` formatting (`"%5.2f" % x`): reading the format, choosing the arguments, CPython's
//! messages. How a number is laid out is shared with `format_spec`.

use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::Signed;

use super::float_text::{self, Form};
use super::number::{Number, number};
use super::percent_bytes::{self, Kind, kind_of};
use super::text::{Conversion, text_list, texts};
use super::{keyed, unwrap};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::value::Value;

/// One part of a format.
#[derive(Clone, PartialEq, Debug)]
enum Piece {
    Text(String),
    Item(Item),
}

#[derive(Clone, PartialEq, Debug, Default)]
struct Item {
    key: Option<String>,
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: Size,
    precision: Option<Size>,
    code: char,
    /// Character index of the code, for messages.
    at: usize,
}

#[derive(Clone, Copy, PartialEq, Debug, Default)]
enum Size {
    #[default]
    None,
    Given(usize),
    /// `*`: the next argument.
    Argument,
}

fn parse(format: &str) -> Result<Vec<Piece>, String> {
    let chars: Vec<char> = format.chars().collect();
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at] != '%' {
            text.push(chars[at]);
            at += 1;
            continue;
        }
        at += 1;
        let item = parse_item(&chars, &mut at)?;
        if item.code == '%' {
            text.push('%');
            continue;
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Item(item));
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

fn parse_item(chars: &[char], at: &mut usize) -> Result<Item, String> {
    let mut item = Item::default();
    if chars.get(*at) == Some(&'(') {
        let start = *at + 1;
        let mut depth = 1;
        *at += 1;
        while depth > 0 {
            match chars.get(*at) {
                Some('(') => depth += 1,
                Some(')') => depth -= 1,
                Some(_) => {}
                None => return Err("incomplete format key".to_owned()),
            }
            *at += 1;
        }
        item.key = Some(chars[start..*at - 1].iter().collect());
    }
    while let Some(flag) = chars.get(*at) {
        match flag {
            '-' => item.left = true,
            '+' => item.plus = true,
            ' ' => item.space = true,
            '#' => item.alternate = true,
            '0' => item.zero = true,
            _ => break,
        }
        *at += 1;
    }
    item.width = parse_size(chars, at, "width too big")?;
    if chars.get(*at) == Some(&'.') {
        *at += 1;
        item.precision = Some(match parse_size(chars, at, "precision too big")? {
            Size::None => Size::Given(0),
            size => size,
        });
    }
    if matches!(chars.get(*at), Some('h' | 'l' | 'L')) {
        *at += 1;
    }
    let Some(code) = chars.get(*at) else {
        return Err("incomplete format".to_owned());
    };
    (item.code, item.at) = (*code, *at);
    *at += 1;
    Ok(item)
}

fn parse_size(chars: &[char], at: &mut usize, too_big: &str) -> Result<Size, String> {
    if chars.get(*at) == Some(&'*') {
        *at += 1;
        return Ok(Size::Argument);
    }
    let digits: String = chars[*at..]
        .iter()
        .take_while(|c| c.is_ascii_digit())
        .collect();
    *at += digits.len();
    if digits.is_empty() {
        return Ok(Size::None);
    }
    match digits.parse() {
        Ok(n) if n < 1 << 28 => Ok(Size::Given(n)),
        _ => Err(too_big.to_owned()),
    }
}

/// An item with its argument and sizes.
struct Filled {
    item: Item,
    value: Value,
    width: usize,
    precision: Option<usize>,
}

/// Where the arguments come from.
struct Arguments {
    items: Vec<Value>,
    next: usize,
    /// The right operand, when it may be looked up by key.
    mapping: Option<Value>,
    kind: Kind,
}

impl Arguments {
    fn take<M: Memory>(&mut self, cx: &mut Cx<'_, M>) -> Result<Value, Raise> {
        self.next += 1;
        match self.items.get(self.next - 1) {
            Some(value) => Ok(*value),
            None => Err(cx.type_error("not enough arguments for format string")),
        }
    }

    fn size<M: Memory>(&mut self, cx: &mut Cx<'_, M>, size: Size) -> Result<Option<i64>, Raise> {
        match size {
            Size::None => Ok(None),
            Size::Given(n) => Ok(Some(n as i64)),
            Size::Argument => match self.take(cx)? {
                Value::Int(n) => Ok(Some(n)),
                _ => Err(cx.type_error("* wants int")),
            },
        }
    }
}

/// `left % right` without Python code; `None`: not a str, or [`modulo`] must do it.
pub(crate) fn modulo_native<M: Memory>(
    cx: &mut Cx<'_, M>,
    left: Value,
    right: Value,
) -> Result<Option<Value>, Raise> {
    match modulo(cx, left, right) {
        Some(Ok(Flow::Value(text))) => Ok(Some(text)),
        Some(Ok(_)) | None => Ok(None),
        Some(Err(raise)) => Err(raise),
    }
}

/// `left % right` when `left` is a str.
pub(crate) fn modulo<M: Memory>(
    cx: &mut Cx<'_, M>,
    left: Value,
    right: Value,
) -> Option<NativeResult<M>> {
    let format = format_of(cx, left)?;
    let kind = kind_of(cx, left);
    Some(fill(cx, &format, right, kind).and_then(|filled| convert(cx, left, right, &filled)))
}

fn format_of<M: Memory>(cx: &Cx<'_, M>, left: Value) -> Option<Arc<str>> {
    cx.text(left)
        .or_else(|| percent_bytes::raw(cx, left).map(Into::into))
}

fn fill<M: Memory>(
    cx: &mut Cx<'_, M>,
    format: &str,
    right: Value,
    kind: Kind,
) -> Result<Vec<Result<Filled, String>>, Raise> {
    let pieces = parse(format).map_err(|message| cx.value_error(message))?;
    let mut arguments = arguments(cx, right);
    arguments.kind = kind;
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push(Err(text)),
            Piece::Item(item) => out.push(Ok(fill_item(cx, &mut arguments, item)?)),
        }
    }
    if arguments.next < arguments.items.len() && arguments.mapping.is_none() {
        let what = match kind {
            Kind::Text => "string",
            Kind::Bytes | Kind::ByteArray => "bytes",
        };
        return Err(cx.type_error(format!(
            "not all arguments converted during {what} formatting"
        )));
    }
    Ok(out)
}

fn arguments<M: Memory>(cx: &Cx<'_, M>, right: Value) -> Arguments {
    let inner = unwrap(cx.mem, right);
    let (items, mapping) = match inner.obj().map(|id| cx.mem.get(id)) {
        Some(object) => match &object.body {
            Body::Tuple(items) => (items.to_vec(), None),
            Body::Dict(_) | Body::List(_) => (vec![right], Some(right)),
            _ => (vec![right], None),
        },
        None => (vec![right], None),
    };
    Arguments {
        items,
        next: 0,
        mapping,
        kind: Kind::Text,
    }
}

fn fill_item<M: Memory>(
    cx: &mut Cx<'_, M>,
    arguments: &mut Arguments,
    item: Item,
) -> Result<Filled, Raise> {
    let keyed_value = match &item.key {
        Some(key) => Some(look_up(cx, arguments, key)?),
        None => None,
    };
    let width = arguments.size(cx, item.width)?;
    let precision = match item.precision {
        Some(size) => arguments.size(cx, size)?,
        None => None,
    };
    let mut item = item;
    item.left |= width.is_some_and(|w| w < 0);
    let value = match keyed_value {
        Some(value) => value,
        None => arguments.take(cx)?,
    };
    Ok(Filled {
        item,
        value,
        width: width.unwrap_or(0).unsigned_abs() as usize,
        precision: precision.map(|p| p.max(0) as usize),
    })
}

fn look_up<M: Memory>(
    cx: &mut Cx<'_, M>,
    arguments: &Arguments,
    key: &str,
) -> Result<Value, Raise> {
    let Some(mapping) = arguments.mapping else {
        return Err(cx.type_error("format requires a mapping"));
    };
    let key = percent_bytes::value(cx, arguments.kind, key.to_owned());
    match keyed::access(cx, keyed::Access::Get, mapping, key, mapping)? {
        Flow::Value(value) => Ok(value),
        _ => Err(cx.key_error(key)),
    }
}

/// Asks for the texts of the `%s`, `%r` and `%a` items, then lays all out.
fn convert<M: Memory>(
    cx: &mut Cx<'_, M>,
    left: Value,
    right: Value,
    pieces: &[Result<Filled, String>],
) -> NativeResult<M> {
    let mut wanted = Vec::new();
    let bytes = kind_of(cx, left) != Kind::Text;
    for filled in pieces.iter().flatten() {
        let how = match filled.item.code {
            's' | 'b' if bytes => {
                let text = percent_bytes::shown(cx, filled.value)?;
                wanted.push((Conversion::Str, text, Value::None));
                continue;
            }
            's' => Conversion::Str,
            'r' if bytes => Conversion::Ascii,
            'r' => Conversion::Repr,
            'a' => Conversion::Ascii,
            _ => continue,
        };
        wanted.push((how, filled.value, Value::None));
    }
    let frame = NativeFrame::new(lay_out, vec![left, right]);
    texts(cx, &wanted, frame)
}

fn lay_out<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let mut texts = text_list(cx, result?).into_iter();
    let format = format_of(cx, frame.vals[0]).expect("the format");
    let kind = kind_of(cx, frame.vals[0]);
    let mut out = String::new();
    for piece in fill(cx, &format, frame.vals[1], kind)? {
        match piece {
            Err(text) => out.push_str(&text),
            Ok(filled) => {
                let text = match filled.item.code {
                    'b' if kind == Kind::Text => one(cx, &filled)?,
                    's' | 'b' | 'r' | 'a' => {
                        let text = texts.next().expect("one text for each item");
                        cut(&text, filled.precision)
                    }
                    'c' if kind != Kind::Text => percent_bytes::byte(cx, filled.value)?,
                    _ => one(cx, &filled)?,
                };
                out.push_str(&pad(text, &filled));
            }
        }
    }
    cx.charge(100_000 + out.len() as u64 * 1_000);
    Ok(Flow::Value(percent_bytes::value(cx, kind, out)))
}

fn cut(text: &str, precision: Option<usize>) -> String {
    match precision {
        Some(limit) => text.chars().take(limit).collect(),
        None => text.to_owned(),
    }
}

fn pad(text: String, filled: &Filled) -> String {
    let missing = filled.width.saturating_sub(text.chars().count());
    let spaces = " ".repeat(missing);
    if filled.item.left {
        text + &spaces
    } else {
        spaces + &text
    }
}

/// A number or character.
fn one<M: Memory>(cx: &mut Cx<'_, M>, filled: &Filled) -> Result<String, Raise> {
    let code = filled.item.code;
    match code {
        'c' => character(cx, filled.value),
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
            let whole = integer(cx, filled)?;
            Ok(integer_text(&whole, filled))
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let Some(n) = number(cx.mem, filled.value).filter(|n| n.to_f64().is_some()) else {
                let given = cx.type_name(filled.value);
                return Err(cx.type_error(format!("must be real number, not {given}")));
            };
            let x = super::ops::real(cx, &n)?;
            Ok(float(x, filled))
        }
        _ => {
            let at = filled.item.at;
            let code_point = code as u32;
            Err(cx.value_error(format!(
                "unsupported format character '{code}' (0x{code_point:x}) at index {at}"
            )))
        }
    }
}

fn character<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<String, Raise> {
    if let Some(text) = cx.text(value) {
        if text.chars().count() == 1 {
            return Ok(text.to_string());
        }
        return Err(cx.type_error("%c requires int or char"));
    }
    match number(cx.mem, value) {
        Some(Number::Int(i)) => match u32::try_from(i).ok().and_then(char::from_u32) {
            Some(c) => Ok(c.to_string()),
            None => Err(cx.overflow_error("%c arg not in range(0x110000)")),
        },
        _ => Err(cx.type_error("%c requires int or char")),
    }
}

fn integer<M: Memory>(cx: &mut Cx<'_, M>, filled: &Filled) -> Result<BigInt, Raise> {
    let code = filled.item.code;
    match number(cx.mem, filled.value) {
        Some(n @ (Number::Int(_) | Number::Big(_))) => Ok(n.to_big().expect("an int")),
        Some(Number::Float(x)) if matches!(code, 'd' | 'i' | 'u') => {
            let whole = super::float::to_int(cx, x)?;
            Ok(super::number::integer(cx.mem, whole).expect("an int"))
        }
        _ => {
            let given = cx.type_name(filled.value);
            let wanted = match code {
                'o' | 'x' | 'X' => "an integer",
                _ => "a real number",
            };
            Err(cx.type_error(format!("%{code} format: {wanted} is required, not {given}")))
        }
    }
}

fn sign(negative: bool, item: &Item) -> &'static str {
    match (negative, item.plus, item.space) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        _ => "",
    }
}

fn integer_text(value: &BigInt, filled: &Filled) -> String {
    let item = &filled.item;
    let (radix, prefix) = match item.code {
        'o' => (8, "0o"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = value.magnitude().to_str_radix(radix);
    if item.code == 'X' {
        digits.make_ascii_uppercase();
    }
    if let Some(precision) = filled.precision {
        digits = format!(
            "{}{digits}",
            "0".repeat(precision.saturating_sub(digits.len()))
        );
    }
    let prefix = if item.alternate { prefix } else { "" };
    zero_fill(sign(value.is_negative(), item), prefix, digits, filled)
}

fn zero_fill(sign: &str, prefix: &str, digits: String, filled: &Filled) -> String {
    let used = sign.len() + prefix.len() + digits.len();
    let zeros = if filled.item.zero && !filled.item.left {
        filled.width.saturating_sub(used)
    } else {
        0
    };
    format!("{sign}{prefix}{}{digits}", "0".repeat(zeros))
}

fn float(x: f64, filled: &Filled) -> String {
    let item = &filled.item;
    let form = Form {
        code: item.code.to_ascii_lowercase(),
        precision: filled.precision.unwrap_or(6),
        alternate: item.alternate,
        add_point: false,
    };
    let mut text = match float_text::not_finite(x.abs()) {
        Some(word) => word.to_owned(),
        None => float_text::write(x.abs(), form),
    };
    if item.code.is_ascii_uppercase() {
        text.make_ascii_uppercase();
    }
    let negative = x.is_sign_negative() && !x.is_nan();
    zero_fill(sign(negative, item), "", text, filled)
}
