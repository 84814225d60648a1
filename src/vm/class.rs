//! Owns classes: making them (`class` statements, `type(name, bases, dict)`), their method resolution
//! order, and making instances. Owns no attribute look-up (`attr`).

use std::sync::Arc;

use super::attr;
use super::cx::Cx;
use super::exceptions;
use super::glance;
use super::instance_names;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{Args, BodyCode, Flow, NativeFrame, NativeResult, Raise, Values};
use super::object::{Body, Instance, Payload, TypeObject};
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
    if class == types::TYPE
        && let [name, bases, namespace] = pos
    {
        return Ok(Made::Flow(make_type(cx, *name, *bases, *namespace)?));
    }
    let new = types::find_method(cx.mem, class, symbols::NEW);
    if let Some(new) = new.and_then(|new| python_function(cx.mem, new)) {
        return Ok(Made::New { new });
    }
    let layout = layout(cx.mem, class);
    if types::is_subclass(cx.mem, layout, types::BASE_EXCEPTION) {
        let class = exceptions::class_for(class, pos);
        let instance = exceptions::new(cx.mem, cx.thread, class, pos.to_vec());
        return with_init(cx, class, instance, kw);
    }
    if layout == types::OBJECT {
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

/// `type(name, bases, namespace)`.
fn make_type<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: Value,
    bases: Value,
    namespace: Value,
) -> NativeResult<M> {
    let Some(text) = cx.text(name) else {
        let given = cx.type_name(name);
        return Err(cx.type_error(format!("type() argument 1 must be str, not {given}")));
    };
    let mut dict = NameTable::new();
    for (name, value) in glance::keywords(cx, namespace)? {
        dict.set(name, value);
    }
    if dict.get(symbols::MODULE).is_none() {
        let main = cx.str("__main__");
        dict.set(symbols::MODULE, main);
    }
    let bases = glance::tuple_items(cx.mem, bases);
    let class = new_class(cx, text, &bases, dict)?;
    announce(cx, class, &[])
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

fn push_keywords<M: Memory>(cx: &mut Cx<'_, M>, vals: &mut Vec<Value>, kw: &[(Symbol, Value)]) {
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

/// `__build_class__(body, name, *bases, **keywords)`.
///
/// # Errors
/// TypeError for bases that are no classes.
pub fn build_class<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [Value::Obj(body), name, bases @ ..] = args.pos else {
        return Err(cx.type_error("__build_class__: not enough arguments"));
    };
    let (body, name) = (*body, *name);
    let function = match &cx.mem.get(body).body {
        Body::Function(f) => Some((f.code, f.globals)),
        _ => None,
    };
    let Some((code, globals)) = function else {
        return Err(cx.type_error("__build_class__: func must be a function"));
    };
    let names = cx.alloc(Body::Namespace(Box::default()));
    let Value::Obj(names_id) = names else {
        unreachable!("just made")
    };
    let bases = cx.tuple(bases.to_vec());
    let mut vals = vec![names, name, bases];
    push_keywords(cx, &mut vals, args.kw);
    let body = BodyCode {
        code,
        globals,
        names: names_id,
        function: Some(body),
    };
    Ok(Flow::Body {
        body,
        then: NativeFrame::new(body_done, vals),
    })
}

/// The class body has run: `vals` are its namespace, name, bases, keywords.
fn body_done<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input?;
    let Value::Obj(names) = frame.vals[0] else {
        unreachable!("a namespace is an object")
    };
    let mut dict = match &cx.mem.get(names).body {
        Body::Namespace(names) => (**names).clone(),
        _ => NameTable::new(),
    };
    let cell = dict.remove(symbols::CLASSCELL);
    let name = cx.text(frame.vals[1]).unwrap_or_else(|| "?".into());
    let bases = glance::tuple_items(cx.mem, frame.vals[2]);
    let class = new_class(cx, name, &bases, dict)?;
    if let Some(Value::Obj(cell)) = cell {
        cx.mem.get_mut(cell).body = Body::Cell(Value::Obj(class));
    }
    announce(cx, class, &frame.vals[3..])
}

/// A new class.
///
/// # Errors
/// TypeError for bases that are no classes, cannot be bases, or have no consistent order.
pub fn new_class<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: Arc<str>,
    bases: &[Value],
    mut dict: NameTable,
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
    ];
    for parent in &parents {
        if FINAL.contains(parent) {
            let kind = types::type_name(cx.mem, *parent);
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
        metaclass: types::TYPE,
        slots,
    };
    let Value::Obj(id) = cx.alloc(Body::Type(Box::new(class))) else {
        unreachable!("just made")
    };
    let mro = linearize(cx, id, &parents)?;
    if let Body::Type(class) = &mut cx.mem.get_mut(id).body {
        class.mro = mro;
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
fn announce<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, keywords: &[Value]) -> NativeResult<M> {
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
