//! Owns the methods of compiled patterns that search. Owns no match object (`results`) and no replacing
//! (`substitute`).

use std::any::Any;
use std::sync::Arc;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeResult, Raise};
use crate::vm::object::{Body, Ext};
use crate::vm::types;
use crate::vm::value::Value;

use super::super::buffer;
use super::super::kit::{self, Signature};
use super::matcher::{Matcher, Slots, Subject};
use super::program::Program;
use super::{STEP, results};

#[derive(Clone, Debug)]
pub(super) struct Pattern {
    class: ObjId,
    pub program: Arc<Program>,
    pub source: Value,
    pub bytes: bool,
}

/// `finditer`'s iterator.
#[derive(Clone, Debug)]
struct Finder {
    class: ObjId,
    search: Search,
}

macro_rules! plain_ext {
    ($type:ty, $self:ident => $values:expr) => {
        impl Ext for $type {
            fn class(&self) -> ObjId {
                self.class
            }
            fn clone_box(&self) -> Box<dyn Ext> {
                Box::new(self.clone())
            }
            fn trace(&$self, visit: &mut dyn FnMut(Value)) {
                visit($self.class.into());
                $values.into_iter().for_each(visit);
            }
            fn as_any(&self) -> &dyn Any {
                self
            }
            fn as_any_mut(&mut self) -> &mut dyn Any {
                self
            }
        }
    };
}
pub(super) use plain_ext;

plain_ext!(Pattern, self => [self.source]);
plain_ext!(Finder, self => [self.search.pattern, self.search.string]);

pub(super) fn make<M: Memory>(
    cx: &mut Cx<'_, M>,
    program: Program,
    source: Value,
    bytes: bool,
) -> Value {
    let class = kit::module_class(cx, "_sre", "Pattern");
    let program = Arc::new(program);
    kit::instance(
        cx,
        Pattern {
            class,
            program,
            source,
            bytes,
        },
    )
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    Match,
    Search,
    Whole,
}

/// A text being searched by a pattern.
#[derive(Clone, Debug)]
pub(super) struct Search {
    pub pattern: Value,
    pub program: Arc<Program>,
    pub string: Value,
    pub text: Subject,
    pub start: usize,
    pub end: usize,
    /// Where the next match is looked for, and whether it must not be empty there.
    at: usize,
    not_empty: bool,
}

/// A match took too many steps to be followed to its end.
pub(super) struct GaveUp;

pub(super) fn refuse<M: Memory>() -> NativeResult<M> {
    Flow::ask(Ask::Unsupported {
        what: "a match of a regular expression that takes more than 22 seconds".into(),
        instead: "take repeats out of repeats: `(a+)+` has ever more ways to fail, `a+` has one"
            .into(),
    })
}

impl Search {
    /// The next match.
    fn next<M: Memory>(&mut self, cx: &mut Cx<'_, M>) -> Result<Option<Slots>, GaveUp> {
        if self.at > self.end {
            return Ok(None);
        }
        let mut matcher = Matcher::new(&self.program, &self.text, self.end);
        let found = matcher.search(self.at, self.not_empty);
        cx.charge(matcher.steps * STEP);
        if matcher.gave_up() {
            return Err(GaveUp);
        }
        match &found {
            Some(slots) => {
                self.at = slots[1];
                self.not_empty = slots[0] == slots[1];
            }
            None => self.at = self.end + 1,
        }
        Ok(found)
    }

    pub(super) fn all<M: Memory>(
        &mut self,
        cx: &mut Cx<'_, M>,
        most: usize,
    ) -> Result<Vec<Slots>, GaveUp> {
        let mut found = Vec::new();
        while found.len() < most {
            let Some(slots) = self.next(cx)? else { break };
            found.push(slots);
        }
        Ok(found)
    }

    /// A piece of the text as a str or bytes.
    pub(super) fn piece<M: Memory>(&self, cx: &mut Cx<'_, M>, from: usize, to: usize) -> Value {
        piece(cx, &self.text, self.string, from, to)
    }
}

/// A piece of a text as what the text is.
pub(super) fn piece<M: Memory>(
    cx: &mut Cx<'_, M>,
    text: &Subject,
    string: Value,
    from: usize,
    to: usize,
) -> Value {
    if cx.text(string).is_some() {
        return cx.str(text.slice(from, to));
    }
    let bytes: Vec<u8> = (from..to).map(|at| text.at(at) as u32 as u8).collect();
    cx.bytes(bytes)
}

fn subject<M: Memory>(
    cx: &mut Cx<'_, M>,
    pattern: &Pattern,
    string: Value,
) -> Result<Subject, Raise> {
    match (cx.text(string), buffer::bytes(cx, string)) {
        (Some(_), _) if pattern.bytes => {
            Err(cx.type_error("cannot use a bytes pattern on a string-like object"))
        }
        (Some(text), _) if text.is_ascii() => Ok(Subject::Bytes(text.as_bytes().into())),
        (Some(text), _) => Ok(Subject::Chars(text.chars().collect())),
        (None, Some(_)) if !pattern.bytes => {
            Err(cx.type_error("cannot use a string pattern on a bytes-like object"))
        }
        (None, Some(bytes)) => Ok(Subject::Bytes(bytes)),
        (None, None) => {
            let name = cx.type_name(string);
            Err(cx.type_error(format!(
                "expected string or bytes-like object, got '{name}'"
            )))
        }
    }
}

fn pattern_of<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    method: &str,
) -> Result<Pattern, Raise> {
    kit::ext(cx, args, method, |pattern: &mut Pattern| pattern.clone())
}

pub(super) fn search<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    method: &str,
    (string, start, end): (Value, Value, Value),
) -> Result<Search, Raise> {
    let pattern = pattern_of(cx, args, method)?;
    let text = subject(cx, &pattern, string)?;
    let mut bound = |value: Value, default: usize| match value {
        Value::Null => Ok(default),
        value => Ok(kit::index(cx, value)?.clamp(0, text.len() as i64) as usize),
    };
    let start = bound(start, 0)?;
    let end = bound(end, text.len())?;
    Ok(Search {
        pattern: args.pos[0],
        program: pattern.program,
        string,
        text,
        start,
        end,
        at: start,
        not_empty: false,
    })
}

/// `match`, `search`, `fullmatch`.
pub(super) fn one<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, how: How) -> NativeResult<M> {
    let name = match how {
        How::Match => "match",
        How::Search => "search",
        How::Whole => "fullmatch",
    };
    let signature: Signature<3> = Signature::method(name, ["string", "pos", "endpos"], 1);
    let [string, start, end] = signature.bind(cx, &args)?;
    let mut search = search(cx, &args, name, (string, start, end))?;
    if search.start > search.end {
        return Ok(Flow::Value(Value::None));
    }
    let found = if how == How::Search {
        search.next(cx)
    } else {
        let mut matcher = Matcher::new(&search.program, &search.text, search.end);
        let found = matcher.match_at(search.start, how == How::Whole, false);
        cx.charge(matcher.steps * STEP);
        if matcher.gave_up() {
            Err(GaveUp)
        } else {
            Ok(found)
        }
    };
    let Ok(found) = found else { return refuse() };
    Ok(Flow::Value(match found {
        Some(slots) => results::make(cx, &search, slots),
        None => Value::None,
    }))
}

/// What `findall` gives for a match: the match, its only group, or all its groups.
pub(super) fn findall<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const FIND: Signature<3> = Signature::method("findall", ["string", "pos", "endpos"], 1);
    let [string, start, end] = FIND.bind(cx, &args)?;
    let mut search = search(cx, &args, "findall", (string, start, end))?;
    let groups = search.program.groups;
    let Ok(found) = search.all(cx, usize::MAX) else {
        return refuse();
    };
    let mut items = Vec::with_capacity(found.len());
    for slots in found {
        let mut group = |at: usize| {
            let (from, to) = (slots[at * 2], slots[at * 2 + 1]);
            let none = from == super::matcher::NONE || to == super::matcher::NONE;
            let (from, to) = if none { (0, 0) } else { (from, to) };
            search.piece(cx, from, to)
        };
        let item = match groups {
            0 => group(0),
            1 => group(1),
            _ => {
                let parts: Vec<Value> = (1..=groups).map(&mut group).collect();
                cx.tuple(parts)
            }
        };
        items.push(item);
    }
    cx.charge(items.len() as u64 * 40_000);
    Ok(Flow::Value(cx.list(items)))
}

pub(super) fn finditer<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const FIND: Signature<3> = Signature::method("finditer", ["string", "pos", "endpos"], 1);
    let [string, start, end] = FIND.bind(cx, &args)?;
    let search = search(cx, &args, "finditer", (string, start, end))?;
    let class = kit::module_class(cx, "_sre", "_Finder");
    Ok(Flow::Value(kit::instance(cx, Finder { class, search })))
}

pub(super) fn next<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let mut search = kit::ext(cx, &args, "__next__", |finder: &mut Finder| {
        finder.search.clone()
    })?;
    let Ok(found) = search.next(cx) else {
        return refuse();
    };
    let (at, not_empty) = (search.at, search.not_empty);
    kit::ext(cx, &args, "__next__", |finder: &mut Finder| {
        finder.search.at = at;
        finder.search.not_empty = not_empty;
    })?;
    match found {
        Some(slots) => Ok(Flow::Value(results::make(cx, &search, slots))),
        None => Err(cx.stop_iteration()),
    }
}

pub(super) fn count<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<usize, Raise> {
    match value {
        Value::Null => Ok(usize::MAX),
        value => Ok(match kit::index(cx, value)? {
            0 => usize::MAX,
            few => usize::try_from(few).unwrap_or(0),
        }),
    }
}

pub(super) fn split<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SPLIT: Signature<2> = Signature::method("split", ["string", "maxsplit"], 1);
    let [string, most] = SPLIT.bind(cx, &args)?;
    let most = count(cx, most)?;
    let mut search = search(cx, &args, "split", (string, Value::Null, Value::Null))?;
    let mut items = Vec::new();
    let mut last = 0;
    let Ok(found) = search.all(cx, most) else {
        return refuse();
    };
    for slots in found {
        items.push(search.piece(cx, last, slots[0]));
        for group in 1..=search.program.groups {
            let (from, to) = (slots[group * 2], slots[group * 2 + 1]);
            items.push(if from == super::matcher::NONE {
                Value::None
            } else {
                search.piece(cx, from, to)
            });
        }
        last = slots[1];
    }
    let end = search.end;
    items.push(search.piece(cx, last, end));
    Ok(Flow::Value(cx.list(items)))
}

/// An attribute.
pub(super) fn fact<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &'static str,
) -> NativeResult<M> {
    let pattern = pattern_of(cx, &args, name)?;
    Ok(Flow::Value(match name {
        "pattern" => pattern.source,
        "flags" => Value::Int(i64::from(pattern.program.flags)),
        "groups" => Value::Int(pattern.program.groups as i64),
        _ => {
            let mut dict = crate::vm::dict::Dict::new();
            for (name, index) in &pattern.program.names {
                let key = cx.str(name.clone());
                let hash = types::native_hash(cx.mem, key).expect("a str has a hash");
                dict.push(hash, key, Value::Int(*index as i64));
            }
            cx.alloc(Body::Dict(Box::new(dict)))
        }
    }))
}
