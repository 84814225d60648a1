//! Owns the opcodes that may run Python code: names, calls, elements of containers, states.

use crate::vm::attr;
use crate::vm::cx::Cx;
use crate::vm::import;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, Raise, Values};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::types::keyed::{self, Access};
use crate::vm::value::Value;

use super::load::{Unpickler, exact, underflow};
use super::{error, globals};

/// Picoseconds of a call, an instance, a state (CPython 3.13.0).
const CALL: u64 = 60_000;
const INSTANCE: u64 = 120_000;
const STATE: u64 = 70_000;

/// What to do with the result of a call.
#[derive(Clone, Debug)]
pub(super) enum Then {
    Nothing,
    Push,
    Drop,
    /// A module was imported: fetch a name from it.
    Global(Value, Value),
    /// `cls.__new__` is known: call it with these.
    New(Vec<Value>, Value),
    /// Elements go on: (container, pairs or elements, next).
    Items(Value, Vec<Value>, usize),
    Adds(Value, Vec<Value>, usize),
    Appends(Value, Vec<Value>, usize),
    /// `append` of a container that has no `extend`.
    AppendTo(Vec<Value>, Value),
    /// `__setstate__` is known, or is not there.
    State(Value, Value),
    /// Attributes go on: names and values in turn.
    Attributes(Value, Vec<Value>, usize),
}

impl Then {
    pub(super) fn values(&self, visit: &mut dyn FnMut(Value)) {
        match self {
            Self::Nothing | Self::Push | Self::Drop => {}
            Self::Global(a, b) | Self::State(a, b) => {
                visit(*a);
                visit(*b);
            }
            Self::New(values, value) | Self::AppendTo(values, value) => {
                values.iter().for_each(|value| visit(*value));
                visit(*value);
            }
            Self::Items(value, values, _)
            | Self::Adds(value, values, _)
            | Self::Appends(value, values, _)
            | Self::Attributes(value, values, _) => {
                visit(*value);
                values.iter().for_each(|value| visit(*value));
            }
        }
    }
}

type Went<M> = Result<Option<Flow<M>>, Raise>;

pub(super) fn execute<M: Memory>(cx: &mut Cx<'_, M>, u: &mut Unpickler, opcode: u8) -> Went<M> {
    match opcode {
        b'c' => {
            let module = u.line(cx)?;
            let name = u.line(cx)?;
            let (module, name) = match (module.as_str(), name.as_str()) {
                ("__builtin__", "long") => ("builtins", "int"),
                ("__builtin__", "xrange") => ("builtins", "range"),
                ("__builtin__", "unicode") => ("builtins", "str"),
                ("__builtin__" | "exceptions", name) => ("builtins", name),
                ("copy_reg", name) => ("copyreg", name),
                ("Queue", name) => ("queue", name),
                other => other,
            };
            let module = cx.str(module);
            let name = cx.str(name);
            global(cx, u, module, name)
        }
        0x93 => {
            let name = u.pop(cx)?;
            let module = u.pop(cx)?;
            if cx.text(name).is_none() || cx.text(module).is_none() {
                return Err(error(cx, "UnpicklingError", "STACK_GLOBAL requires str"));
            }
            global(cx, u, module, name)
        }
        b'R' => {
            let args = u.pop(cx)?;
            let callee = u.pop(cx)?;
            let Some(args) = types::sequence::items(cx, args) else {
                let name = cx.type_name(args);
                return Err(cx.type_error(format!("argument list must be a tuple, not {name}")));
            };
            u.charge(CALL);
            u.then = Then::Push;
            Flow::tail(callee, &args).map(Some)
        }
        0x81 | 0x92 => {
            let kwargs = if opcode == 0x92 {
                u.pop(cx)?
            } else {
                Value::None
            };
            let args = u.pop(cx)?;
            let class = u.pop(cx)?;
            let mut all = vec![class];
            all.extend(types::sequence::items(cx, args).unwrap_or_default());
            u.charge(INSTANCE);
            u.then = Then::New(all, kwargs);
            let new = cx.intern("__new__");
            attr::get(cx, class, new).map(Some)
        }
        b'a' | b'e' => {
            let items = if opcode == b'a' {
                vec![u.pop(cx)?]
            } else {
                u.marked(cx)?
            };
            appends(cx, u, items)
        }
        b's' | b'u' | b'd' => {
            let items = if opcode == b's' {
                let value = u.pop(cx)?;
                vec![u.pop(cx)?, value]
            } else {
                u.marked(cx)?
            };
            if items.len() % 2 == 1 {
                return Err(error(
                    cx,
                    "UnpicklingError",
                    "odd number of items for SETITEMS",
                ));
            }
            if opcode == b'd' {
                let dict = cx.alloc(Body::Dict(Box::default()));
                u.stack.push(dict);
            }
            let container = u.top(cx)?;
            set_items(cx, u, container, items, 0)
        }
        0x90 => {
            let items = u.marked(cx)?;
            let container = u.top(cx)?;
            add_items(cx, u, container, items, 0)
        }
        0x91 => {
            let items = u.marked(cx)?;
            let list = cx.list(items);
            u.then = Then::Push;
            Flow::tail(types::FROZENSET.into(), &[list]).map(Some)
        }
        b'b' => {
            let state = u.pop(cx)?;
            let object = u.top(cx)?;
            u.charge(STATE);
            u.then = Then::State(object, state);
            let name = cx.intern("__setstate__");
            match types::find_method(cx.mem, cx.type_of(object), name) {
                Some(_) => attr::get(cx, object, name).map(Some),
                None => build(cx, u, object, state),
            }
        }
        unknown => {
            let message = if unknown.is_ascii_graphic() {
                format!("invalid load key, '{}'.", char::from(unknown))
            } else {
                format!("invalid load key, '\\x{unknown:02x}'.")
            };
            Err(error(cx, "UnpicklingError", message))
        }
    }
}

/// Goes on with the result of a call.
pub(super) fn go_on<M: Memory>(
    cx: &mut Cx<'_, M>,
    u: &mut Unpickler,
    input: Result<Value, Raise>,
) -> Went<M> {
    let value = input?;
    match std::mem::replace(&mut u.then, Then::Nothing) {
        Then::Nothing | Then::Drop => Ok(None),
        Then::Push => {
            u.stack.push(value);
            Ok(None)
        }
        Then::Global(module, name) => fetch(cx, u, module, name),
        Then::New(args, kwargs) => {
            u.then = Then::Push;
            let kw = keywords(cx, kwargs);
            Ok(Some(Flow::CallKw {
                callee: value,
                args: Values::from_vec(args),
                kw,
                then: None,
            }))
        }
        Then::Items(container, items, at) => set_items(cx, u, container, items, at),
        Then::Adds(container, items, at) => add_items(cx, u, container, items, at),
        Then::Appends(_, items, at) => append_each(u, value, items, at),
        Then::AppendTo(items, append) => append_each(u, append, items, 0),
        Then::State(_, state) => {
            u.then = Then::Drop;
            Flow::tail(value, &[state]).map(Some)
        }
        Then::Attributes(object, items, at) => set_attributes(cx, u, object, items, at),
    }
}

fn keywords<M: Memory>(cx: &mut Cx<'_, M>, kwargs: Value) -> Vec<(crate::base::Symbol, Value)> {
    let entries = match kwargs.obj() {
        Some(id) => types::dict::entries(cx.mem, id),
        None => Vec::new(),
    };
    let mut kw = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Some(text) = cx.text(entry.key) {
            kw.push((cx.intern(&text), entry.value));
        }
    }
    kw
}

fn global<M: Memory>(cx: &mut Cx<'_, M>, u: &mut Unpickler, module: Value, name: Value) -> Went<M> {
    let text = cx.text(module).expect("checked to be a str");
    if import::loaded(cx.mem, &text).is_some() {
        return fetch(cx, u, module, name);
    }
    u.then = Then::Global(module, name);
    let names = cx.tuple(Vec::new());
    import::import(cx, &text, names, 0).map(Some)
}

fn fetch<M: Memory>(cx: &mut Cx<'_, M>, u: &mut Unpickler, module: Value, name: Value) -> Went<M> {
    let module = cx.text(module).expect("checked to be a str");
    let name = cx.text(name).expect("checked to be a str");
    if let Some(found) = globals::find(cx, &module, &name) {
        u.stack.push(found);
        return Ok(None);
    }
    let owner = import::loaded(cx.mem, &module).unwrap_or(Value::None);
    let shown = match types::text::builtin_repr(cx, owner) {
        Ok(Flow::Value(text)) => cx.text(text),
        Ok(_) | Err(_) => None,
    };
    let shown = shown.unwrap_or_else(|| format!("<module '{module}'>").into());
    Err(cx.raise(
        types::ATTRIBUTE_ERROR,
        format!("Can't get attribute '{name}' on {shown}"),
    ))
}

fn appends<M: Memory>(cx: &mut Cx<'_, M>, u: &mut Unpickler, items: Vec<Value>) -> Went<M> {
    let container = u.top(cx)?;
    if let Some(id) = exact(cx, container, types::LIST) {
        types::list::extend(cx, id, items);
        return Ok(None);
    }
    let extend = cx.intern("extend");
    if types::find_method(cx.mem, cx.type_of(container), extend).is_some() {
        let Some(method) = globals::plain_attr(cx, container, "extend") else {
            return Err(underflow(cx));
        };
        let list = cx.list(items);
        u.then = Then::Drop;
        return Flow::tail(method, &[list]).map(Some);
    }
    u.then = Then::AppendTo(items, container);
    let append = cx.intern("append");
    attr::get(cx, container, append).map(Some)
}

fn append_each<M: Memory>(
    u: &mut Unpickler,
    append: Value,
    items: Vec<Value>,
    at: usize,
) -> Went<M> {
    let Some(item) = items.get(at).copied() else {
        return Ok(None);
    };
    u.then = Then::Appends(append, items, at + 1);
    Flow::tail(append, &[item]).map(Some)
}

fn set_items<M: Memory>(
    cx: &mut Cx<'_, M>,
    u: &mut Unpickler,
    container: Value,
    items: Vec<Value>,
    mut at: usize,
) -> Went<M> {
    let set_item = types::overrides(cx.mem, container, "__setitem__");
    while at < items.len() {
        let (key, value) = (items[at], items[at + 1]);
        at += 2;
        let flow = match set_item {
            Some(method) => Flow::tail(method, &[container, key, value])?,
            None if cx.is_instance(container, types::DICT) => {
                keyed::access(cx, Access::Set, container, key, value)?
            }
            None => return Err(underflow(cx)),
        };
        if !matches!(flow, Flow::Value(_)) {
            u.then = Then::Items(container, items, at);
            return Ok(Some(flow));
        }
    }
    Ok(None)
}

fn add_items<M: Memory>(
    cx: &mut Cx<'_, M>,
    u: &mut Unpickler,
    container: Value,
    items: Vec<Value>,
    mut at: usize,
) -> Went<M> {
    if !cx.is_instance(container, types::SET) {
        return Err(underflow(cx));
    }
    while at < items.len() {
        let flow = keyed::access(cx, Access::Add, container, items[at], Value::None)?;
        at += 1;
        if !matches!(flow, Flow::Value(_)) {
            u.then = Then::Adds(container, items, at);
            return Ok(Some(flow));
        }
    }
    Ok(None)
}

/// A state without `__setstate__`: attributes, and those in slots.
fn build<M: Memory>(cx: &mut Cx<'_, M>, u: &mut Unpickler, object: Value, state: Value) -> Went<M> {
    let is_tuple = exact(cx, state, types::TUPLE).is_some();
    let parts = types::sequence::items(cx, state).filter(|_| is_tuple);
    let pair = match parts.as_deref() {
        Some([dict, slots]) => [*dict, *slots],
        _ => [state, Value::None],
    };
    let mut items = Vec::new();
    for dict in pair {
        match exact(cx, dict, types::DICT) {
            Some(id) => {
                let entries = types::dict::entries(cx.mem, id);
                items.extend(entries.iter().flat_map(|e| [e.key, e.value]));
            }
            None if dict.is_none() => {}
            None => return Err(error(cx, "UnpicklingError", "state is not a dictionary")),
        }
    }
    set_attributes(cx, u, object, items, 0)
}

fn set_attributes<M: Memory>(
    cx: &mut Cx<'_, M>,
    u: &mut Unpickler,
    object: Value,
    items: Vec<Value>,
    mut at: usize,
) -> Went<M> {
    while at < items.len() {
        let Some(name) = cx.text(items[at]) else {
            return Err(error(cx, "UnpicklingError", "state is not a dictionary"));
        };
        let name = cx.intern(&name);
        // The state goes into the object's dict, past its `__setattr__`.
        let flow = attr::generic_set(cx, object, name, items[at + 1])?;
        at += 2;
        if !matches!(flow, Flow::Value(_)) {
            u.then = Then::Attributes(object, items, at);
            return Ok(Some(flow));
        }
    }
    Ok(None)
}
