//! Owns match objects and templates of replacements.

use std::any::Any;
use std::sync::Arc;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeResult, Raise};
use crate::vm::object::{Body, Ext};
use crate::vm::types;
use crate::vm::value::Value;

use super::super::kit::{self, Signature};
use super::complaint;
use super::matcher::{NONE, Slots, Subject};
use super::parse::Bad;
use super::pattern::{self, Search, plain_ext};
use super::program::Program;

#[derive(Clone, Debug)]
struct Match {
    class: ObjId,
    pattern: Value,
    program: Arc<Program>,
    string: Value,
    text: Subject,
    start: usize,
    end: usize,
    slots: Slots,
}

plain_ext!(Match, self => [self.pattern, self.string]);

pub(super) fn make<M: Memory>(cx: &mut Cx<'_, M>, search: &Search, slots: Slots) -> Value {
    let class = kit::module_class(cx, "_sre", "Match");
    kit::instance(
        cx,
        Match {
            class,
            pattern: search.pattern,
            program: search.program.clone(),
            string: search.string,
            text: search.text.clone(),
            start: search.start,
            end: search.end,
            slots,
        },
    )
}

fn match_of<M: Memory>(cx: &mut Cx<'_, M>, args: &Args<'_>, name: &str) -> Result<Match, Raise> {
    kit::ext(cx, args, name, |found: &mut Match| found.clone())
}

impl Match {
    /// Where a group is.
    fn span(&self, group: usize) -> Option<(usize, usize)> {
        let (from, to) = (self.slots[group * 2], self.slots[group * 2 + 1]);
        (from != NONE && to != NONE).then_some((from, to))
    }

    fn piece<M: Memory>(&self, cx: &mut Cx<'_, M>, group: usize, default: Value) -> Value {
        match self.span(group) {
            Some((from, to)) => pattern::piece(cx, &self.text, self.string, from, to),
            None => default,
        }
    }

    /// The number of a group given by number or name.
    fn index<M: Memory>(&self, cx: &mut Cx<'_, M>, value: Value) -> Result<usize, Raise> {
        let index = match cx.text(value) {
            Some(name) => {
                let mut names = self.program.names.iter();
                names.find(|(n, _)| **n == *name).map(|(_, at)| *at)
            }
            None => match types::unwrap(cx.mem, value) {
                Value::Int(at) => usize::try_from(at).ok(),
                Value::Bool(at) => Some(usize::from(at)),
                _ => None,
            },
        };
        match index.filter(|at| *at <= self.program.groups) {
            Some(index) => Ok(index),
            None => Err(cx.index_error("no such group")),
        }
    }
}

pub(super) fn group<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let found = match_of(cx, &args, "group")?;
    let mut parts = Vec::new();
    for value in &args.pos[1..] {
        let index = found.index(cx, *value)?;
        parts.push(found.piece(cx, index, Value::None));
    }
    Ok(Flow::Value(match parts[..] {
        [] => found.piece(cx, 0, Value::None),
        [one] => one,
        _ => cx.tuple(parts),
    }))
}

pub(super) fn groups<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const GROUPS: Signature<1> = Signature::method("groups", ["default"], 0);
    let [default] = GROUPS.bind(cx, &args)?;
    let default = if default.is_null() {
        Value::None
    } else {
        default
    };
    let found = match_of(cx, &args, "groups")?;
    let parts: Vec<Value> = (1..=found.program.groups)
        .map(|group| found.piece(cx, group, default))
        .collect();
    Ok(Flow::Value(cx.tuple(parts)))
}

pub(super) fn groupdict<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const GROUPS: Signature<1> = Signature::method("groupdict", ["default"], 0);
    let [default] = GROUPS.bind(cx, &args)?;
    let default = if default.is_null() {
        Value::None
    } else {
        default
    };
    let found = match_of(cx, &args, "groupdict")?;
    let mut dict = crate::vm::dict::Dict::new();
    for (name, index) in &found.program.names {
        let key = cx.str(name.clone());
        let value = found.piece(cx, *index, default);
        let hash = types::native_hash(cx.mem, key).expect("a str has a hash");
        dict.push(hash, key, value);
    }
    Ok(Flow::Value(cx.alloc(Body::Dict(Box::new(dict)))))
}

fn pair<M: Memory>(cx: &mut Cx<'_, M>, span: Option<(usize, usize)>) -> Value {
    let (from, to) = span.map_or((-1, -1), |(from, to)| (from as i64, to as i64));
    cx.tuple(vec![Value::Int(from), Value::Int(to)])
}

/// `start`, `end`, `span`.
pub(super) fn place<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &'static str,
) -> NativeResult<M> {
    let signature: Signature<1> = Signature::method(name, ["/group"], 0);
    let [group] = signature.bind(cx, &args)?;
    let found = match_of(cx, &args, name)?;
    let group = if group.is_null() {
        0
    } else {
        found.index(cx, group)?
    };
    let span = found.span(group);
    let number = |at: Option<usize>| Value::Int(at.map_or(-1, |at| at as i64));
    Ok(Flow::Value(match name {
        "start" => number(span.map(|span| span.0)),
        "end" => number(span.map(|span| span.1)),
        _ => pair(cx, span),
    }))
}

pub(super) fn fact<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &'static str,
) -> NativeResult<M> {
    let found = match_of(cx, &args, name)?;
    let last = found.slots.last().copied().filter(|last| *last != NONE);
    Ok(Flow::Value(match name {
        "pos" => Value::Int(found.start as i64),
        "endpos" => Value::Int(found.end as i64),
        "string" => found.string,
        "re" => found.pattern,
        "lastindex" => last.map_or(Value::None, |last| Value::Int(last as i64)),
        "lastgroup" => {
            let mut names = found.program.names.iter();
            match names.find(|(_, at)| Some(*at) == last) {
                Some((name, _)) => cx.str(name.clone()),
                None => Value::None,
            }
        }
        _ => {
            let groups = 0..=found.program.groups;
            let spans: Vec<Value> = groups.map(|g| pair(cx, found.span(g))).collect();
            cx.tuple(spans)
        }
    }))
}

pub(super) fn repr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let found = match_of(cx, &args, "__repr__")?;
    let (from, to) = (found.slots[0], found.slots[1]);
    let whole = found.piece(cx, 0, Value::None);
    let shown = match types::text::builtin_repr(cx, whole)? {
        Flow::Value(text) => cx.text(text).unwrap_or_default(),
        _ => unreachable!("a str or bytes shows itself"),
    };
    // "%.50R" of _sre.c.
    let shown: String = shown.chars().take(50).collect();
    Ok(Flow::Value(cx.str(format!(
        "<re.Match object; span=({from}, {to}), match={shown}>"
    ))))
}

pub(super) fn expand<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const EXPAND: Signature<1> = Signature::method("expand", ["template"], 1);
    let [value] = EXPAND.bind(cx, &args)?;
    let found = match_of(cx, &args, "expand")?;
    let Some(text) = cx.text(value) else {
        return Err(cx.type_error("gilscope expands templates of str only"));
    };
    let parts = match template(&text, &found.program) {
        Ok(parts) => parts,
        Err(bad) => return raise(cx, bad, value),
    };
    let mut out = String::new();
    fill(&mut out, &parts, &found.text, &found.slots);
    Ok(Flow::Value(cx.str(out)))
}

/// A part of a replacement.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Text(String),
    Group(usize),
}

pub(super) fn fill(out: &mut String, template: &[Part], text: &Subject, slots: &Slots) {
    for part in template {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Group(group) => {
                let (from, to) = (slots[group * 2], slots[group * 2 + 1]);
                if from != NONE && to != NONE {
                    out.push_str(&text.slice(from, to));
                }
            }
        }
    }
}

/// Raises what `re._complain` makes of a complaint about a template.
pub(super) fn raise<M: Memory>(cx: &mut Cx<'_, M>, bad: Bad, template: Value) -> NativeResult<M> {
    if bad.0.starts_with("unknown group name") {
        return Err(cx.index_error(bad.0));
    }
    let complaint = complaint(cx, bad);
    let module = crate::vm::import::loaded(cx.mem, "re");
    let symbol = cx.intern("_complain");
    let raiser = module.and_then(|module| match &cx.mem.get(module.obj()?).body {
        Body::Module(module) => module.dict.get(symbol),
        _ => None,
    });
    match raiser {
        Some(raiser) => Flow::tail(raiser, &[complaint, template]),
        None => Err(cx.value_error("bad template")),
    }
}

/// Reads a replacement: `\1`, `\g<name>` and the escapes of characters.
pub(super) fn template(text: &str, program: &Program) -> Result<Vec<Part>, Bad> {
    let chars: Vec<char> = text.chars().collect();
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        at += 1;
        if c != '\\' {
            literal.push(c);
            continue;
        }
        let start = at - 1;
        let Some(c) = chars.get(at).copied() else {
            return Err(("bad escape (end of pattern)".into(), start));
        };
        at += 1;
        let group = match c {
            'g' => Some(named(&chars, &mut at, program)?),
            '0' => {
                let mut code = 0;
                for _ in 0..2 {
                    let Some(digit) = chars.get(at).and_then(|c| c.to_digit(8)) else {
                        break;
                    };
                    code = code * 8 + digit;
                    at += 1;
                }
                literal.push(char::from(code as u8));
                None
            }
            '1'..='9' => {
                let mut group = c as usize - '0' as usize;
                if let Some(digit) = chars.get(at).and_then(|c| c.to_digit(10)) {
                    group = group * 10 + digit as usize;
                    at += 1;
                }
                if group > program.groups {
                    return Err((format!("invalid group reference {group}"), start + 1));
                }
                Some(group)
            }
            c => {
                let simple = match c {
                    'a' => '\x07',
                    'b' => '\x08',
                    'f' => '\x0c',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\x0b',
                    '\\' => '\\',
                    c if c.is_ascii_alphabetic() => {
                        return Err((format!("bad escape \\{c}"), start));
                    }
                    c => {
                        literal.push('\\');
                        c
                    }
                };
                literal.push(simple);
                None
            }
        };
        if let Some(group) = group {
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Group(group));
        }
    }
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    Ok(parts)
}

/// The group of `\g<…>`, behind the `g`.
fn named(chars: &[char], at: &mut usize, program: &Program) -> Result<usize, Bad> {
    let place = *at;
    if chars.get(place) != Some(&'<') {
        return Err(("missing <".into(), place));
    }
    let Some(length) = chars[place..].iter().position(|c| *c == '>') else {
        if place + 1 == chars.len() {
            return Err(("missing group name".into(), place + 1));
        }
        return Err(("missing >, unterminated name".into(), place + 1));
    };
    let name: String = chars[place + 1..place + length].iter().collect();
    *at = place + length + 1;
    if name.is_empty() {
        return Err(("missing group name".into(), place + 1));
    }
    if let Ok(group) = name.parse::<usize>() {
        if group > program.groups {
            return Err((format!("invalid group reference {group}"), place + 1));
        }
        return Ok(group);
    }
    let mut names = program.names.iter();
    match names.find(|(n, _)| *n == name) {
        Some((_, group)) => Ok(*group),
        None => Err((format!("unknown group name '{name}'"), place + 1)),
    }
}
