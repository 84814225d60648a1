//! Owns storing and deleting attributes: setters of properties and descriptors, hooks, and what may not
//! be set. Owns no look-up (`attr`).

use super::super::cx::Cx;
use super::super::instance_names;
use super::super::memory::Memory;
use super::super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::super::object::Body;
use super::super::special;
use super::super::symbols;
use super::super::types;
use super::super::value::Value;
use super::{hooks, no_attribute};
use crate::base::{ObjId, Symbol};

/// `value.name = new`.
///
/// # Errors
/// AttributeError, or what a setter raises.
pub fn set<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    name: Symbol,
    new: Value,
) -> NativeResult<M> {
    let class = cx.type_of(value);
    if hooks(cx.mem, class).setattr
        && let Some(hook) = types::find_method(cx.mem, class, symbols::SETATTR)
    {
        let text = cx.mem.symbol_text(name);
        let text = cx.str(text);
        return Flow::call(
            hook,
            &[value, text, new],
            NativeFrame::new(nothing, Vec::new()),
        );
    }
    generic_set(cx, value, name, new)
}

/// Drops the result of a call made for its effect.
pub fn nothing<M: Memory>(
    _: &mut Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input.map(|_| Flow::Value(Value::Null))
}

/// `object.__setattr__`.
///
/// # Errors
/// AttributeError, or what a setter raises.
pub fn generic_set<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    name: Symbol,
    new: Value,
) -> NativeResult<M> {
    let class = cx.type_of(value);
    if let Some(found) = types::find_method(cx.mem, class, name)
        && let Some(setter) = setter(cx, found, value, name, 1)?
    {
        let then = NativeFrame::new(nothing, Vec::new());
        return match setter {
            Setter::Function(function) => Flow::call(function, &[value, new], then),
            Setter::Descriptor(function) => Flow::call(function, &[found, value, new], then),
        };
    }
    if special::set(cx, value, name, new)? {
        return Ok(Flow::Value(Value::Null));
    }
    let Some(id) = value.obj() else {
        return Err(cannot_set(cx, value, name));
    };
    if !instance_names::has_room(cx.mem, id, class, name) {
        return Err(cannot_set(cx, value, name));
    }
    let stored = match &mut cx.mem.get_mut(id).body {
        Body::Instance(instance) => {
            instance.attrs.set(name, new);
            true
        }
        Body::Module(module) => {
            module.dict.set(name, new);
            true
        }
        Body::Function(function) => {
            function.attrs.set(name, new);
            true
        }
        _ => false,
    };
    if stored {
        types::stored(cx.mem, id, new);
        types::dict::attribute_changed(cx, id, name, Some(new));
        return Ok(Flow::Value(Value::Null));
    }
    set_on_type(cx, id, name, new)
}

fn set_on_type<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    name: Symbol,
    new: Value,
) -> NativeResult<M> {
    if id.0 < types::COUNT {
        let (text, class) = (cx.mem.symbol_text(name), types::type_name(cx.mem, id));
        return Err(cx.type_error(format!(
            "cannot set '{text}' attribute of immutable type '{class}'"
        )));
    }
    let stored = match &mut cx.mem.get_mut(id).body {
        Body::Type(class) => {
            class.dict.set(name, new);
            true
        }
        _ => false,
    };
    if !stored {
        return Err(cannot_set(cx, Value::Obj(id), name));
    }
    cx.mem.types_changed();
    types::stored(cx.mem, id, new);
    Ok(Flow::Value(Value::Null))
}

enum Setter {
    /// A property's function: called with the object.
    Function(Value),
    /// `__set__` or `__delete__`: called with the descriptor and the object.
    Descriptor(Value),
}

/// The function that sets (part 1) or deletes (part 2) by way of a data descriptor.
fn setter<M: Memory>(
    cx: &mut Cx<'_, M>,
    found: Value,
    value: Value,
    name: Symbol,
    part: usize,
) -> Result<Option<Setter>, Raise> {
    let Value::Obj(id) = found else {
        return Ok(None);
    };
    let property = match &cx.mem.get(id).body {
        Body::Property(parts) => Some(parts[part]),
        _ => None,
    };
    if let Some(function) = property {
        if !function.is_none() {
            return Ok(Some(Setter::Function(function)));
        }
        let what = if part == 1 { "setter" } else { "deleter" };
        let (text, class) = (cx.mem.symbol_text(name), cx.type_name(value));
        return Err(cx.raise(
            types::ATTRIBUTE_ERROR,
            format!("property '{text}' of '{class}' object has no {what}"),
        ));
    }
    let class = cx.type_of(found);
    if !matches!(cx.mem.get(id).body, Body::Instance(_)) {
        return Ok(None);
    }
    let hook = if part == 1 {
        symbols::SET
    } else {
        symbols::DELETE
    };
    Ok(types::find_method(cx.mem, class, hook).map(Setter::Descriptor))
}

fn cannot_set<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: Symbol) -> Raise {
    let (text, class) = (cx.mem.symbol_text(name), cx.type_name(value));
    let exists = types::find_method(cx.mem, cx.type_of(value), name).is_some();
    let message = if exists {
        format!("'{class}' object attribute '{text}' is read-only")
    } else {
        format!(
            "'{class}' object has no attribute '{text}' and no __dict__ for setting new attributes"
        )
    };
    cx.raise(types::ATTRIBUTE_ERROR, message)
}

/// `del value.name`.
///
/// # Errors
/// AttributeError, or what a deleter raises.
pub fn delete<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: Symbol) -> NativeResult<M> {
    let class = cx.type_of(value);
    if hooks(cx.mem, class).delattr
        && let Some(hook) = types::find_method(cx.mem, class, symbols::DELATTR)
    {
        let text = cx.mem.symbol_text(name);
        let text = cx.str(text);
        return Flow::call(hook, &[value, text], NativeFrame::new(nothing, Vec::new()));
    }
    generic_delete(cx, value, name)
}

/// `object.__delattr__`.
///
/// # Errors
/// AttributeError, or what a deleter raises.
pub fn generic_delete<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    name: Symbol,
) -> NativeResult<M> {
    let class = cx.type_of(value);
    if let Some(found) = types::find_method(cx.mem, class, name)
        && let Some(setter) = setter(cx, found, value, name, 2)?
    {
        let then = NativeFrame::new(nothing, Vec::new());
        return match setter {
            Setter::Function(function) => Flow::call(function, &[value], then),
            Setter::Descriptor(function) => Flow::call(function, &[found, value], then),
        };
    }
    let removed = value
        .obj()
        .and_then(|id| match &mut cx.mem.get_mut(id).body {
            Body::Instance(instance) => instance.attrs.remove(name),
            Body::Module(module) => module.dict.remove(name),
            Body::Function(function) => function.attrs.remove(name),
            Body::Type(class) => class.dict.remove(name),
            _ => None,
        });
    if removed.is_none() {
        return Err(no_attribute(cx, value, name));
    }
    if let Some(id) = value.obj() {
        types::dict::attribute_changed(cx, id, name, None);
    }
    if types::as_class(cx.mem, value).is_some() {
        cx.mem.types_changed();
    }
    Ok(Flow::Value(Value::Null))
}
