//! Owns `sub` and `subn`: replacing matches, by a template or by what a function gives.

use super::super::buffer;
use super::super::kit::Signature;
use super::super::machine;
use super::matcher::Slots;
use super::pattern::{Search, count, refuse, search};
use super::results;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::sizes::room;
use crate::vm::value::Value;

/// A substitution: what comes out, and the calls that are still to be made.
#[derive(Clone, Debug)]
struct Substitution {
    search: Search,
    found: Vec<Slots>,
    at: usize,
    last: usize,
    out: String,
    repl: Value,
    counted: bool,
}

impl machine::State for Substitution {
    fn values(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.repl);
        visit(self.search.pattern);
        visit(self.search.string);
    }

    fn bytes(&self) -> usize {
        room(self.out.len()) + self.found.len() * 64
    }
}

/// `sub` and `subn`; a template is a list of texts and group numbers (`re.py` reads it).
pub(super) fn sub<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, counted: bool) -> NativeResult<M> {
    let name = if counted { "subn" } else { "sub" };
    let signature: Signature<3> = Signature::method(name, ["repl", "string", "count"], 2);
    let [repl, string, most] = signature.bind(cx, &args)?;
    let most = count(cx, most)?;
    let mut search = search(cx, &args, name, (string, Value::Null, Value::Null))?;
    let literal = cx.text(repl).map(|text| text.to_string()).or_else(|| {
        let bytes = buffer::bytes(cx, repl)?;
        Some(bytes.iter().map(|byte| char::from(*byte)).collect())
    });
    let callable = literal.is_none();
    let template = match literal {
        Some(text) => match results::template(&text, &search.program) {
            Ok(template) => template,
            Err(bad) => return results::raise(cx, bad, repl),
        },
        None => Vec::new(),
    };
    let Ok(found) = search.all(cx, most) else {
        return refuse();
    };
    if callable {
        let state = Box::new(Substitution {
            search,
            found,
            at: 0,
            last: 0,
            out: String::new(),
            repl,
            counted,
        });
        return substitute(cx, state);
    }
    let mut out = String::new();
    let mut last = 0;
    for slots in &found {
        out.push_str(&search.text.slice(last, slots[0]));
        results::fill(&mut out, &template, &search.text, slots);
        last = slots[1];
    }
    out.push_str(&search.text.slice(last, search.end));
    Ok(Flow::Value(finished(
        cx,
        &search,
        out,
        counted.then_some(found.len()),
    )))
}

fn finished<M: Memory>(
    cx: &mut Cx<'_, M>,
    search: &Search,
    out: String,
    count: Option<usize>,
) -> Value {
    cx.charge(out.len() as u64 * 200);
    let made = if cx.text(search.string).is_some() {
        cx.str(out)
    } else {
        let bytes: Vec<u8> = out.chars().map(|c| c as u32 as u8).collect();
        cx.bytes(bytes)
    };
    match count {
        Some(count) => cx.tuple(vec![made, Value::Int(count as i64)]),
        None => made,
    }
}

fn substitute<M: Memory>(cx: &mut Cx<'_, M>, mut state: Box<Substitution>) -> NativeResult<M> {
    let Some(slots) = state.found.get(state.at).cloned() else {
        let rest = state.search.text.slice(state.last, state.search.end);
        state.out.push_str(&rest);
        let count = state.counted.then_some(state.found.len());
        let out = std::mem::take(&mut state.out);
        return Ok(Flow::Value(finished(cx, &state.search, out, count)));
    };
    let before = state.search.text.slice(state.last, slots[0]);
    state.out.push_str(&before);
    state.last = slots[1];
    state.at += 1;
    let found = results::make(cx, &state.search, slots);
    let call = Flow::tail(state.repl, &[found])?;
    machine::wait(cx, state, call, substituted)
}

fn substituted<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let mut state: Box<Substitution> = machine::wake(cx, &frame);
    let value = input?;
    match (cx.text(value), buffer::bytes(cx, value)) {
        (Some(text), _) => state.out.push_str(&text),
        (None, Some(bytes)) => state.out.extend(bytes.iter().map(|b| char::from(*b))),
        (None, None) if value.is_none() => {}
        (None, None) => {
            let name = cx.type_name(value);
            let at = state.at - 1;
            return Err(cx.type_error(format!(
                "sequence item {at}: expected str instance, {name} found"
            )));
        }
    }
    substitute(cx, state)
}
