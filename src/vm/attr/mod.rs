//! Owns attribute access: the look-up order of CPython's `object.__getattribute__`, descriptors, bound
//! methods, and the attributes of types, modules, functions and exceptions.
//! Owns no class creation (`class`) and no method of a built-in type (`types`).

mod write;

pub use write::{delete, generic_delete, generic_set, nothing, set};

use super::annotations;
use super::cx::Cx;
use super::exceptions;
use super::memory::Memory;
use super::native::{Ask, Flow, NativeFrame, NativeResult, Raise};
use super::object::Body;
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
            let data = types::find_method(mem, class, symbols::SET).is_some()
                || types::find_method(mem, class, symbols::DELETE).is_some();
            Descriptor::User { get, data }
        }
        None => Descriptor::Plain,
    }
}

/// Which parts of attribute access a class (or a base) defines in Python. Classes change, and their
/// subclasses with them: so this is looked up, never kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hooks {
    pub getattribute: bool,
    pub getattr: bool,
    pub setattr: bool,
    pub delattr: bool,
}

/// The hooks of a class.
pub fn hooks<M: Memory>(mem: &M, class: ObjId) -> Hooks {
    let in_python = |name| match types::find_method(mem, class, name) {
        Some(Value::Obj(id)) => !matches!(mem.get(id).body, Body::Native(_)),
        found => found.is_some(),
    };
    Hooks {
        getattribute: in_python(symbols::GETATTRIBUTE),
        getattr: in_python(symbols::GETATTR),
        setattr: in_python(symbols::SETATTR),
        delattr: in_python(symbols::DELATTR),
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
    let hook = types::find_method(cx.mem, class, symbols::GETATTR).expect("hooks() found it");
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
    if name == symbols::ANNOTATIONS
        && let Some(flow) = annotations::get(cx, value)
    {
        return flow;
    }
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
            None => match module_getattr(cx.mem, value) {
                Some(hook) => {
                    let text = cx.mem.symbol_text(name);
                    let text = cx.str(text);
                    Flow::tail(hook, &[text])
                }
                None => missing(cx, value, name),
            },
        },
    }
}

/// A module's own `__getattr__` (PEP 562).
pub(super) fn module_getattr<M: Memory>(mem: &M, value: Value) -> Option<Value> {
    match &mem.get(value.obj()?).body {
        Body::Module(module) => module.dict.get(symbols::GETATTR),
        _ => None,
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

/// Picoseconds to make a bound method that is more than a step of its call, and to look for an attribute
/// of a class (CPython 3.13: calls of a class method take 30 ns more than of a function, of a static method 10).
const BOUND: u64 = 14_000;
const OF_CLASS: u64 = 6_000;

fn bound<M: Memory>(cx: &mut Cx<'_, M>, function: Value, receiver: Value) -> Value {
    cx.charge(BOUND);
    cx.alloc(Body::Method(Box::new((function, receiver))))
}

/// An attribute of a class: its metaclass's data descriptors, its MRO, its metaclass.
fn of_type<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, name: Symbol) -> NativeResult<M> {
    cx.charge(OF_CLASS);
    let metaclass = cx.type_of(Value::Obj(class));
    let meta =
        types::find_method(cx.mem, metaclass, name).map(|found| (found, descriptor(cx.mem, found)));
    match meta {
        Some((_, Descriptor::Property { get })) => {
            return call_property(cx, get, Value::Obj(class), name);
        }
        Some((found, Descriptor::User { get, data: true })) => {
            return Flow::tail(get, &[found, Value::Obj(class), Value::Obj(metaclass)]);
        }
        _ => {}
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
        Some((_, Descriptor::StaticMethod(inner))) => Ok(Flow::Value(inner)),
        Some((_, Descriptor::ClassMethod(inner))) => {
            Ok(Flow::Value(bound(cx, inner, Value::Obj(metaclass))))
        }
        Some((found, Descriptor::User { get, .. })) => {
            Flow::tail(get, &[found, Value::Obj(class), Value::Obj(metaclass)])
        }
        Some((found, Descriptor::Property { .. } | Descriptor::Plain)) => Ok(Flow::Value(found)),
        None => missing(cx, Value::Obj(class), name),
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

/// AttributeError, unless CPython has the attribute: then only gilscope lacks it, and must say so.
fn missing<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: Symbol) -> NativeResult<M> {
    let text = cx.mem.symbol_text(name);
    match lacking(cx, value, &text) {
        Some(owner) => refuse(&owner, &text),
        None => Err(no_attribute(cx, value, name)),
    }
}

/// The run ends: `owner` has the name in CPython, not in gilscope.
pub(super) fn refuse<M: Memory>(owner: &str, name: &str) -> NativeResult<M> {
    let owner = owner.strip_prefix("builtins.").unwrap_or(owner);
    let what = format!("`{owner}.{name}`");
    let instead = format!("leave it out; the rest of `{owner}` that the README lists is there");
    Flow::ask(Ask::Unsupported {
        what: what.into(),
        instead: instead.into(),
    })
}

/// The library's module or class that has the public name in CPython, though not here.
fn lacking<M: Memory>(cx: &Cx<'_, M>, value: Value, name: &str) -> Option<String> {
    if name.starts_with('_') || super::import::is_librarys(cx, cx.globals) {
        return None;
    }
    let has = |owner: &String| cx.mem.world().cpython_has(owner, name);
    let class = match &cx.mem.get(value.obj()?).body {
        Body::Module(module) => return Some(module.name.to_string()).filter(has),
        Body::Type(_) => value.obj()?,
        _ => cx.type_of(value),
    };
    let mro = match &cx.mem.get(class).body {
        Body::Type(class) => class.mro.clone(),
        _ => Vec::new(),
    };
    let owner = |id: &ObjId| match &cx.mem.get(*id).body {
        Body::Type(class) => Some(format!("{}.{}", class.module, class.name)),
        _ => None,
    };
    mro.iter().filter_map(owner).find(has)
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
    let raise = cx.raise(types::ATTRIBUTE_ERROR, message);
    let shown = cx.str(text);
    exceptions::set_attribute(cx.mem, raise.0, symbols::PLAIN_NAME, shown);
    exceptions::set_attribute(cx.mem, raise.0, symbols::OBJ, value);
    raise
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

/// A special method of a value's class (never of the value itself).
pub fn lookup_special<M: Memory>(mem: &M, value: Value, name: Symbol) -> Option<Value> {
    types::find_method(mem, types::type_of(mem, value), name)
}
