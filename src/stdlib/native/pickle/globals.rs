//! Owns what is pickled by reference: modules' classes and functions, by name, if they can be found there.

use std::sync::Arc;

use crate::vm::attr;
use crate::vm::cx::Cx;
use crate::vm::import;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

use super::error;

/// An attribute that is there without running Python code.
pub(super) fn plain_attr<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: &str) -> Option<Value> {
    let symbol = cx.intern(name);
    match attr::get(cx, value, symbol) {
        Ok(Flow::Value(value)) => Some(value),
        Ok(_) | Err(_) => None,
    }
}

fn text_attr<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: &str) -> Option<Arc<str>> {
    let found = plain_attr(cx, value, name)?;
    cx.text(found)
}

/// The repr of a class or function, for messages.
fn shown<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> String {
    match types::text::builtin_repr(cx, value) {
        Ok(Flow::Value(text)) => cx.text(text).map_or_else(String::new, |t| t.to_string()),
        Ok(_) | Err(_) => {
            let class = cx.type_name(value);
            format!("<{class} object>")
        }
    }
}

/// The module and the qualified name by which a value is found again.
///
/// # Errors
/// PicklingError when it is not.
pub(super) fn locate<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    name: Option<Arc<str>>,
) -> Result<(Arc<str>, Arc<str>), Raise> {
    let name = match name {
        Some(name) => name,
        None => match text_attr(cx, value, "__qualname__") {
            Some(name) => name,
            None => text_attr(cx, value, "__name__").unwrap_or_else(|| "?".into()),
        },
    };
    if name.split('.').any(|part| part == "<locals>") {
        let what = shown(cx, value);
        let message = format!("Can't pickle local object {what}");
        return Err(error(cx, "PicklingError", message));
    }
    let module = text_attr(cx, value, "__module__").unwrap_or_else(|| "__main__".into());
    let module = match holder(cx, value, &name) {
        Some(holder) if find(cx, &module, &name).is_none() => holder,
        _ => module,
    };
    let Some(found) = find(cx, &module, &name) else {
        let what = shown(cx, value);
        let message = match import::loaded(cx.mem, &module) {
            Some(_) => format!("Can't pickle {what}: it's not found as {module}.{name}"),
            None => format!("Can't pickle {what}: No module named '{module}'"),
        };
        return Err(error(cx, "PicklingError", message));
    };
    if !same(cx, found, value) {
        let what = shown(cx, value);
        let message = format!("Can't pickle {what}: it's not the same object as {module}.{name}");
        return Err(error(cx, "PicklingError", message));
    }
    Ok((module, name))
}

/// The loaded module that has a native function under a name.
fn holder<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: &str) -> Option<Arc<str>> {
    if !matches!(cx.mem.get(value.obj()?).body, Body::Native(_)) {
        return None;
    }
    let modules = import::all(cx.mem);
    modules.into_iter().find(|module| {
        let found = find(cx, module, name);
        found.is_some_and(|found| same(cx, found, value))
    })
}

/// Two names of one function are one object in CPython; here they may be two of one function.
fn same<M: Memory>(cx: &Cx<'_, M>, a: Value, b: Value) -> bool {
    if a.is(b) {
        return true;
    }
    let native = |value: Value| match &cx.mem.get(value.obj()?).body {
        Body::Native(id) => Some(*id),
        _ => None,
    };
    native(a).is_some() && native(a) == native(b)
}

/// What a loaded module has under a dotted name.
pub(super) fn find<M: Memory>(cx: &mut Cx<'_, M>, module: &str, name: &str) -> Option<Value> {
    let mut value = import::loaded(cx.mem, module)?;
    for part in name.split('.') {
        value = plain_attr(cx, value, part)?;
    }
    Some(value)
}

/// What `copyreg.dispatch_table` has for a class.
pub(super) fn registered<M: Memory>(cx: &mut Cx<'_, M>, class: Value) -> Option<Value> {
    let table = find(cx, "copyreg", "dispatch_table")?.obj()?;
    let hash = types::native_hash(cx.mem, class)?;
    let slot = types::dict::find(cx.mem, table, hash, class).ok()??;
    Some(types::dict::value_at(cx.mem, table, slot))
}
