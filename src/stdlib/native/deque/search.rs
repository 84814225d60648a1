//! Owns looking for an item in a deque, which may have to run an `__eq__` written in Python.

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::types;
use crate::vm::value::Value;

use super::super::kit::{self, Signature};
use super::Deque;

/// What to do with the position of an item that was looked for.
#[derive(Clone, Copy, PartialEq)]
enum Search {
    Remove,
    Index,
    Contains,
    Count,
}

impl Search {
    const ALL: [Self; 4] = [Self::Remove, Self::Index, Self::Contains, Self::Count];
}

pub(super) fn remove<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const REMOVE: Signature<1> = Signature::method("deque.remove", ["/value"], 1);
    let [wanted] = REMOVE.bind(cx, &args)?;
    search(cx, args.pos[0], wanted, 0, 0, Search::Remove)
}

pub(super) fn index<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const INDEX: Signature<1> = Signature::method("index", ["/value"], 1);
    let [wanted] = INDEX.bind(cx, &args)?;
    search(cx, args.pos[0], wanted, 0, 0, Search::Index)
}

pub(super) fn count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const COUNT: Signature<1> = Signature::method("deque.count", ["/value"], 1);
    let [wanted] = COUNT.bind(cx, &args)?;
    search(cx, args.pos[0], wanted, 0, 0, Search::Count)
}

pub(super) fn contains<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const CONTAINS: Signature<1> = Signature::method("__contains__", ["/value"], 1);
    let [wanted] = CONTAINS.bind(cx, &args)?;
    search(cx, args.pos[0], wanted, 0, 0, Search::Contains)
}

/// Looks for an item from a position on; `found` so far. Stops to run Python code where an item's
/// `__eq__` is written in Python, and goes on behind it.
fn search<M: Memory>(
    cx: &mut Cx<'_, M>,
    deque: Value,
    wanted: Value,
    from: usize,
    mut found: i64,
    what: Search,
) -> NativeResult<M> {
    let mut at = from;
    while let Some(Some(item)) =
        kit::ext_of(cx, deque, |deque: &mut Deque| deque.items.get(at).copied())
    {
        cx.charge(3_000);
        let equal = if item.is(wanted) {
            Some(true)
        } else {
            types::native_eq(cx.mem, item, wanted)
        };
        match equal {
            Some(false) => {}
            Some(true) if what == Search::Count => found += 1,
            Some(true) => return hit(cx, deque, at, what),
            None => return ask_python(cx, deque, wanted, item, at, found, what),
        }
        at += 1;
    }
    match what {
        Search::Remove | Search::Index => {
            let shown = types::text::repr(cx, wanted);
            let raise = NativeFrame::new(not_in_deque, Vec::new());
            types::flow::and_then(cx, shown, raise)
        }
        Search::Contains => Ok(Flow::Value(Value::Bool(false))),
        Search::Count => Ok(Flow::Value(Value::Int(found))),
    }
}

#[expect(clippy::boxed_local, reason = "the signature of a step")]
fn not_in_deque<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    shown: Result<Value, Raise>,
) -> NativeResult<M> {
    let shown = cx.text(shown?).unwrap_or_default();
    Err(cx.value_error(format!("{shown} is not in deque")))
}

fn hit<M: Memory>(cx: &mut Cx<'_, M>, deque: Value, at: usize, what: Search) -> NativeResult<M> {
    Ok(Flow::Value(match what {
        Search::Remove => {
            kit::ext_of(cx, deque, |deque: &mut Deque| {
                deque.version += 1;
                deque.items.remove(at);
            });
            Value::None
        }
        Search::Index => Value::Int(at as i64),
        Search::Contains | Search::Count => Value::Bool(true),
    }))
}

fn ask_python<M: Memory>(
    cx: &mut Cx<'_, M>,
    deque: Value,
    wanted: Value,
    item: Value,
    at: usize,
    found: i64,
    what: Search,
) -> NativeResult<M> {
    let class = cx.type_of(item);
    let Some(eq) = kit::class_attr(cx, class, "__eq__") else {
        return search(cx, deque, wanted, at + 1, found, what);
    };
    let mut then = NativeFrame::new(
        |cx, frame, answer| {
            let equal = match answer? {
                Value::NotImplemented => false,
                answer => kit::flag(cx, answer),
            };
            let [deque, wanted, Value::Int(at), Value::Int(found)] = frame.vals[..] else {
                unreachable!("the frame holds what the search stored")
            };
            let what = Search::ALL[frame.n as usize];
            let at = at as usize;
            match (equal, what) {
                (true, Search::Count) => search(cx, deque, wanted, at + 1, found + 1, what),
                (true, _) => hit(cx, deque, at, what),
                (false, _) => search(cx, deque, wanted, at + 1, found, what),
            }
        },
        vec![deque, wanted, Value::Int(at as i64), Value::Int(found)],
    );
    then.n = what as i64;
    Flow::call(eq, &[item, wanted], then)
}
