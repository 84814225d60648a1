//! Owns making instances: what calling a class does with `__new__` and `__init__`, and the refusal of
//! abstract classes. Owns no making of classes (`class`, `metaclass`).

use super::attr;
use super::cx::Cx;
use super::exceptions;
use super::glance;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{Flow, NativeFrame, NativeResult, Raise, Values};
use super::object::{Body, Instance, Payload};
use super::symbols;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

/// How an instance comes to be.
#[derive(Debug)]
pub enum Made<M: Memory> {
    /// It is there; call `init` with it and the arguments.
    Init {
        init: Value,
        instance: Value,
    },
    /// Call `new` with the class and the arguments, then [`after_new`].
    New {
        new: Value,
    },
    Flow(Flow<M>),
}

/// Calls a class.
///
/// # Errors
/// TypeError for arguments that nobody takes, or what a native `__new__` raises.
pub fn instantiate<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    pos: &[Value],
    kw: &[(Symbol, Value)],
) -> Result<Made<M>, Raise> {
    if class == types::TYPE
        && let [value] = pos
    {
        let of = cx.type_of(*value);
        return Ok(Made::Flow(Flow::Value(Value::Obj(of))));
    }
    let new = types::find_method(cx.mem, class, symbols::NEW);
    if let Some(new) = new.and_then(|new| python_function(cx.mem, new)) {
        return Ok(Made::New { new });
    }
    let layout = layout(cx.mem, class);
    if types::is_subclass(cx.mem, layout, types::BASE_EXCEPTION) {
        if types::is_subclass(cx.mem, layout, types::BASE_EXCEPTION_GROUP) {
            let group = super::exception_groups::make(cx, class, pos)?;
            let class = cx.type_of(group);
            return with_init(cx, class, group, kw);
        }
        let class = exceptions::class_for(class, pos);
        let instance = exceptions::new(cx.mem, cx.thread, class, pos.to_vec());
        return with_init(cx, class, instance, kw);
    }
    if layout == types::OBJECT {
        refuse_abstract(cx, class)?;
        let instance = plain_instance(cx, class, Payload::None);
        let made = with_init(cx, class, instance, &[])?;
        if matches!(made, Made::Flow(_)) && !(pos.is_empty() && kw.is_empty()) {
            let name = types::type_name(cx.mem, class);
            return Err(cx.type_error(format!("{name}() takes no arguments")));
        }
        return Ok(made);
    }
    let Some(new) = new else {
        let name = types::type_name(cx.mem, class);
        return Err(cx.type_error(format!("cannot create '{name}' instances")));
    };
    if layout == types::TYPE {
        return Ok(Made::New { new });
    }
    if class.0 < types::COUNT
        || matches!(cx.mem.get(class).body, Body::Type(ref t) if t.layout == class)
    {
        let mut args = Values::from_slice(&[Value::Obj(class)]);
        args.extend_from_slice(pos);
        return Ok(Made::Flow(Flow::CallKw {
            callee: new,
            args,
            kw: kw.to_vec(),
            then: None,
        }));
    }
    Ok(Made::Flow(wrapped_instance(
        cx, class, layout, new, pos, kw,
    )))
}

/// An instance of a subclass of a built-in type: the built-in object first, then `__init__`.
fn wrapped_instance<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    layout: ObjId,
    new: Value,
    pos: &[Value],
    kw: &[(Symbol, Value)],
) -> Flow<M> {
    let own_init = types::find_method(cx.mem, class, symbols::INIT)
        .and_then(|init| python_function(cx.mem, init));
    let fills_later =
        own_init.is_some() && matches!(layout, types::LIST | types::DICT | types::SET);
    let mut args = Values::from_slice(&[Value::Obj(layout)]);
    let tuple = cx.tuple(pos.to_vec());
    let mut vals = vec![Value::Obj(class), tuple];
    push_keywords(cx, &mut vals, kw);
    let then = Some(NativeFrame::new(wrap, vals));
    if fills_later {
        return Flow::Call {
            callee: new,
            args,
            then,
        };
    }
    args.extend_from_slice(pos);
    Flow::CallKw {
        callee: new,
        args,
        kw: kw.to_vec(),
        then,
    }
}

fn wrap<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let inner = input?;
    let Value::Obj(class) = frame.vals[0] else {
        unreachable!("a class is an object")
    };
    let instance = plain_instance(cx, class, Payload::Wrapped(inner));
    call_init(cx, &frame.vals, instance)
}

fn plain_instance<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, payload: Payload) -> Value {
    cx.alloc(Body::Instance(Box::new(Instance {
        class,
        attrs: NameTable::new(),
        dict: None,
        payload,
    })))
}

fn with_init<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    instance: Value,
    kw: &[(Symbol, Value)],
) -> Result<Made<M>, Raise> {
    match types::find_method(cx.mem, class, symbols::INIT) {
        Some(init) if python_function(cx.mem, init).is_some() => Ok(Made::Init { init, instance }),
        _ => {
            exceptions::set_keywords(cx, class, instance, kw)?;
            Ok(Made::Flow(Flow::Value(instance)))
        }
    }
}

/// The callable, when it is not one of ours in Rust.
fn python_function<M: Memory>(mem: &M, value: Value) -> Option<Value> {
    let Value::Obj(id) = value else {
        return Some(value);
    };
    match &mem.get(id).body {
        Body::Native(_) => None,
        Body::StaticMethod(Value::Obj(inner)) => {
            let inner = *inner;
            (!matches!(mem.get(inner).body, Body::Native(_))).then_some(Value::Obj(inner))
        }
        _ => Some(value),
    }
}

pub(super) fn push_keywords<M: Memory>(
    cx: &mut Cx<'_, M>,
    vals: &mut Vec<Value>,
    kw: &[(Symbol, Value)],
) {
    for (name, value) in kw {
        let text = cx.mem.symbol_text(*name);
        let name = cx.str(text);
        vals.extend([name, *value]);
    }
}

/// `__new__` written in Python came back: `__init__` follows when the result is an instance of the
/// class. `vals`: class, tuple of arguments, then names and values of keyword arguments.
///
/// # Errors
/// What `__new__` raised.
pub fn after_new<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let instance = input?;
    let Value::Obj(class) = frame.vals[0] else {
        unreachable!("a class is an object")
    };
    if !cx.is_instance(instance, class) {
        return Ok(Flow::Value(instance));
    }
    call_init(cx, &frame.vals, instance)
}

fn call_init<M: Memory>(cx: &mut Cx<'_, M>, vals: &[Value], instance: Value) -> NativeResult<M> {
    let class = cx.type_of(instance);
    let init = types::find_method(cx.mem, class, symbols::INIT)
        .filter(|init| python_function(cx.mem, *init).is_some());
    let Some(init) = init else {
        return Ok(Flow::Value(instance));
    };
    let mut args = Values::from_slice(&[instance]);
    args.extend(glance::tuple_items(cx.mem, vals[1]));
    let mut kw = Vec::new();
    for pair in vals[2..].chunks_exact(2) {
        kw.push((glance::symbol_of(cx.mem, pair[0]), pair[1]));
    }
    let then = Some(NativeFrame::new(give_instance, vec![instance]));
    Ok(Flow::CallKw {
        callee: init,
        args,
        kw,
        then,
    })
}

fn give_instance<M: Memory>(
    _cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input.map(|_| Flow::Value(frame.vals[0]))
}

/// The built-in type whose layout a class's instances have.
pub fn layout<M: Memory>(mem: &M, class: ObjId) -> ObjId {
    match &mem.get(class).body {
        Body::Type(class) => class.layout,
        _ => types::OBJECT,
    }
}

/// What calling a class is, for a native function: the call without its metaclass's `__call__`.
///
/// # Errors
/// As [`instantiate`].
pub fn call_class<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    pos: &[Value],
    kw: &[(Symbol, Value)],
) -> NativeResult<M> {
    let (callee, first, then) = match instantiate(cx, class, pos, kw)? {
        Made::Flow(flow) => return Ok(flow),
        Made::Init { init, instance } => (
            init,
            instance,
            NativeFrame::new(give_instance, vec![instance]),
        ),
        Made::New { new } => {
            let args = cx.tuple(pos.to_vec());
            let mut vals = vec![Value::Obj(class), args];
            push_keywords(cx, &mut vals, kw);
            (new, Value::Obj(class), NativeFrame::new(after_new, vals))
        }
    };
    let mut args = Values::from_slice(&[first]);
    args.extend_from_slice(pos);
    Ok(Flow::CallKw {
        callee,
        args,
        kw: kw.to_vec(),
        then: Some(then),
    })
}

/// Objects/typeobject.c: object_new. A class that still has abstract methods makes no instances.
///
/// # Errors
/// TypeError that names the methods.
pub(super) fn refuse_abstract<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId) -> Result<(), Raise> {
    let Some(names) = attr::own_in_type(cx.mem, class, symbols::ABSTRACTMETHODS) else {
        return Ok(());
    };
    let items = types::sequence::items(cx, names).unwrap_or_default();
    let mut names: Vec<_> = items.iter().filter_map(|item| cx.text(*item)).collect();
    if names.is_empty() {
        return Ok(());
    }
    names.sort();
    let plural = if names.len() == 1 { "" } else { "s" };
    let class = types::type_name(cx.mem, class);
    let names = names.join("', '");
    Err(cx.type_error(format!(
        "Can't instantiate abstract class {class} without an implementation for abstract \
         method{plural} '{names}'"
    )))
}
