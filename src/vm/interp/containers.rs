//! Owns what the instructions that build and unpack containers ask of the built-in types.
//! Owns no container: those are in `types`.

use super::super::attr;
use super::super::cx::Cx;
use super::super::glance;
use super::super::memory::Memory;
use super::super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::super::object::Body;
use super::super::symbols;
use super::super::types;
use super::super::types::keyed::{self, Access};
use super::super::value::Value;
use crate::base::Symbol;

/// A dict of names, as `**kwargs` and `__dict__` give.
pub(in super::super) fn dict_of_names<M: Memory>(
    cx: &mut Cx<'_, M>,
    names: &[(Symbol, Value)],
) -> Value {
    let dict = cx.alloc(Body::Dict(Box::default()));
    let Value::Obj(id) = dict else {
        unreachable!("just made")
    };
    for (name, value) in names {
        let text = cx.mem.symbol_text(*name);
        let key = cx.str(text);
        let hash = types::native_hash(cx.mem, key).expect("a str is hashable");
        types::dict::insert(cx, id, hash, key, *value);
    }
    dict
}

/// BUILD_SET.
pub(super) fn set_of<M: Memory>(cx: &mut Cx<'_, M>, items: Vec<Value>) -> NativeResult<M> {
    let set = cx.alloc(Body::Set(Box::default()));
    keyed::each(cx, Access::Add, set, items, None)
}

/// BUILD_MAP: keys and values in turn.
pub(super) fn dict_of<M: Memory>(cx: &mut Cx<'_, M>, items: Vec<Value>) -> NativeResult<M> {
    let dict = cx.alloc(Body::Dict(Box::default()));
    keyed::each(cx, Access::Set, dict, items, None)
}

/// LIST_EXTEND and SET_UPDATE: the items of any iterable.
pub(super) fn add_all<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    items: Value,
) -> NativeResult<M> {
    if cx.type_of(container) == types::LIST && !glance::has_iter(cx.mem, items) {
        let class = cx.type_name(items);
        return Err(cx.type_error(format!("Value after * must be an iterable, not {class}")));
    }
    make_room(cx, container, items);
    types::collect::collect(cx, items, NativeFrame::new(add_collected, vec![container]))
}

/// A set that takes in another grows once.
fn make_room<M: Memory>(cx: &mut Cx<'_, M>, container: Value, items: Value) {
    let more = items.obj().and_then(|id| match &cx.mem.get(id).body {
        Body::Set(set) | Body::FrozenSet(set) => Some(set.len()),
        _ => None,
    });
    if let (Some(more), Value::Obj(id)) = (more, container)
        && let Body::Set(set) = &mut cx.mem.get_mut(id).body
    {
        set.make_room(more);
    }
}

fn add_collected<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let items = glance::tuple_items(cx.mem, input?);
    let container = frame.vals[0];
    let id = container.obj().expect("a container");
    if cx.type_of(container) == types::LIST {
        types::list::extend(cx, id, items);
        return Ok(Flow::Value(Value::Null));
    }
    let nothing = NativeFrame::new(attr::nothing, Vec::new());
    keyed::each(cx, Access::Add, container, items, Some(nothing))
}

/// How a message names what is called (Objects/object.c: _PyObject_FunctionStr).
pub(super) fn function_text<M: Memory>(cx: &Cx<'_, M>, callee: Value) -> String {
    let Some(id) = callee.obj() else {
        return cx.type_name(callee).to_string();
    };
    let (globals, qualname) = match &cx.mem.get(id).body {
        Body::Function(function) => (function.globals, function.qualname),
        Body::Method(pair) => return function_text(cx, pair.0),
        Body::Native(native) => return format!("{}()", cx.mem.world().native(*native).name),
        Body::Type(class) if &*class.module == "builtins" => return format!("{}()", class.name),
        Body::Type(class) => return format!("{}.{}()", class.module, class.qualname),
        _ => return format!("{} object", cx.type_name(callee)),
    };
    let module = match &cx.mem.get(globals).body {
        Body::Module(module) => module.name.clone(),
        _ => unreachable!("a function's globals are a module"),
    };
    let name = cx.text(qualname).unwrap_or_default();
    format!("{module}.{name}()")
}

/// `**mapping` is a dict now: what is merged, into which, for which callee.
fn mapping_made<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    merge(cx, frame.vals[0], input?, frame.vals.get(1).copied())
}

/// DICT_UPDATE, and with a callee DICT_MERGE, for which a repeated key is a TypeError.
pub(super) fn merge<M: Memory>(
    cx: &mut Cx<'_, M>,
    dict: Value,
    other: Value,
    callee: Option<Value>,
) -> NativeResult<M> {
    let inner = types::unwrap(cx.mem, other);
    let pairs = match inner
        .obj()
        .map(|id| cx.mem.get(id))
        .as_deref()
        .map(|object| &object.body)
    {
        Some(Body::Dict(dict)) => Some(
            dict.iter()
                .map(|entry| (entry.key, entry.value))
                .collect::<Vec<_>>(),
        ),
        _ => None,
    };
    let Some(pairs) = pairs else {
        if attr::lookup_special(cx.mem, other, symbols::KEYS).is_some() {
            let mut vals = vec![dict];
            vals.extend(callee);
            let then = NativeFrame::new(mapping_made, vals);
            return Flow::call(Value::Obj(types::DICT), &[other], then);
        }
        let class = cx.type_name(other);
        return Err(match callee {
            Some(callee) => {
                let function = function_text(cx, callee);
                cx.type_error(format!(
                    "{function} argument after ** must be a mapping, not {class}"
                ))
            }
            None => cx.type_error(format!("'{class}' object is not a mapping")),
        });
    };
    let mut items = Vec::with_capacity(pairs.len() * 2);
    for (key, value) in pairs {
        if let Some(callee) = callee
            && types::subscript::contains(cx, dict, key)? == Some(true)
        {
            let name = cx.text(key).unwrap_or_default();
            let function = function_text(cx, callee);
            return Err(cx.type_error(format!(
                "{function} got multiple values for keyword argument '{name}'"
            )));
        }
        items.extend([key, value]);
    }
    let nothing = NativeFrame::new(attr::nothing, Vec::new());
    keyed::each(cx, Access::Set, dict, items, Some(nothing))
}

/// UNPACK_SEQUENCE (`after` is `None`) and UNPACK_EX: gives a tuple of exactly the values to be stored.
pub(super) fn unpack<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    before: usize,
    after: Option<usize>,
) -> NativeResult<M> {
    let mut then = NativeFrame::new(unpacked, vec![Value::Int(after.map_or(-1, |n| n as i64))]);
    then.n = before as i64;
    // Their items are there: nothing is collected, which would cost something for each.
    let has = |id| matches!(&cx.mem.get(id).body, Body::Tuple(items) if items.len() == before);
    if after.is_none() && value.obj().is_some_and(has) {
        return unpacked(cx, then, Ok(value));
    }
    match types::collect::collect(cx, value, then) {
        Err(raise)
            if cx.is_instance(raise.0, types::TYPE_ERROR) && !glance::has_iter(cx.mem, value) =>
        {
            let class = cx.type_name(value);
            Err(cx.type_error(format!("cannot unpack non-iterable {class} object")))
        }
        other => other,
    }
}

fn unpacked<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let items = glance::tuple_items(cx.mem, input?);
    let before = frame.n as usize;
    let Value::Int(after) = frame.vals[0] else {
        unreachable!("set when it was made")
    };
    let Ok(after) = usize::try_from(after) else {
        return exact(cx, items, before);
    };
    if items.len() < before + after {
        let message = format!(
            "not enough values to unpack (expected at least {}, got {})",
            before + after,
            items.len()
        );
        return Err(cx.value_error(message));
    }
    let middle = cx.list(items[before..items.len() - after].to_vec());
    let mut all = items[..before].to_vec();
    all.push(middle);
    all.extend_from_slice(&items[items.len() - after..]);
    let tuple = cx.tuple(all);
    Ok(Flow::Value(tuple))
}

fn exact<M: Memory>(cx: &mut Cx<'_, M>, items: Vec<Value>, expected: usize) -> NativeResult<M> {
    if items.len() < expected {
        let message = format!(
            "not enough values to unpack (expected {expected}, got {})",
            items.len()
        );
        return Err(cx.value_error(message));
    }
    if items.len() > expected {
        let message = format!(
            "too many values to unpack (expected {expected}, got {})",
            items.len()
        );
        return Err(cx.value_error(message));
    }
    let tuple = cx.tuple(items);
    Ok(Flow::Value(tuple))
}
