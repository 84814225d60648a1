//! Owns the module `_sre`: compiled patterns and matches. Matching holds the GIL from beginning to end, as CPython's
//! does: a pattern that backtracks for a second stops every other thread for a second. Our own matcher
//! rather than a crate's, because its steps are what a match costs, and because its syntax and the ways it tries
//! are Python's. Owns no cache and no flags (`re.py`).

mod emit;
mod escapes;
mod groups;
mod matcher;
mod parse;
mod pattern;
mod program;
mod results;
mod substitute;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult, Raise};
use crate::vm::types;
use crate::vm::value::Value;

use super::buffer;
use super::kit::{self, Signature};

/// Picoseconds a character of a pattern: `re.compile` of a pattern of 20 characters, not cached, takes 22 us on
/// CPython 3.13.0, all of it Python code there.
const COMPILE: u64 = 1_100_000;
/// Picoseconds a step of the matcher: `(a+)+$` against 18 times `a` and a `b` takes 22 ns for each of its 2^18 ways,
/// which are four steps each here.
const STEP: u64 = 5_500;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("compile", compile).cost(3_000_000),
            NativeDef::new("Pattern.match", |cx, args| {
                pattern::one(cx, args, pattern::How::Match)
            })
            .cost(120_000),
            NativeDef::new("Pattern.search", |cx, args| {
                pattern::one(cx, args, pattern::How::Search)
            })
            .cost(120_000),
            NativeDef::new("Pattern.fullmatch", |cx, args| {
                pattern::one(cx, args, pattern::How::Whole)
            })
            .cost(120_000),
            NativeDef::new("Pattern.findall", pattern::findall).cost(150_000),
            NativeDef::new("Pattern.finditer", pattern::finditer).cost(200_000),
            NativeDef::new("Pattern.split", pattern::split).cost(150_000),
            NativeDef::new("Pattern.sub", |cx, args| substitute::sub(cx, args, false))
                .cost(200_000),
            NativeDef::new("Pattern.subn", |cx, args| substitute::sub(cx, args, true))
                .cost(200_000),
            NativeDef::new("Pattern.pattern", |cx, args| {
                pattern::fact(cx, args, "pattern")
            }),
            NativeDef::new("Pattern.flags", |cx, args| pattern::fact(cx, args, "flags")),
            NativeDef::new("Pattern.groups", |cx, args| {
                pattern::fact(cx, args, "groups")
            }),
            NativeDef::new("Pattern.groupindex", |cx, args| {
                pattern::fact(cx, args, "groupindex")
            }),
            NativeDef::new("Pattern.__copy__", |_, args| Ok(Flow::Value(args.pos[0]))),
            NativeDef::new("_Finder.__iter__", |_, args| Ok(Flow::Value(args.pos[0]))),
            NativeDef::new("_Finder.__next__", pattern::next).cost(60_000),
            NativeDef::new("Match.group", results::group).cost(30_000),
            NativeDef::new("Match.__getitem__", results::group).cost(30_000),
            NativeDef::new("Match.groups", results::groups).cost(40_000),
            NativeDef::new("Match.groupdict", results::groupdict).cost(60_000),
            NativeDef::new("Match.start", |cx, args| results::place(cx, args, "start")),
            NativeDef::new("Match.end", |cx, args| results::place(cx, args, "end")),
            NativeDef::new("Match.span", |cx, args| results::place(cx, args, "span")),
            NativeDef::new("Match.expand", results::expand).cost(100_000),
            NativeDef::new("Match.pos", |cx, args| results::fact(cx, args, "pos")),
            NativeDef::new("Match.endpos", |cx, args| results::fact(cx, args, "endpos")),
            NativeDef::new("Match.string", |cx, args| results::fact(cx, args, "string")),
            NativeDef::new("Match.re", |cx, args| results::fact(cx, args, "re")),
            NativeDef::new("Match.lastindex", |cx, args| {
                results::fact(cx, args, "lastindex")
            }),
            NativeDef::new("Match.lastgroup", |cx, args| {
                results::fact(cx, args, "lastgroup")
            }),
            NativeDef::new("Match.regs", |cx, args| results::fact(cx, args, "regs")),
            NativeDef::new("Match.__repr__", results::repr).cost(200_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    const FACTS: [(&str, &[&str]); 3] = [
        ("Pattern", &["pattern", "flags", "groups", "groupindex"]),
        (
            "Match",
            &[
                "pos",
                "endpos",
                "string",
                "re",
                "lastindex",
                "lastgroup",
                "regs",
            ],
        ),
        ("_Finder", &[]),
    ];
    for (name, facts) in FACTS {
        let class = kit::class_of(cx, module, name, "re", types::OBJECT);
        kit::methods(cx, module, class, name);
        for fact in facts {
            kit::property(cx, class, fact);
        }
    }
    Ok(())
}

/// A complaint about a pattern or template for the Python side: its text and its place.
fn complaint<M: Memory>(cx: &mut Cx<'_, M>, (message, at): parse::Bad) -> Value {
    let message = cx.str(message);
    let at = if at == parse::NO_PLACE {
        Value::None
    } else {
        Value::Int(at as i64)
    };
    cx.tuple(vec![message, at])
}

/// `compile(pattern, flags)`: a Pattern, or a complaint.
fn compile<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const COMPILE_ARGS: Signature<2> = Signature::function("compile", ["/pattern", "/flags"], 2);
    let [source, flags] = COMPILE_ARGS.bind(cx, &args)?;
    let flags = kit::index(cx, flags)? as u32;
    let (chars, bytes) = match (cx.text(source), buffer::bytes(cx, source)) {
        (Some(text), _) => (text.chars().collect::<Vec<_>>(), false),
        (None, Some(bytes)) => (bytes.iter().map(|b| char::from(*b)).collect(), true),
        (None, None) => {
            return Err(cx.type_error("first argument must be string or compiled pattern"));
        }
    };
    cx.charge(chars.len() as u64 * COMPILE);
    match parse::parse(&chars, flags, bytes) {
        Ok(parsed) => {
            let program = emit::emit(parsed);
            Ok(Flow::Value(pattern::make(cx, program, source, bytes)))
        }
        Err((message, _)) if message == parse::TOO_LARGE => {
            Err(cx.raise(types::OVERFLOW_ERROR, message))
        }
        Err((message, _)) if message == parse::TOO_DEEP => {
            Err(cx.raise(types::RECURSION_ERROR, message))
        }
        Err(bad) => Ok(Flow::Value(complaint(cx, bad))),
    }
}
