//! Owns how instances are pickled: `__reduce_ex__` and `__reduce__` where a class has them, else what
//! `object.__reduce_ex__` does (typeobject.c): the class, its `__getnewargs__`, its elements and its state.

use std::sync::Arc;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, Raise};
use crate::vm::object::{Body, Payload};
use crate::vm::types;
use crate::vm::value::Value;

use super::save::{Pickler, Task};
use super::{error, globals};

/// Picoseconds of an instance of a plain class beside its state (CPython 3.13.0: 418 ns with one
/// attribute).
const INSTANCE: u64 = 300_000;

/// Where pickling an instance goes on after a call.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// `__reduce_ex__` or `__reduce__` has returned.
    Reduced(Value),
    /// `__getnewargs__` has.
    NewArgs(Value),
    /// `__getnewargs_ex__` has.
    NewArgsEx(Value),
    /// `__getstate__` has: the instance, arguments and keywords of `__new__`.
    State(Value, Value, Value),
    /// Elements of a container: the rest of the tuple of `__reduce__`, which element of it.
    Collected(Vec<Value>, usize),
}

impl Step {
    pub(super) fn values(&self, visit: &mut dyn FnMut(Value)) {
        match self {
            Self::Reduced(a) | Self::NewArgs(a) | Self::NewArgsEx(a) => visit(*a),
            Self::State(a, b, c) => [*a, *b, *c].into_iter().for_each(visit),
            Self::Collected(values, _) => values.iter().for_each(|value| visit(*value)),
        }
    }
}

type Went<M> = Result<Option<Flow<M>>, Raise>;

fn ask<M: Memory>(pickler: &mut Pickler, step: Step, callee: Value, args: &[Value]) -> Went<M> {
    pickler.tasks.push(Task::Reduce(step));
    Flow::tail(callee, args).map(Some)
}

/// Calls a function that reduces an object.
pub(super) fn call<M: Memory>(
    pickler: &mut Pickler,
    value: Value,
    function: Value,
    args: &[Value],
) -> Went<M> {
    ask(pickler, Step::Reduced(value), function, args)
}

/// Pickles an object that has no opcode of its own.
pub(super) fn begin<M: Memory>(cx: &mut Cx<'_, M>, pickler: &mut Pickler, id: ObjId) -> Went<M> {
    let value = Value::Obj(id);
    let class = cx.type_of(value);
    if class == types::TYPE || class == types::NONE_TYPE {
        let none = cx.tuple(vec![Value::None]);
        return emit(cx, pickler, value, vec![types::TYPE.into(), none]);
    }
    if let Some(function) = globals::registered(cx, class.into()) {
        return call(pickler, value, function, &[value]);
    }
    if let Some(method) = types::class_overrides(cx.mem, class, "__reduce_ex__") {
        let protocol = Value::Int(i64::from(pickler.protocol));
        return call(pickler, value, method, &[value, protocol]);
    }
    if let Some(method) = types::class_overrides(cx.mem, class, "__reduce__") {
        return call(pickler, value, method, &[value]);
    }
    pickler.charge(INSTANCE);
    match builtin(cx, pickler, value)? {
        Some(parts) => emit(cx, pickler, value, parts),
        None => new_args(cx, pickler, value, class),
    }
}

fn cannot<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId) -> Raise {
    let name = match &cx.mem.get(class).body {
        Body::Type(class) if &*class.module != "builtins" => {
            format!("{}.{}", class.module, class.name)
        }
        Body::Type(class) => class.name.to_string(),
        _ => unreachable!("the class of a value"),
    };
    cx.type_error(format!("cannot pickle '{name}' object"))
}

fn set_elements<M: Memory>(cx: &Cx<'_, M>, value: Value) -> Option<Vec<Value>> {
    match &cx.mem.get(value.obj()?).body {
        Body::Set(set) | Body::FrozenSet(set) => Some(set.iter().map(|(_, v)| v).collect()),
        _ => None,
    }
}

/// Whether a subclass of a built-in type gives `__new__` its value: what cannot change later.
fn is_plain<M: Memory>(cx: &Cx<'_, M>, value: Value) -> bool {
    let Some(id) = value.obj() else { return true };
    matches!(
        cx.mem.get(id).body,
        Body::Str(_) | Body::Bytes(_) | Body::BigInt(_) | Body::Complex(..) | Body::Tuple(_)
    )
}

/// The parts of objects that reduce in their own way; `None` for those that `__new__` makes.
fn builtin<M: Memory>(
    cx: &mut Cx<'_, M>,
    pickler: &mut Pickler,
    value: Value,
) -> Result<Option<Vec<Value>>, Raise> {
    enum Parts {
        Args(ObjId, Vec<Value>),
        Bytes(ObjId, Arc<[u8]>),
        Method(Value, Value),
        New,
        State(ObjId, Vec<Value>),
        Elements(ObjId, Vec<Value>),
        Never,
    }
    let id = value.obj().expect("small values have opcodes");
    let parts = match &cx.mem.get(id).body {
        Body::Range { start, stop, step } => Parts::Args(
            types::RANGE,
            [*start, *stop, *step].map(Value::Int).to_vec(),
        ),
        Body::Slice(parts) => Parts::Args(types::SLICE, parts.to_vec()),
        Body::Complex(re, im) => Parts::Args(types::COMPLEX, [*re, *im].map(Value::Float).to_vec()),
        Body::ByteArray(bytes) => Parts::Bytes(types::BYTEARRAY, bytes[..].into()),
        Body::Bytes(bytes) => Parts::Bytes(types::BYTES, bytes.clone()),
        Body::Set(set) => Parts::Elements(types::SET, set.iter().map(|(_, value)| value).collect()),
        Body::FrozenSet(set) => {
            Parts::Elements(types::FROZENSET, set.iter().map(|(_, v)| v).collect())
        }
        Body::Method(bound) => Parts::Method(bound.0, bound.1),
        Body::Instance(instance) => match &instance.payload {
            Payload::Exception(data) => Parts::State(instance.class, data.args.clone()),
            Payload::Wrapped(inner) => match set_elements(cx, *inner) {
                Some(elements) => Parts::Elements(instance.class, elements),
                None => Parts::New,
            },
            Payload::None => Parts::New,
        },
        _ => Parts::Never,
    };
    let state = match parts {
        Parts::State(..) | Parts::Elements(..) => default_state(cx, pickler, value),
        _ => Value::None,
    };
    let (class, args) = match parts {
        Parts::Args(class, args) | Parts::State(class, args) => (class, args),
        Parts::Bytes(class, bytes) if bytes.is_empty() => (class, Vec::new()),
        Parts::Bytes(types::BYTES, bytes) => {
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            let text = cx.str(text);
            let latin = cx.str("latin1");
            let encode = globals::find(cx, "_codecs", "encode");
            let args = cx.tuple(vec![text, latin]);
            return match encode {
                Some(encode) => Ok(Some(vec![encode, args])),
                None => Err(cx.value_error(
                    "bytes need protocol 3 or later: gilscope's _codecs is not loaded",
                )),
            };
        }
        Parts::Bytes(class, bytes) => (class, vec![cx.bytes(bytes)]),
        Parts::Elements(class, items) => (class, vec![cx.list(items)]),
        Parts::Method(function, receiver) => {
            let name = globals::plain_attr(cx, function, "__name__").unwrap_or(Value::None);
            let getattr = globals::find(cx, "builtins", "getattr");
            let args = cx.tuple(vec![receiver, name]);
            return Ok(Some(vec![getattr.expect("a builtin of the boot"), args]));
        }
        Parts::New => return Ok(None),
        Parts::Never => {
            let class = cx.type_of(value);
            return Err(cannot(cx, class));
        }
    };
    let args = cx.tuple(args);
    Ok(Some(vec![class.into(), args, state]))
}

/// The attributes of an instance as `object.__getstate__` gives them: a dict, None when there are none,
/// or a pair with the attributes in slots.
fn default_state<M: Memory>(cx: &mut Cx<'_, M>, pickler: &mut Pickler, value: Value) -> Value {
    let Some(id) = value.obj() else {
        return Value::None;
    };
    let (class, attrs, dict) = match &cx.mem.get(id).body {
        Body::Instance(instance) => (
            instance.class,
            instance.attrs.iter().collect::<Vec<_>>(),
            instance.dict,
        ),
        _ => return Value::None,
    };
    let slots = match &cx.mem.get(class).body {
        Body::Type(class) => class.slots.is_some(),
        _ => false,
    };
    let state = match dict {
        Some(dict) if types::dict::len(cx.mem, dict) > 0 => Value::Obj(dict),
        _ if attrs.is_empty() => Value::None,
        _ => {
            let mut dict = crate::vm::dict::Dict::new();
            for (symbol, value) in attrs {
                let text = cx.mem.symbol_text(symbol);
                let key = pickler.name(cx, &text);
                let hash = types::native_hash(cx.mem, key).expect("a str has a hash");
                dict.push(hash, key, value);
            }
            cx.alloc(Body::Dict(Box::new(dict)))
        }
    };
    if slots && !state.is_none() {
        cx.tuple(vec![Value::None, state])
    } else {
        state
    }
}

fn new_args<M: Memory>(
    cx: &mut Cx<'_, M>,
    pickler: &mut Pickler,
    value: Value,
    class: ObjId,
) -> Went<M> {
    if let Some(method) = types::class_overrides(cx.mem, class, "__getnewargs_ex__") {
        return ask(pickler, Step::NewArgsEx(value), method, &[value]);
    }
    if let Some(method) = types::class_overrides(cx.mem, class, "__getnewargs__") {
        return ask(pickler, Step::NewArgs(value), method, &[value]);
    }
    let inner = types::unwrap(cx.mem, value);
    let by_value = !inner.is(value) && is_plain(cx, inner);
    let args = cx.tuple(if by_value { vec![inner] } else { Vec::new() });
    state(cx, pickler, value, args, Value::None)
}

fn state<M: Memory>(
    cx: &mut Cx<'_, M>,
    pickler: &mut Pickler,
    value: Value,
    args: Value,
    kwargs: Value,
) -> Went<M> {
    let class = cx.type_of(value);
    if let Some(method) = types::class_overrides(cx.mem, class, "__getstate__") {
        return ask(pickler, Step::State(value, args, kwargs), method, &[value]);
    }
    let state = default_state(cx, pickler, value);
    let has_slots = match &cx.mem.get(class).body {
        Body::Type(class) => class.slots.as_ref().is_some_and(|slots| !slots.is_empty()),
        _ => false,
    };
    if has_slots && pickler.protocol < 2 {
        let message =
            "a class that defines __slots__ without defining __getstate__ cannot be pickled";
        return Err(cx.type_error(message));
    }
    newobj(cx, pickler, value, (args, kwargs, state))
}

/// What `copyreg.__newobj__` would be called with, as opcodes.
fn newobj<M: Memory>(
    cx: &mut Cx<'_, M>,
    pickler: &mut Pickler,
    value: Value,
    (args, kwargs, state): (Value, Value, Value),
) -> Went<M> {
    let id = value.obj().expect("an instance is an object");
    let class: Value = cx.type_of(value).into();
    pickler.keep(args);
    pickler.keep(state);
    let inner = types::unwrap(cx.mem, value);
    let (list, dict) = match inner.obj().filter(|_| !inner.is(value)) {
        Some(inner) => match &cx.mem.get(inner).body {
            Body::List(items) => (items.clone(), Vec::new()),
            Body::Dict(dict) => (
                Vec::new(),
                dict.iter().flat_map(|e| [e.key, e.value]).collect(),
            ),
            _ => (Vec::new(), Vec::new()),
        },
        None => (Vec::new(), Vec::new()),
    };
    if pickler.protocol < 2 {
        // The elements go along with the value.
        finish(pickler, state, &[], &[]);
    } else {
        finish(pickler, state, &list, &dict);
    }
    pickler.tasks.push(Task::Built(Some(id)));
    if pickler.protocol < 2 {
        return reconstructed(cx, pickler, value);
    }
    if kwargs.is_none() {
        pickler.tasks.push(Task::Emit(b"\x81"));
    } else {
        pickler.keep(kwargs);
        pickler.tasks.push(Task::Emit(b"\x92"));
        pickler.tasks.push(Task::Save(kwargs));
    }
    pickler.tasks.push(Task::Save(args));
    pickler.tasks.push(Task::Save(class));
    Ok(None)
}

/// `copyreg._reconstructor(cls, base, value)`: how protocols 0 and 1 make an instance.
fn reconstructed<M: Memory>(cx: &mut Cx<'_, M>, pickler: &mut Pickler, value: Value) -> Went<M> {
    let inner = types::unwrap(cx.mem, value);
    let (base, state) = if inner.is(value) {
        (types::OBJECT, Value::None)
    } else {
        (cx.type_of(inner), inner)
    };
    let class: Value = cx.type_of(value).into();
    let args = cx.tuple(vec![class, base.into(), state]);
    pickler.keep(args);
    pickler.tasks.push(Task::Emit(b"R"));
    pickler.tasks.push(Task::Save(args));
    let Some(function) = globals::find(cx, "copyreg", "_reconstructor") else {
        return Err(error(cx, "PicklingError", "copyreg is not loaded"));
    };
    pickler.tasks.push(Task::Save(function));
    Ok(None)
}

/// What follows the new object: its elements and its state. Pushed before it, because the last task goes first.
fn finish(pickler: &mut Pickler, state: Value, list: &[Value], dict: &[Value]) {
    if !state.is_none() {
        pickler.tasks.push(Task::Emit(b"b"));
        pickler.tasks.push(Task::Save(state));
    }
    pickler.elements(dict.to_vec(), (2, Some(b"s"), b"u"), true);
    pickler.elements(list.to_vec(), (1, Some(b"a"), b"e"), true);
}

/// Goes on after a call.
pub(super) fn go_on<M: Memory>(cx: &mut Cx<'_, M>, pickler: &mut Pickler, step: Step) -> Went<M> {
    let result = pickler.result;
    match step {
        Step::Reduced(value) => {
            if let Some(name) = cx.text(result) {
                let (module, name) = globals::locate(cx, value, Some(name))?;
                pickler.global_of(&module, &name, value.obj());
                return Ok(None);
            }
            let is_tuple = cx.is_instance(result, types::TUPLE);
            let parts = types::sequence::items(cx, result).filter(|_| is_tuple);
            let Some(parts) = parts else {
                let message = "__reduce__ must return a string or tuple";
                return Err(error(cx, "PicklingError", message));
            };
            if !(2..=6).contains(&parts.len()) {
                let message = "tuple returned by __reduce__ must contain 2 through 6 elements";
                return Err(error(cx, "PicklingError", message));
            }
            pickler.keep(result);
            emit(cx, pickler, value, parts)
        }
        Step::NewArgs(value) => {
            if !cx.is_instance(result, types::TUPLE) {
                let name = cx.type_name(result);
                return Err(cx.type_error(format!(
                    "__getnewargs__ should return a tuple, not '{name}'"
                )));
            }
            state(cx, pickler, value, result, Value::None)
        }
        Step::NewArgsEx(value) => match types::sequence::items(cx, result).as_deref() {
            Some([args, kwargs]) => state(cx, pickler, value, *args, *kwargs),
            _ => Err(cx.value_error("__getnewargs_ex__ should return a tuple of length 2")),
        },
        Step::State(value, args, kwargs) => newobj(cx, pickler, value, (args, kwargs, result)),
        Step::Collected(mut parts, at) => {
            parts[at] = result;
            let value = parts.remove(0);
            emit(cx, pickler, value, parts)
        }
    }
}

/// Writes what `__reduce__` returned: callable, arguments, state, elements, items, state setter.
fn emit<M: Memory>(
    cx: &mut Cx<'_, M>,
    pickler: &mut Pickler,
    value: Value,
    parts: Vec<Value>,
) -> Went<M> {
    let part = |at: usize| parts.get(at).copied().unwrap_or(Value::None);
    // Iterators of elements are read first, each into a list.
    for at in [3, 4] {
        let is_list = part(at)
            .obj()
            .is_some_and(|id| matches!(cx.mem.get(id).body, Body::List(_)));
        if !part(at).is_none() && !is_list {
            let mut with = vec![value];
            with.extend_from_slice(&parts);
            pickler
                .tasks
                .push(Task::Reduce(Step::Collected(with, at + 1)));
            return types::collect::collected(cx, part(at)).map(Some);
        }
    }
    let mut dict = Vec::new();
    for pair in types::sequence::items(cx, part(4)).unwrap_or_default() {
        dict.extend(types::sequence::items(cx, pair).unwrap_or_default());
    }
    let list = types::sequence::items(cx, part(3)).unwrap_or_default();
    list.iter()
        .chain(&dict)
        .for_each(|value| pickler.keep(*value));
    let Some(args) = types::sequence::items(cx, part(1)) else {
        let message = "second item of the tuple returned by __reduce__ must be a tuple";
        return Err(error(cx, "PicklingError", message));
    };
    pickler.keep(part(0));
    pickler.keep(part(1));
    pickler.keep(part(2));
    if part(5).is_none() {
        finish(pickler, part(2), &list, &dict);
    } else {
        pickler.tasks.push(Task::Emit(b"0"));
        pickler.tasks.push(Task::Emit(b"R"));
        let pair = cx.tuple(vec![value, part(2)]);
        pickler.keep(pair);
        pickler.tasks.push(Task::Save(pair));
        pickler.tasks.push(Task::Save(part(5)));
        finish(pickler, Value::None, &list, &dict);
    }
    pickler.tasks.push(Task::Built(value.obj()));
    let name = globals::plain_attr(cx, part(0), "__name__").and_then(|name| cx.text(name));
    match (name.as_deref(), &args[..]) {
        (Some("__newobj__"), [class, rest @ ..]) if pickler.protocol >= 2 => {
            let rest = cx.tuple(rest.to_vec());
            pickler.keep(rest);
            pickler.tasks.push(Task::Emit(b"\x81"));
            pickler.tasks.push(Task::Save(rest));
            pickler.tasks.push(Task::Save(*class));
        }
        (Some("__newobj_ex__"), [class, args, kwargs]) if pickler.protocol >= 4 => {
            pickler.tasks.push(Task::Emit(b"\x92"));
            pickler.tasks.push(Task::Save(*kwargs));
            pickler.tasks.push(Task::Save(*args));
            pickler.tasks.push(Task::Save(*class));
        }
        _ => {
            pickler.tasks.push(Task::Emit(b"R"));
            pickler.tasks.push(Task::Save(part(1)));
            pickler.tasks.push(Task::Save(part(0)));
        }
    }
    Ok(None)
}
