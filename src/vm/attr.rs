//! Owns attribute access: the look-up order of CPython's `object.__getattribute__`, descriptors, bound
//! methods, and the attributes of types, modules, functions and exceptions.
//! Owns no class creation (`class`) and no method of a built-in type (`types`).

use std::sync::Arc;

use super::cx::Cx;
use super::instance_names;
use super::memory::Memory;
use super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::object::{Body, Hooks, Payload};
use super::special;
use super::symbols;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

/// What an attribute of a class is, seen from an instance.
#[derive(Clone, Copy)]
enum Descriptor {
    /// A function: binds.
    Function,
    Property {
        get: Value,
    },
    StaticMethod(Value),
    ClassMethod(Value),
    /// An object whose class defines `__get__` in Python; whether it defines `__set__` too.
    User {
        get: Value,
        data: bool,
    },
    /// An ordinary value.
    Plain,
}

fn descriptor<M: Memory>(mem: &M, value: Value) -> Descriptor {
    let Value::Obj(id) = value else {
        return Descriptor::Plain;
    };
    let class = match &mem.get(id).body {
        Body::Function(_) | Body::Native(_) => return Descriptor::Function,
        Body::Property(parts) => return Descriptor::Property { get: parts[0] },
        Body::StaticMethod(inner) => return Descriptor::StaticMethod(*inner),
        Body::ClassMethod(inner) => return Descriptor::ClassMethod(*inner),
        Body::Instance(instance) => instance.class,
        _ => return Descriptor::Plain,
    };
    match types::find_method(mem, class, symbols::GET) {
        Some(get) => {
            let data = types::find_method(mem, class, symbols::SET).is_some();
            Descriptor::User { get, data }
        }
        None => Descriptor::Plain,
    }
}

/// The hooks of a class.
pub fn hooks<M: Memory>(mem: &M, class: ObjId) -> Hooks {
    match &mem.get(class).body {
        Body::Type(class) => class.hooks,
        _ => Hooks::default(),
    }
}

/// `value.name`.
///
/// # Errors
/// AttributeError, or what a property or `__getattr__` raises.
pub fn get<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: Symbol) -> NativeResult<M> {
    let class = cx.type_of(value);
    let hooks = hooks(cx.mem, class);
    if hooks.getattribute
        && let Some(hook) = types::find_method(cx.mem, class, symbols::GETATTRIBUTE)
    {
        let text = cx.mem.symbol_text(name);
        let text = cx.str(text);
        if hooks.getattr {
            return Flow::call(
                hook,
                &[value, text],
                NativeFrame::new(fall_back, vec![value, text]),
            );
        }
        return Flow::tail(hook, &[value, text]);
    }
    let found = generic(cx, value, name);
    if hooks.getattr
        && found
            .as_ref()
            .is_err_and(|raise| is_attribute_error(cx, *raise))
    {
        return call_getattr(cx, value, name);
    }
    // A property that raises AttributeError falls back on __getattr__ too.
    if hooks.getattr
        && let Ok(Flow::Call {
            callee,
            args,
            then: None,
        }) = found
    {
        let text = cx.mem.symbol_text(name);
        let text = cx.str(text);
        return Ok(Flow::Call {
            callee,
            args,
            then: Some(NativeFrame::new(fall_back, vec![value, text])),
        });
    }
    found
}

fn is_attribute_error<M: Memory>(cx: &Cx<'_, M>, raise: Raise) -> bool {
    cx.is_instance(raise.0, types::ATTRIBUTE_ERROR)
}

fn call_getattr<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: Symbol) -> NativeResult<M> {
    let class = cx.type_of(value);
    let hook = types::find_method(cx.mem, class, symbols::GETATTR).expect("the hook flag says so");
    let text = cx.mem.symbol_text(name);
    let text = cx.str(text);
    Flow::tail(hook, &[value, text])
}

fn fall_back<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Err(raise) if is_attribute_error(cx, raise) => {
            let class = cx.type_of(frame.vals[0]);
            match types::find_method(cx.mem, class, symbols::GETATTR) {
                Some(hook) => Flow::tail(hook, &frame.vals),
                None => Err(raise),
            }
        }
        other => other.map(Flow::Value),
    }
}

/// The look-up without `__getattribute__` and `__getattr__` hooks (`object.__getattribute__`).
///
/// # Errors
/// AttributeError, or what a property raises.
pub fn generic<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: Symbol) -> NativeResult<M> {
    if let Value::Obj(id) = value {
        let own = match &cx.mem.get(id).body {
            Body::Type(_) => Some(true),
            Body::Super { .. } => Some(false),
            _ => None,
        };
        match own {
            Some(true) => return of_type(cx, id, name),
            Some(false) => return of_super(cx, id, name),
            None => {}
        }
    }
    let class = cx.type_of(value);
    let meta =
        types::find_method(cx.mem, class, name).map(|found| (found, descriptor(cx.mem, found)));
    match meta {
        Some((_, Descriptor::Property { get })) => return call_property(cx, get, value, name),
        Some((found, Descriptor::User { get, data: true })) => {
            return Flow::tail(get, &[found, value, Value::Obj(class)]);
        }
        _ => {}
    }
    if let Some(own) = own_attribute(cx, value, name) {
        return Ok(Flow::Value(own));
    }
    match meta {
        Some((found, Descriptor::Function)) => Ok(Flow::Value(bound(cx, found, value))),
        Some((_, Descriptor::StaticMethod(inner))) => Ok(Flow::Value(inner)),
        Some((_, Descriptor::ClassMethod(inner))) => {
            Ok(Flow::Value(bound(cx, inner, Value::Obj(class))))
        }
        Some((found, Descriptor::User { get, .. })) => {
            Flow::tail(get, &[found, value, Value::Obj(class)])
        }
        Some((found, Descriptor::Plain)) => Ok(Flow::Value(found)),
        Some((_, Descriptor::Property { .. })) => unreachable!("handled above"),
        None => match special::get(cx, value, name)? {
            Some(value) => Ok(Flow::Value(value)),
            None => Err(no_attribute(cx, value, name)),
        },
    }
}

fn call_property<M: Memory>(
    cx: &mut Cx<'_, M>,
    get: Value,
    value: Value,
    name: Symbol,
) -> NativeResult<M> {
    if get.is_none() {
        let (text, class) = (cx.mem.symbol_text(name), cx.type_name(value));
        return Err(cx.raise(
            types::ATTRIBUTE_ERROR,
            format!("property '{text}' of '{class}' object has no getter"),
        ));
    }
    Flow::tail(get, &[value])
}

/// What is stored in the object itself.
fn own_attribute<M: Memory>(cx: &Cx<'_, M>, value: Value, name: Symbol) -> Option<Value> {
    match &cx.mem.get(value.obj()?).body {
        Body::Instance(instance) => instance.attrs.get(name),
        Body::Module(module) => module.dict.get(name),
        Body::Function(function) => function.attrs.get(name),
        _ => None,
    }
}

fn bound<M: Memory>(cx: &mut Cx<'_, M>, function: Value, receiver: Value) -> Value {
    cx.alloc(Body::Method(Box::new((function, receiver))))
}

/// An attribute of a class: its metaclass's data descriptors, its MRO, its metaclass.
fn of_type<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, name: Symbol) -> NativeResult<M> {
    let metaclass = cx.type_of(Value::Obj(class));
    let meta =
        types::find_method(cx.mem, metaclass, name).map(|found| (found, descriptor(cx.mem, found)));
    if let Some((_, Descriptor::Property { get })) = meta {
        return call_property(cx, get, Value::Obj(class), name);
    }
    if let Some(found) = types::find_method(cx.mem, class, name) {
        return match descriptor(cx.mem, found) {
            Descriptor::StaticMethod(inner) => Ok(Flow::Value(inner)),
            Descriptor::ClassMethod(inner) => Ok(Flow::Value(bound(cx, inner, Value::Obj(class)))),
            Descriptor::User { get, .. } => {
                Flow::tail(get, &[found, Value::None, Value::Obj(class)])
            }
            Descriptor::Function | Descriptor::Property { .. } | Descriptor::Plain => {
                Ok(Flow::Value(found))
            }
        };
    }
    if let Some(value) = special::get(cx, Value::Obj(class), name)? {
        return Ok(Flow::Value(value));
    }
    match meta {
        Some((found, Descriptor::Function)) => Ok(Flow::Value(bound(cx, found, Value::Obj(class)))),
        Some((found, _)) => Ok(Flow::Value(found)),
        None => Err(no_attribute(cx, Value::Obj(class), name)),
    }
}

/// An attribute by way of `super()`: searched behind the class in the MRO of the receiver's class.
fn of_super<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> NativeResult<M> {
    let (after, receiver) = match &cx.mem.get(id).body {
        Body::Super { class, receiver } => (*class, *receiver),
        _ => unreachable!("the caller looked"),
    };
    let (start, instance) = super_start(cx.mem, after, receiver);
    let mro = match &cx.mem.get(start).body {
        Body::Type(class) => class.mro.clone(),
        _ => Vec::new(),
    };
    let behind = mro.iter().skip_while(|class| **class != after).skip(1);
    let found = behind
        .filter_map(|class| own_in_type(cx.mem, *class, name))
        .next();
    let Some(found) = found else {
        let text = cx.mem.symbol_text(name);
        return Err(cx.raise(
            types::ATTRIBUTE_ERROR,
            format!("'super' object has no attribute '{text}'"),
        ));
    };
    match descriptor(cx.mem, found) {
        Descriptor::Function if instance => Ok(Flow::Value(bound(cx, found, receiver))),
        Descriptor::Property { get } if instance => call_property(cx, get, receiver, name),
        Descriptor::StaticMethod(inner) => Ok(Flow::Value(inner)),
        Descriptor::ClassMethod(inner) => Ok(Flow::Value(bound(cx, inner, Value::Obj(start)))),
        Descriptor::User { get, .. } => Flow::tail(get, &[found, receiver, Value::Obj(start)]),
        _ => Ok(Flow::Value(found)),
    }
}

/// The class whose MRO `super()` walks, and whether its receiver is an instance (not a class).
fn super_start<M: Memory>(mem: &M, after: ObjId, receiver: Value) -> (ObjId, bool) {
    if let Value::Obj(id) = receiver
        && matches!(mem.get(id).body, Body::Type(_))
        && types::is_subclass(mem, id, after)
    {
        return (id, false);
    }
    (types::type_of(mem, receiver), true)
}

/// What a class itself (not its bases) defines.
pub fn own_in_type<M: Memory>(mem: &M, class: ObjId, name: Symbol) -> Option<Value> {
    match &mem.get(class).body {
        Body::Type(class) => class.dict.get(name),
        _ => None,
    }
}

/// AttributeError in CPython's words for the kind of object.
fn no_attribute<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: Symbol) -> Raise {
    let text = cx.mem.symbol_text(name);
    let message = match value
        .obj()
        .map(|id| cx.mem.get(id))
        .as_deref()
        .map(|object| &object.body)
    {
        Some(Body::Module(module)) => format!("module '{}' has no attribute '{text}'", module.name),
        Some(Body::Type(class)) => {
            format!("type object '{}' has no attribute '{text}'", class.name)
        }
        _ => format!("'{}' object has no attribute '{text}'", cx.type_name(value)),
    };
    cx.raise(types::ATTRIBUTE_ERROR, message)
}

/// A method of a value's class, to be called with the value: (function, `Some(value)`), or the
/// attribute itself with `None`. What LOAD_ATTR's method form pushes.
///
/// # Errors
/// As [`get`].
pub fn method<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    name: Symbol,
) -> Result<Option<Value>, Raise> {
    let class = cx.type_of(value);
    if let Value::Obj(id) = value
        && matches!(
            cx.mem.get(id).body,
            Body::Type(_) | Body::Super { .. } | Body::Module(_)
        )
    {
        return Ok(None);
    }
    if hooks(cx.mem, class).getattribute || own_attribute(cx, value, name).is_some() {
        return Ok(None);
    }
    let found = types::find_method(cx.mem, class, name);
    Ok(found.filter(|found| matches!(descriptor(cx.mem, *found), Descriptor::Function)))
}

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
    super::class::note_hook(cx.mem, id, name);
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
    if class == types::TYPE {
        cx.mem.types_changed();
    }
    Ok(Flow::Value(Value::Null))
}

/// A special method of a value's class (never of the value itself).
pub fn lookup_special<M: Memory>(mem: &M, value: Value, name: Symbol) -> Option<Value> {
    types::find_method(mem, types::type_of(mem, value), name)
}

/// Whether a value is an object that others can see and somebody can change: accesses to it are
/// ordered in a free-threaded run.
pub fn is_shared_mutable<M: Memory>(mem: &M, value: Value) -> bool {
    shared_mutable(mem, value).is_some()
}

/// The object that others can see and somebody can change: the value, or a bound method's receiver.
pub fn shared_mutable<M: Memory>(mem: &M, value: Value) -> Option<ObjId> {
    let Value::Obj(id) = value else { return None };
    let object = mem.get(id);
    let receiver = match &object.body {
        Body::Method(pair) => pair.1,
        Body::List(_)
        | Body::Dict(_)
        | Body::Set(_)
        | Body::ByteArray(_)
        | Body::Cell(_)
        | Body::Instance(_)
        | Body::Generator(_)
        | Body::Iter(_)
        | Body::DictView(..)
        | Body::Lock(_)
        | Body::Thread(_)
        | Body::Ext(_) => return object.share.is_shared().then_some(id),
        _ => return None,
    };
    drop(object);
    shared_mutable(mem, receiver)
}

/// The items of a tuple or list.
pub fn tuple_items<M: Memory>(mem: &M, value: Value) -> Vec<Value> {
    let Value::Obj(id) = types::unwrap(mem, value) else {
        return Vec::new();
    };
    match &mem.get(id).body {
        Body::Tuple(items) => items.to_vec(),
        Body::List(items) => items.clone(),
        _ => Vec::new(),
    }
}

/// Whether a value is a tuple or list (subclasses excluded: they may define `__iter__`).
pub fn tuple_or_list<M: Memory>(mem: &M, value: Value) -> bool {
    matches!(types::type_of(mem, value), types::TUPLE | types::LIST)
}

/// Whether a value can be iterated over.
pub fn has_iter<M: Memory>(mem: &M, value: Value) -> bool {
    lookup_special(mem, value, symbols::ITER).is_some()
        || lookup_special(mem, value, symbols::GETITEM).is_some()
}

/// The symbol of a str.
pub fn symbol_of<M: Memory>(mem: &mut M, name: Value) -> Symbol {
    let text: Arc<str> = match name
        .obj()
        .map(|id| mem.get(id))
        .as_deref()
        .map(|object| &object.body)
    {
        Some(Body::Str(s)) => s.text.clone(),
        _ => panic!("a name is a str"),
    };
    mem.intern(&text)
}

/// The pairs of a keyword dict (or NULL).
///
/// # Errors
/// TypeError when a key is not a str.
pub fn keywords<M: Memory>(cx: &mut Cx<'_, M>, dict: Value) -> Result<Vec<(Symbol, Value)>, Raise> {
    let Value::Obj(id) = types::unwrap(cx.mem, dict) else {
        return Ok(Vec::new());
    };
    let entries: Vec<(Value, Value)> = match &cx.mem.get(id).body {
        Body::Dict(dict) => dict.iter().map(|entry| (entry.key, entry.value)).collect(),
        _ => Vec::new(),
    };
    let mut pairs = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let Some(text) = cx.text(key) else {
            return Err(cx.type_error("keywords must be strings"));
        };
        pairs.push((cx.intern(&text), value));
    }
    Ok(pairs)
}

/// The exception data of an exception, copied.
pub fn exception_args<M: Memory>(mem: &M, value: Value) -> Vec<Value> {
    let Value::Obj(id) = value else {
        return Vec::new();
    };
    match &mem.get(id).body {
        Body::Instance(instance) => match &instance.payload {
            Payload::Exception(data) => data.args.clone(),
            Payload::None | Payload::Wrapped(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}
