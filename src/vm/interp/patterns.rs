//! Owns the instructions of `match`. Owns neither the order of tests (the compiler's) nor unpacking.

use super::super::attr;
use super::super::builtins;
use super::super::cx::Cx;
use super::super::glance;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::super::object::Body;
use super::super::types;
use super::super::types::flow::and_then;
use super::super::value::Value;
use super::Interp;
use super::slow::Slow;
use crate::base::ObjId;

/// Types whose only positional pattern is the object itself (`_Py_TPFLAGS_MATCH_SELF`).
const MATCH_SELF: [ObjId; 11] = [
    types::BOOL,
    types::BYTEARRAY,
    types::BYTES,
    types::DICT,
    types::FLOAT,
    types::FROZENSET,
    types::INT,
    types::LIST,
    types::SET,
    types::STR,
    types::TUPLE,
];

/// What `collections.abc` says of its classes in `__abc_tpflags__` (Include/object.h).
const SEQUENCE_FLAG: i64 = 1 << 5;
const MAPPING_FLAG: i64 = 1 << 6;

impl<M: Memory> Interp<M> {
    pub(super) fn patterns(&mut self, mem: &mut M, op: Op) -> Slow {
        match op.exec {
            Exec::MatchSequence => {
                let subject = self.peek(1);
                let builtin = [types::LIST, types::TUPLE, types::RANGE];
                let matches = is_kind(&mut self.cx(mem), subject, &builtin, SEQUENCE_FLAG);
                self.push(Value::Bool(matches));
                Ok(None)
            }
            Exec::MatchMapping => {
                let subject = self.peek(1);
                let builtin = [types::DICT, types::NAMESPACE];
                let matches = is_kind(&mut self.cx(mem), subject, &builtin, MAPPING_FLAG);
                self.push(Value::Bool(matches));
                Ok(None)
            }
            Exec::GetLen => {
                let subject = self.peek(1);
                self.flow(mem, |cx| builtins::length(cx, subject))
            }
            Exec::MatchKeys => {
                let (keys, subject) = (self.peek(1), self.peek(2));
                self.flow(mem, |cx| match_keys(cx, subject, keys))
            }
            _ => {
                let (names, class, subject) = (self.pop(), self.pop(), self.pop());
                self.flow(mem, |cx| match_class(cx, subject, class, names, op.arg))
            }
        }
    }
}

fn is_kind<M: Memory>(cx: &mut Cx<'_, M>, subject: Value, builtin: &[ObjId], flag: i64) -> bool {
    let class = cx.type_of(subject);
    if builtin
        .iter()
        .any(|of| types::is_subclass(cx.mem, class, *of))
    {
        return true;
    }
    let name = cx.intern("__abc_tpflags__");
    matches!(types::find_method(cx.mem, class, name), Some(Value::Int(flags)) if flags & flag != 0)
}

/// The values of all keys as a tuple, or None when one is missing. `vals`: the method `get`, a mark for
/// "not there", the keys, then the values found so far; `n`: how many keys there are.
fn match_keys<M: Memory>(cx: &mut Cx<'_, M>, subject: Value, keys: Value) -> NativeResult<M> {
    let keys = glance::tuple_items(cx.mem, keys);
    if keys.is_empty() {
        let empty = cx.tuple(Vec::new());
        return Ok(Flow::Value(empty));
    }
    let mark = cx.alloc(Body::Cell(Value::None));
    let mut frame = NativeFrame::new(got_method, vec![Value::None, mark]);
    frame.n = keys.len() as i64;
    frame.vals.extend(keys);
    let name = cx.intern("get");
    let get = attr::get(cx, subject, name);
    and_then(cx, get, frame)
}

fn got_method<M: Memory>(
    _: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.vals[0] = input?;
    frame.step = got_value;
    let args = [frame.vals[2], frame.vals[1]];
    Flow::call(frame.vals[0], &args, frame)
}

fn got_value<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let found = input?;
    if found == frame.vals[1] {
        return Ok(Flow::Value(Value::None));
    }
    frame.vals.push(found);
    let keys = frame.n as usize;
    let done = frame.vals.len() - 2 - keys;
    if done == keys {
        let values = cx.tuple(frame.vals[2 + keys..].to_vec());
        return Ok(Flow::Value(values));
    }
    let args = [frame.vals[2 + done], frame.vals[1]];
    Flow::call(frame.vals[0], &args, frame)
}

/// The attributes that the sub-patterns are matched against, or None. `vals` of the frames: subject,
/// class, names of keyword patterns; `n`: how many positional patterns.
fn match_class<M: Memory>(
    cx: &mut Cx<'_, M>,
    subject: Value,
    class: Value,
    names: Value,
    positional: u32,
) -> NativeResult<M> {
    let is_class = matches!(class, Value::Obj(id) if matches!(cx.mem.get(id).body, Body::Type(_)));
    if !is_class {
        return Err(cx.type_error("called match pattern must be a class"));
    }
    let mut frame = NativeFrame::new(instance_asked, vec![subject, class, names]);
    frame.n = i64::from(positional);
    let asked = builtins::is_instance(cx, subject, class);
    and_then(cx, asked, frame)
}

fn instance_asked<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    if input? != Value::Bool(true) {
        return Ok(Flow::Value(Value::None));
    }
    if frame.n == 0 {
        let names = glance::tuple_items(cx.mem, frame.vals[2]);
        return attributes(cx, frame.vals[0], frame.vals[1], &names, Vec::new());
    }
    frame.step = match_args_found;
    let name = cx.intern("__match_args__");
    let found = attr::get(cx, frame.vals[1], name);
    and_then(cx, found, frame)
}

fn match_args_found<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let (subject, class) = (frame.vals[0], frame.vals[1]);
    let keywords = glance::tuple_items(cx.mem, frame.vals[2]);
    let given = frame.n as usize;
    let class_id = class.obj().expect("checked to be a class");
    let shown = types::type_name(cx.mem, class_id);
    let (args, itself) = match input {
        Ok(args) if cx.type_of(args) == types::TUPLE => (glance::tuple_items(cx.mem, args), false),
        Ok(other) => {
            let kind = cx.type_name(other);
            let message = format!("{shown}.__match_args__ must be a tuple (got {kind})");
            return Err(cx.type_error(message));
        }
        Err(raise) if cx.is_instance(raise.0, types::ATTRIBUTE_ERROR) => {
            let itself = MATCH_SELF
                .iter()
                .any(|of| types::is_subclass(cx.mem, class_id, *of));
            (Vec::new(), itself)
        }
        Err(raise) => return Err(raise),
    };
    let allowed = if itself { 1 } else { args.len() };
    if given > allowed {
        let plural = if allowed == 1 { "" } else { "s" };
        return Err(cx.type_error(format!(
            "{shown}() accepts {allowed} positional sub-pattern{plural} ({given} given)"
        )));
    }
    if itself {
        return attributes(cx, subject, class, &keywords, vec![subject]);
    }
    let mut names = args[..given].to_vec();
    for name in &names {
        if cx.text(*name).is_none() {
            let kind = cx.type_name(*name);
            let message = format!("__match_args__ elements must be strings (got {kind})");
            return Err(cx.type_error(message));
        }
    }
    names.extend(keywords);
    attributes(cx, subject, class, &names, Vec::new())
}

/// Reads the attributes one after the other. `vals`: subject, the names left, the values so far; `n`: how
/// many names are left.
fn attributes<M: Memory>(
    cx: &mut Cx<'_, M>,
    subject: Value,
    class: Value,
    names: &[Value],
    found: Vec<Value>,
) -> NativeResult<M> {
    for (at, name) in names.iter().enumerate() {
        let text = cx.text(*name);
        if names[..at].iter().any(|other| cx.text(*other) == text) {
            let shown = types::type_name(cx.mem, class.obj().expect("checked to be a class"));
            return Err(cx.type_error(format!(
                "{shown}() got multiple sub-patterns for attribute '{}'",
                text.unwrap_or_default()
            )));
        }
    }
    let mut frame = NativeFrame::new(attribute_found, vec![subject]);
    frame.n = names.len() as i64;
    frame.vals.extend(names.iter().rev());
    frame.vals.extend(found);
    next_attribute(cx, frame)
}

fn next_attribute<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    if frame.n == 0 {
        let found = cx.tuple(frame.vals[1..].to_vec());
        return Ok(Flow::Value(found));
    }
    let name = frame.vals.remove(frame.n as usize);
    frame.n -= 1;
    let name = glance::symbol_of(cx.mem, name);
    let found = attr::get(cx, frame.vals[0], name);
    and_then(cx, found, frame)
}

fn attribute_found<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Ok(value) => {
            frame.vals.push(value);
            next_attribute(cx, frame)
        }
        Err(raise) if cx.is_instance(raise.0, types::ATTRIBUTE_ERROR) => {
            Ok(Flow::Value(Value::None))
        }
        Err(raise) => Err(raise),
    }
}
