//! Owns the built-in functions that ask about any object: `isinstance`, `issubclass`, `callable`,
//! `hash`, `id`.

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types::{self, args, keyed};
use crate::vm::value::Value;

/// The class a value is, when it is one.
fn as_class<M: Memory>(mem: &M, value: Value) -> Option<ObjId> {
    let id = value.obj()?;
    matches!(mem.get(id).body, Body::Type(_)).then_some(id)
}

/// Whether `class` derives from one of `classes`, a class or a tuple of them (tuples may nest).
fn derives<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    classes: Value,
    function: &str,
) -> Result<bool, Raise> {
    if let Some(base) = as_class(cx.mem, classes) {
        return Ok(types::is_subclass(cx.mem, class, base));
    }
    let items = match classes.obj().map(|id| cx.mem.get(id)) {
        Some(object) => match &object.body {
            Body::Tuple(items) => Some(items.to_vec()),
            _ => None,
        },
        None => None,
    };
    let Some(items) = items else {
        let what = if function == "issubclass" {
            "class"
        } else {
            "type"
        };
        let plural = if function == "issubclass" {
            "classes"
        } else {
            "types"
        };
        return Err(cx.type_error(format!(
            "{function}() arg 2 must be a {what}, a tuple of {plural}, or a union"
        )));
    };
    for item in items {
        if derives(cx, class, item, function)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn isinstance<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value, classes] = args::exact(cx, "isinstance", args, 0)?;
    let class = cx.type_of(value);
    let answer = derives(cx, class, classes, "isinstance")?;
    Ok(Flow::Value(answer.into()))
}

pub(super) fn issubclass<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value, classes] = args::exact(cx, "issubclass", args, 0)?;
    let Some(class) = as_class(cx.mem, value) else {
        return Err(cx.type_error("issubclass() arg 1 must be a class"));
    };
    let answer = derives(cx, class, classes, "issubclass")?;
    Ok(Flow::Value(answer.into()))
}

/// Whether a value can be called.
pub(super) fn is_callable<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> bool {
    let Value::Obj(id) = value else { return false };
    let class = match &cx.mem.get(id).body {
        Body::Function(_) | Body::Method(_) | Body::Native(_) | Body::Type(_) => return true,
        Body::Instance(instance) => instance.class,
        Body::Ext(ext) => ext.class(),
        _ => return false,
    };
    let name = cx.mem.intern("__call__");
    types::find_method(cx.mem, class, name).is_some()
}

pub(super) fn callable<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "callable", args, 0)?;
    Ok(Flow::Value(is_callable(cx, value).into()))
}

pub(super) fn hash<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "hash", args, 0)?;
    keyed::hash_value(cx, value)
}

pub(super) fn id<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "id", args, 0)?;
    Ok(Flow::Value(Value::Int(types::address(value) as i64)))
}
