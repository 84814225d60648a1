//! Owns classes: new type objects, their method resolution order, and what a new class announces
//! (`__set_name__`, `__init_subclass__`). Owns neither `class` statements and metaclasses (`metaclass`)
//! nor instances (`instantiate`), and no attribute look-up (`attr`).

use std::sync::Arc;

use super::attr;
use super::cx::Cx;
use super::glance;
use super::instance_names;
use super::instantiate::layout;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{Flow, NativeFrame, NativeResult, Raise, Values};
use super::object::{Body, TypeObject};
use super::symbols;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

/// A new class.
///
/// # Errors
/// TypeError for bases that are no classes, cannot be bases, or have no consistent order.
pub fn new_class<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: Arc<str>,
    bases: &[Value],
    mut dict: NameTable,
    metaclass: ObjId,
) -> Result<ObjId, Raise> {
    let mut parents = Vec::new();
    for base in bases {
        match base {
            Value::Obj(id) if matches!(cx.mem.get(*id).body, Body::Type(_)) => parents.push(*id),
            other => {
                let kind = cx.type_name(*other);
                return Err(cx.type_error(format!("bases must be types, not '{kind}'")));
            }
        }
    }
    if parents.is_empty() {
        parents.push(types::OBJECT);
    }
    const FINAL: &[ObjId] = &[
        types::BOOL,
        types::RANGE,
        types::SLICE,
        types::FUNCTION,
        types::NONE_TYPE,
        types::GENERATOR,
        types::COROUTINE,
        types::ASYNC_GENERATOR,
        types::LOCK,
    ];
    for parent in &parents {
        if FINAL.contains(parent) {
            let kind = types::repr_text::c_name(cx.mem, *parent);
            return Err(cx.type_error(format!("type '{kind}' is not an acceptable base type")));
        }
    }
    let layout = parents
        .iter()
        .map(|p| layout(cx.mem, *p))
        .fold(types::OBJECT, |best, next| {
            if types::is_subclass(cx.mem, next, best) {
                next
            } else {
                best
            }
        });
    // Objects/typeobject.c: type_new_set_hash and inherit_slots: who defines equality alone is unhashable.
    if dict.get(symbols::EQ).is_some() && dict.get(symbols::HASH).is_none() {
        dict.set(symbols::HASH, Value::None);
    }
    let slots = instance_names::slots(cx, &name, &parents, &dict)?;
    let text = |cx: &Cx<'_, M>, symbol| dict.get(symbol).and_then(|value| cx.text(value));
    let qualname = text(cx, symbols::QUALNAME).unwrap_or_else(|| name.clone());
    let module = text(cx, symbols::MODULE).unwrap_or_else(|| "builtins".into());
    let class = TypeObject {
        name: name.clone(),
        qualname,
        module,
        bases: parents.clone(),
        mro: Vec::new(),
        dict,
        layout,
        metaclass,
        slots,
        subclasses: Vec::new(),
    };
    let Value::Obj(id) = cx.alloc(Body::Type(Box::new(class))) else {
        unreachable!("just made")
    };
    let mro = linearize(cx, id, &parents)?;
    if let Body::Type(class) = &mut cx.mem.get_mut(id).body {
        class.mro = mro;
    }
    for parent in parents {
        if let Body::Type(parent) = &mut cx.mem.get_mut(parent).body {
            parent.subclasses.push(id);
        }
        types::stored(cx.mem, parent, Value::Obj(id));
    }
    implicit_methods(cx, id);
    cx.mem.types_changed();
    Ok(id)
}

/// `__new__` is a static method and `__init_subclass__` a class method without saying so.
fn implicit_methods<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId) {
    for (name, make) in [
        (symbols::NEW, Body::StaticMethod as fn(Value) -> Body),
        (
            symbols::INIT_SUBCLASS,
            Body::ClassMethod as fn(Value) -> Body,
        ),
        (
            symbols::CLASS_GETITEM,
            Body::ClassMethod as fn(Value) -> Body,
        ),
    ] {
        let found = attr::own_in_type(cx.mem, class, name);
        if let Some(Value::Obj(id)) = found
            && matches!(cx.mem.get(id).body, Body::Function(_))
        {
            let wrapped = cx.alloc(make(Value::Obj(id)));
            if let Body::Type(class) = &mut cx.mem.get_mut(class).body {
                class.dict.set(name, wrapped);
            }
            types::stored(cx.mem, class, wrapped);
        }
    }
}

/// C3 linearization.
fn linearize<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    parents: &[ObjId],
) -> Result<Vec<ObjId>, Raise> {
    let mut lists: Vec<Vec<ObjId>> = Vec::new();
    for parent in parents {
        match &cx.mem.get(*parent).body {
            Body::Type(parent) => lists.push(parent.mro.clone()),
            _ => unreachable!("bases were checked"),
        }
    }
    lists.push(parents.to_vec());
    let mut mro = vec![class];
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Ok(mro);
        }
        let good = lists
            .iter()
            .map(|list| list[0])
            .find(|head| !lists.iter().any(|list| list[1..].contains(head)));
        let Some(next) = good else {
            let names: Vec<String> = parents
                .iter()
                .map(|p| types::type_name(cx.mem, *p).to_string())
                .collect();
            return Err(cx.type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            )));
        };
        mro.push(next);
        for list in &mut lists {
            if list[0] == next {
                list.remove(0);
            }
        }
    }
}

/// Calls `__set_name__` of attributes and `__init_subclass__` of the parents, then gives the class.
pub(super) fn announce<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    keywords: &[Value],
) -> NativeResult<M> {
    let attributes: Vec<(Symbol, Value)> = match &cx.mem.get(class).body {
        Body::Type(class) => class.dict.iter().collect(),
        _ => Vec::new(),
    };
    // Calls to make, as groups of three: function, first and second argument.
    let mut vals = vec![Value::Obj(class)];
    for (name, value) in attributes {
        let Value::Obj(id) = value else { continue };
        if !matches!(cx.mem.get(id).body, Body::Instance(_)) {
            continue;
        }
        if let Some(hook) = attr::lookup_special(cx.mem, value, symbols::SET_NAME) {
            let text = cx.mem.symbol_text(name);
            let text = cx.str(text);
            vals.extend([hook, value, text]);
        }
    }
    let mut frame = NativeFrame::new(announced, vals);
    frame.n = 1;
    let mut pairs = NativeFrame::new(announced, keywords.to_vec());
    pairs.n = 0;
    frame.then = Some(pairs);
    announced(cx, frame, Ok(Value::None))
}

fn announced<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input?;
    let at = frame.n as usize;
    let class = frame.vals[0];
    if let Some([hook, value, name]) = frame.vals.get(at..at + 3) {
        let (hook, args) = (*hook, [*value, class, *name]);
        frame.n += 3;
        return Flow::call(hook, &args, frame);
    }
    let Some(keywords) = frame.then.take() else {
        return Ok(Flow::Value(class));
    };
    let Value::Obj(id) = class else {
        unreachable!("a class is an object")
    };
    let mro = match &cx.mem.get(id).body {
        Body::Type(class) => class.mro.clone(),
        _ => Vec::new(),
    };
    let hook = mro[1..]
        .iter()
        .find_map(|parent| attr::own_in_type(cx.mem, *parent, symbols::INIT_SUBCLASS));
    let mut kw = Vec::new();
    for pair in keywords.vals.chunks_exact(2) {
        kw.push((glance::symbol_of(cx.mem, pair[0]), pair[1]));
    }
    let function = hook.and_then(|hook| match &cx.mem.get(hook.obj()?).body {
        Body::ClassMethod(inner) => Some(*inner),
        _ => None,
    });
    match function {
        Some(function) => {
            let args = Values::from_slice(&[class]);
            Ok(Flow::CallKw {
                callee: function,
                args,
                kw,
                then: Some(frame),
            })
        }
        None if kw.is_empty() => Ok(Flow::Value(class)),
        None => {
            let name = types::type_name(cx.mem, id);
            Err(cx.type_error(format!(
                "{name}.__init_subclass__() takes no keyword arguments"
            )))
        }
    }
}
