//! Owns `str.format` and `str.format_map`: fields, their attributes and indexes, conversions, nested
//! specifications. The specifications themselves are in `format_spec`.

use std::sync::Arc;

use super::flow::and_then;
use super::str_methods::receiver;
use super::text::{self, Conversion};
use super::{args, subscript};
use crate::base::Symbol;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::value::Value;

/// One part of a template.
#[derive(Clone, PartialEq, Debug)]
enum Part {
    Text(String),
    Field(Field),
}

#[derive(Clone, PartialEq, Debug)]
struct Field {
    /// Everything before `!` and `:`.
    name: String,
    conversion: Option<char>,
    spec: String,
}

/// Splits a template into text and fields.
fn parse(template: &str) -> Result<Vec<Part>, String> {
    let chars: Vec<char> = template.chars().collect();
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        at += 1;
        match c {
            '{' | '}' if chars.get(at) == Some(&c) => {
                text.push(c);
                at += 1;
            }
            '}' => return Err("Single '}' encountered in format string".to_owned()),
            '{' => {
                if !text.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut text)));
                }
                parts.push(Part::Field(parse_field(&chars, &mut at)?));
            }
            _ => text.push(c),
        }
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    Ok(parts)
}

fn parse_field(chars: &[char], at: &mut usize) -> Result<Field, String> {
    let start = *at;
    if start >= chars.len() {
        return Err("Single '{' encountered in format string".to_owned());
    }
    let mut depth = 1;
    let mut in_brackets = false;
    let mut name_end = None;
    while *at < chars.len() {
        match chars[*at] {
            '[' if name_end.is_none() => in_brackets = true,
            ']' if name_end.is_none() => in_brackets = false,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            ':' | '!' if depth == 1 && !in_brackets && name_end.is_none() => name_end = Some(*at),
            _ => {}
        }
        *at += 1;
    }
    if depth > 0 {
        return Err("expected '}' before end of string".to_owned());
    }
    let (end, name_end) = (*at, name_end.unwrap_or(*at));
    *at += 1;
    let name: String = chars[start..name_end].iter().collect();
    let mut rest = &chars[name_end..end];
    let mut conversion = None;
    if rest.first() == Some(&'!') {
        conversion = rest.get(1).copied();
        match (conversion, rest.get(2)) {
            (None, _) => {
                return Err("end of string while looking for conversion specifier".to_owned());
            }
            (Some(_), None | Some(':')) => {}
            _ => return Err("expected ':' after conversion specifier".to_owned()),
        }
        rest = &rest[2..];
    }
    let spec = rest.get(1..).unwrap_or(&[]).iter().collect();
    Ok(Field {
        name,
        conversion,
        spec,
    })
}

/// One step of a field name: `.attribute` or `[key]`.
#[derive(Clone, PartialEq, Debug)]
enum Access {
    Attribute(String),
    Key(String),
}

fn parse_name(name: &str) -> Result<(String, Vec<Access>), String> {
    let first_end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(first_end);
    let mut steps = Vec::new();
    while let Some(c) = rest.chars().next() {
        if c == '.' {
            let end = rest[1..].find(['.', '[']).map_or(rest.len(), |at| at + 1);
            if end == 1 {
                return Err("Empty attribute in format string".to_owned());
            }
            steps.push(Access::Attribute(rest[1..end].to_owned()));
            rest = &rest[end..];
        } else if c == '[' {
            let Some(end) = rest.find(']') else {
                return Err("Missing ']' in format string".to_owned());
            };
            if end == 1 {
                return Err("Empty attribute in format string".to_owned());
            }
            steps.push(Access::Key(rest[1..end].to_owned()));
            rest = &rest[end + 1..];
        } else {
            return Err("Only '.' or '[' may follow ']' in format field specifier".to_owned());
        }
    }
    Ok((first.to_owned(), steps))
}

/// Splits a numbering into automatic and manual, which do not mix.
const UNDECIDED: i64 = -1;
const MANUAL: i64 = -2;

pub(super) fn format<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let template = receiver(cx, args, "format")?;
    let positional = cx.tuple(args.pos[1..].to_vec());
    let keywords = keyword_list(cx, args.kw);
    start(cx, &template, positional, keywords, Value::Null)
}

pub(super) fn format_map<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let template = receiver(cx, args, "format_map")?;
    let [_, mapping] = args::exact(cx, "str.format_map", args, 1)?;
    let empty = cx.tuple([]);
    start(cx, &template, empty, empty, mapping)
}

/// Names and values in turn, in a tuple.
fn keyword_list<M: Memory>(cx: &mut Cx<'_, M>, kw: &[(Symbol, Value)]) -> Value {
    let mut flat = Vec::with_capacity(kw.len() * 2);
    for (symbol, value) in kw {
        let name = cx.mem.symbol_text(*symbol);
        flat.extend([cx.str(name), *value]);
    }
    cx.tuple(flat)
}

// The frame's values: where things are.
const TEMPLATE: usize = 0;
const POSITIONAL: usize = 1;
const KEYWORDS: usize = 2;
const MAPPING: usize = 3;
/// The text so far.
const OUT: usize = 4;
/// How fields are numbered: UNDECIDED, MANUAL or the next number.
const NUMBERING: usize = 5;
/// The object of the current field, and its expanded specification.
const OBJECT: usize = 6;
/// How many steps of the field's name were taken.
const STEPS: usize = 7;
const SPEC: usize = 8;

fn start<M: Memory>(
    cx: &mut Cx<'_, M>,
    template: &Arc<str>,
    positional: Value,
    keywords: Value,
    mapping: Value,
) -> NativeResult<M> {
    let (template, empty) = (cx.str(template.clone()), cx.str(""));
    let vals = vec![
        template,
        positional,
        keywords,
        mapping,
        empty,
        Value::Int(UNDECIDED),
        Value::Null,
        Value::Int(0),
        Value::Null,
    ];
    next_part(cx, NativeFrame::new(looked_up, vals))
}

/// Goes through the parts from `n` on, as far as no call is needed.
fn next_part<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let template = cx.text(frame.vals[TEMPLATE]).expect("a str");
    let parts = parse(&template).map_err(|message| cx.value_error(message))?;
    let Some(part) = parts.get(frame.n as usize) else {
        let out = frame.vals[OUT];
        return Ok(Flow::Value(out));
    };
    match part {
        Part::Text(text) => {
            push_text(cx, &mut frame, text);
            frame.n += 1;
            next_part(cx, frame)
        }
        Part::Field(field) => {
            let (first, _) = parse_name(&field.name).map_err(|m| cx.value_error(m))?;
            let object = first_object(cx, &mut frame, &first)?;
            frame.vals[STEPS] = Value::Int(0);
            frame.step = looked_up;
            and_then(cx, object, frame)
        }
    }
}

fn push_text<M: Memory>(cx: &mut Cx<'_, M>, frame: &mut NativeFrame<M>, more: &str) {
    let out = cx.text(frame.vals[OUT]).expect("a str");
    frame.vals[OUT] = cx.str([&*out, more].concat());
}

/// The object a field starts from.
fn first_object<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: &mut NativeFrame<M>,
    first: &str,
) -> Result<NativeResult<M>, Raise> {
    let mapping = frame.vals[MAPPING];
    let is_number = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
    if !first.is_empty() && !is_number {
        let key = cx.str(first);
        if !mapping.is_null() {
            return Ok(subscript::subscript_slow(cx, mapping, key));
        }
        let keywords = super::sequence::items(cx, frame.vals[KEYWORDS]).unwrap_or_default();
        let found = keywords
            .chunks(2)
            .find(|pair| cx.text(pair[0]).as_deref() == Some(first));
        return match found {
            Some(pair) => Ok(Ok(Flow::Value(pair[1]))),
            None => Err(cx.key_error(key)),
        };
    }
    let index = numbered(cx, frame, first, is_number)?;
    if !mapping.is_null() {
        return Err(cx.value_error("Format string contains positional fields"));
    }
    let items = super::sequence::items(cx, frame.vals[POSITIONAL]).unwrap_or_default();
    match items.get(index) {
        Some(item) => Ok(Ok(Flow::Value(*item))),
        None => Err(cx.index_error(format!(
            "Replacement index {index} out of range for positional args tuple"
        ))),
    }
}

/// The position a numbered or empty field means.
fn numbered<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: &mut NativeFrame<M>,
    first: &str,
    is_number: bool,
) -> Result<usize, Raise> {
    let Value::Int(numbering) = frame.vals[NUMBERING] else {
        unreachable!("the numbering");
    };
    if is_number {
        if numbering >= 0 {
            return Err(cx.value_error(
                "cannot switch from automatic field numbering to manual field specification",
            ));
        }
        frame.vals[NUMBERING] = Value::Int(MANUAL);
        return first
            .parse()
            .map_err(|_| cx.value_error("Too many decimal digits in format string"));
    }
    if numbering == MANUAL {
        return Err(cx.value_error(
            "cannot switch from manual field specification to automatic field numbering",
        ));
    }
    let next = numbering.max(0);
    frame.vals[NUMBERING] = Value::Int(next + 1);
    Ok(next as usize)
}

fn current_field<M: Memory>(cx: &Cx<'_, M>, frame: &NativeFrame<M>) -> Field {
    let template = cx.text(frame.vals[TEMPLATE]).expect("a str");
    match parse(&template)
        .ok()
        .and_then(|parts| parts.get(frame.n as usize).cloned())
    {
        Some(Part::Field(field)) => field,
        _ => unreachable!("the frame stands at a field"),
    }
}

/// The object of a step is known: takes the next step, or goes on to the specification.
fn looked_up<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let object = result?;
    frame.vals[OBJECT] = object;
    let field = current_field(cx, &frame);
    let (_, steps) = parse_name(&field.name).map_err(|m| cx.value_error(m))?;
    let Value::Int(taken) = frame.vals[STEPS] else {
        unreachable!("a count");
    };
    if let Some(step) = steps.get(taken as usize) {
        frame.vals[STEPS] = Value::Int(taken + 1);
        let flow = match step {
            Access::Attribute(name) => {
                let name = cx.intern(name);
                crate::vm::attr::get(cx, object, name)
            }
            Access::Key(key) => {
                let key = match key.parse::<i64>() {
                    Ok(index) if key.bytes().all(|b| b.is_ascii_digit()) => Value::Int(index),
                    _ => cx.str(key.as_str()),
                };
                subscript::subscript_slow(cx, object, key)
            }
        };
        return and_then(cx, flow, frame);
    }
    expand_spec(cx, frame, &field)
}

/// A specification may have fields itself: it is a template with the same arguments.
fn expand_spec<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    field: &Field,
) -> NativeResult<M> {
    frame.step = spec_ready;
    if !field.spec.contains('{') {
        let spec = cx.str(field.spec.as_str());
        return spec_ready(cx, frame, Ok(spec));
    }
    let mut inner = frame.vals.clone();
    inner[TEMPLATE] = cx.str(field.spec.as_str());
    inner[OUT] = cx.str("");
    let parts = parse(&field.spec).map_err(|m| cx.value_error(m))?;
    let nested = |part: &Part| matches!(part, Part::Field(f) if f.spec.contains('{'));
    if parts.iter().any(nested) {
        return Err(cx.value_error("Max string recursion exceeded"));
    }
    // The inner fields take the next automatic numbers; the outer ones go on behind them.
    if let Value::Int(next) = frame.vals[NUMBERING]
        && next >= 0
    {
        let used = parts
            .iter()
            .filter(|part| matches!(part, Part::Field(f) if f.name.is_empty()))
            .count();
        frame.vals[NUMBERING] = Value::Int(next + used as i64);
    }
    let flow = next_part(cx, NativeFrame::new(looked_up, inner));
    and_then(cx, flow, frame)
}

fn spec_ready<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[SPEC] = result?;
    let field = current_field(cx, &frame);
    let how = match field.conversion {
        None => return convert_and_format(cx, frame),
        Some('s') => Conversion::Str,
        Some('r') => Conversion::Repr,
        Some('a') => Conversion::Ascii,
        Some(other) => {
            return Err(cx.value_error(format!("Unknown conversion specifier {other}")));
        }
    };
    frame.step = converted;
    let flow = text::convert(cx, how, frame.vals[OBJECT], Value::Null);
    and_then(cx, flow, frame)
}

fn converted<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[OBJECT] = result?;
    convert_and_format(cx, frame)
}

fn convert_and_format<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    frame.step = formatted;
    let flow = text::format(cx, frame.vals[OBJECT], frame.vals[SPEC]);
    and_then(cx, flow, frame)
}

fn formatted<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let text = cx.text(result?).expect("format gives a str");
    push_text(cx, &mut frame, &text);
    frame.n += 1;
    next_part(cx, frame)
}
