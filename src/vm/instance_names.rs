//! Owns where an object keeps its attributes: the dict that `__dict__` gives, and `__slots__`, which
//! leaves instances without one. Owns no look-up (`attr`) and no other attribute (`special`).

use std::sync::Arc;

use super::cx::Cx;
use super::glance;
use super::memory::Memory;
use super::names::NameTable;
use super::native::Raise;
use super::object::Body;
use super::symbols;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

/// The names that instances may have: `None` when they have a `__dict__`, because the class or a base
/// says nothing of `__slots__` or asks for one.
pub(super) fn slots<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: &str,
    parents: &[ObjId],
    dict: &NameTable,
) -> Result<Option<Arc<[Symbol]>>, Raise> {
    let Some(given) = dict.get(symbols::SLOTS) else {
        return Ok(None);
    };
    let texts = match cx.text(given) {
        Some(one) => vec![one],
        None => {
            let items = types::sequence::items(cx, given).unwrap_or_default();
            let texts: Option<Vec<Arc<str>>> = items.iter().map(|item| cx.text(*item)).collect();
            match texts {
                Some(texts) => texts,
                None => return Err(cx.type_error("__slots__ items must be strings, not 'int'")),
            }
        }
    };
    let mut names = Vec::new();
    for text in &texts {
        // A private name is mangled, as where it is used.
        let private = text.starts_with("__") && !text.ends_with("__");
        let name = match class.trim_start_matches('_') {
            stem if private && !stem.is_empty() => cx.intern(&format!("_{stem}{text}")),
            _ => cx.intern(text),
        };
        if dict.get(name).is_some() {
            let message = format!("'{text}' in __slots__ conflicts with class variable");
            return Err(cx.value_error(message));
        }
        names.push(name);
    }
    for parent in parents {
        match &cx.mem.get(*parent).body {
            Body::Type(class) if class.slots.is_some() => {
                names.extend(class.slots.iter().flat_map(|slots| slots.iter().copied()));
            }
            _ if parent.0 < types::COUNT
                && !types::is_subclass(cx.mem, *parent, types::BASE_EXCEPTION) => {}
            _ => return Ok(None),
        }
    }
    Ok((!names.contains(&symbols::DICT)).then(|| names.into()))
}

/// Whether an object may have an attribute of this name: always, unless its class has `__slots__`.
pub(super) fn has_room<M: Memory>(mem: &M, id: ObjId, class: ObjId, name: Symbol) -> bool {
    if !matches!(mem.get(id).body, Body::Instance(_)) {
        return true;
    }
    match &mem.get(class).body {
        Body::Type(class) => class
            .slots
            .as_ref()
            .is_none_or(|slots| slots.contains(&name)),
        _ => true,
    }
}

/// Whether instances have no `__dict__`.
pub(super) fn has_slots<M: Memory>(mem: &M, class: ObjId) -> bool {
    matches!(&mem.get(class).body, Body::Type(class) if class.slots.is_some())
}

/// The `__dict__` of an object: a dict through which its attributes are changed too.
pub(super) fn shown<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, names: &[(Symbol, Value)]) -> Value {
    let dict = super::interp::dict_of_names(cx, names);
    show(cx, dict, id);
    dict
}

/// Makes a dict the `__dict__` of an object that has the same names.
pub(super) fn show<M: Memory>(cx: &mut Cx<'_, M>, dict: Value, object: ObjId) {
    let dict_id = dict.obj().expect("a dict is an object");
    if let Body::Dict(dict) = &mut cx.mem.get_mut(dict_id).body {
        dict.shows.push(object);
    }
    match &mut cx.mem.get_mut(object).body {
        Body::Instance(instance) => instance.dict = Some(dict_id),
        Body::Module(module) => module.shown = Some(dict_id),
        _ => {}
    }
    types::stored(cx.mem, object, dict);
}

/// `instance.__dict__ = dict`.
pub(super) fn set_dict<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, new: Value) -> Result<(), Raise> {
    let is_dict = |dict: ObjId| matches!(cx.mem.get(dict).body, Body::Dict(_));
    if !new.obj().is_some_and(is_dict) {
        let class = cx.type_name(new);
        return Err(cx.type_error(format!(
            "__dict__ must be set to a dictionary, not a '{class}'"
        )));
    }
    let mut attrs = NameTable::new();
    for (name, value) in glance::keywords(cx, new)? {
        attrs.set(name, value);
    }
    let before = match &mut cx.mem.get_mut(id).body {
        Body::Instance(instance) => {
            instance.attrs = attrs;
            instance.dict
        }
        _ => None,
    };
    if let Some(before) = before
        && let Body::Dict(dict) = &mut cx.mem.get_mut(before).body
    {
        dict.shows.retain(|shown| *shown != id);
    }
    show(cx, new, id);
    Ok(())
}
