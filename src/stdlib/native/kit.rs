//! Owns what native modules need to define classes, take arguments and convert numbers.
//! Owns no module.

use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::base::{ObjId, VirtualDuration};
use crate::vm::cx::Cx;
use crate::vm::import;
use crate::vm::memory::Memory;
use crate::vm::names::NameTable;
use crate::vm::native::{Args, Raise};
use crate::vm::object::{Body, Ext, TypeObject};
use crate::vm::types;
use crate::vm::value::Value;

/// A new class in a module, without methods.
pub(super) fn class<M: Memory>(
    cx: &mut Cx<'_, M>,
    module: ObjId,
    name: &str,
    base: ObjId,
) -> ObjId {
    let home = module_name(cx, module);
    class_of(cx, module, name, &home, base)
}

/// A new class whose `__module__` is another than the module that holds it (`collections.deque`).
pub(super) fn class_of<M: Memory>(
    cx: &mut Cx<'_, M>,
    module: ObjId,
    name: &str,
    home: &str,
    base: ObjId,
) -> ObjId {
    let (base_mro, layout) = match &cx.mem.get(base).body {
        Body::Type(class) => (class.mro.clone(), class.layout),
        _ => unreachable!("a base is a class"),
    };
    let class = cx.alloc(Body::Type(Box::new(TypeObject {
        name: name.into(),
        qualname: name.into(),
        module: home.into(),
        bases: vec![base],
        mro: Vec::new(),
        dict: NameTable::new(),
        layout,
        metaclass: types::TYPE,
        slots: None,
        subclasses: Vec::new(),
    })));
    let id = class.obj().expect("a class is an object");
    if let Body::Type(class) = &mut cx.mem.get_mut(id).body {
        class.mro.push(id);
        class.mro.extend(base_mro);
        if base == types::OBJECT {
            // Its instances are `Ext` objects: the layout is its own.
            class.layout = id;
        }
    }
    if let Body::Type(base) = &mut cx.mem.get_mut(base).body {
        base.subclasses.push(id);
    }
    types::stored(cx.mem, base, class);
    set(cx, module, name, class);
    id
}

/// Moves the native functions `prefix.name` out of the module's namespace into the class, as methods.
pub(super) fn methods<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId, class: ObjId, prefix: &str) {
    let names: Vec<_> = match &cx.mem.get(module).body {
        Body::Module(module) => module.dict.iter().collect(),
        _ => unreachable!("set-up is given a module"),
    };
    for (symbol, value) in names {
        let text = cx.mem.symbol_text(symbol);
        let Some(name) = text
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix('.'))
        else {
            continue;
        };
        if let Body::Module(module) = &mut cx.mem.get_mut(module).body {
            module.dict.remove(symbol);
        }
        class_set(cx, class, name, value);
    }
    cx.mem.types_changed();
}

/// Stores an attribute of a class.
pub(super) fn class_set<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, name: &str, value: Value) {
    let symbol = cx.intern(name);
    if let Body::Type(class) = &mut cx.mem.get_mut(class).body {
        class.dict.set(symbol, value);
    }
    types::stored(cx.mem, class, value);
}

/// Turns a method of a class into a read-only property.
pub(super) fn property<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, name: &str) {
    let symbol = cx.intern(name);
    let getter = match &cx.mem.get(class).body {
        Body::Type(class) => class.dict.get(symbol),
        _ => None,
    };
    let getter = getter.expect("the getter is a method of the class");
    let property = cx.alloc(Body::Property(Box::new([
        getter,
        Value::None,
        Value::None,
        Value::None,
    ])));
    class_set(cx, class, name, property);
}

/// What a class or one of its bases has under a name.
pub(super) fn class_attr<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, name: &str) -> Option<Value> {
    let symbol = cx.mem.find_symbol(name)?;
    let mro = match &cx.mem.get(class).body {
        Body::Type(class) => class.mro.clone(),
        _ => return None,
    };
    mro.iter().find_map(|base| match &cx.mem.get(*base).body {
        Body::Type(class) => class.dict.get(symbol),
        _ => None,
    })
}

/// Stores into a module's namespace.
pub(super) fn set<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId, name: &str, value: Value) {
    let symbol = cx.intern(name);
    if let Body::Module(module) = &mut cx.mem.get_mut(module).body {
        module.dict.set(symbol, value);
    }
    types::stored(cx.mem, module, value);
}

/// Stores a str into a module's namespace.
pub(super) fn set_str<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId, name: &str, text: &str) {
    let value = cx.str(text);
    set(cx, module, name, value);
}

/// A class of a module that is loaded, for functions that make its instances.
pub(super) fn module_class<M: Memory>(cx: &Cx<'_, M>, module: &str, name: &str) -> ObjId {
    let found = import::loaded(cx.mem, module).and_then(|module| {
        let symbol = cx.mem.find_symbol(name)?;
        match &cx.mem.get(module.obj()?).body {
            Body::Module(module) => module.dict.get(symbol),
            _ => None,
        }
    });
    match found {
        Some(Value::Obj(id)) if matches!(cx.mem.get(id).body, Body::Type(_)) => id,
        // The program has bound the name of the class to something else.
        _ => types::OBJECT,
    }
}

pub(super) fn module_name<M: Memory>(cx: &Cx<'_, M>, module: ObjId) -> Arc<str> {
    match &cx.mem.get(module).body {
        Body::Module(module) => module.name.clone(),
        _ => unreachable!("set-up is given a module"),
    }
}

/// A new object of an `Ext` type.
pub(super) fn instance<M: Memory>(cx: &mut Cx<'_, M>, ext: impl Ext) -> Value {
    cx.alloc(Body::Ext(Box::new(ext)))
}

/// Tells the memory that an object now holds a value: what the object's readers can reach, they share.
pub(super) fn stored<M: Memory>(cx: &mut Cx<'_, M>, holder: Value, value: Value) {
    if let Some(id) = types::unwrap(cx.mem, holder).obj() {
        types::stored(cx.mem, id, value);
    }
}

/// The class `__new__` is asked for.
pub(super) fn asked_class<M: Memory>(cx: &mut Cx<'_, M>, args: &Args<'_>) -> Result<ObjId, Raise> {
    match args.pos.first() {
        Some(Value::Obj(id)) if matches!(cx.mem.get(*id).body, Body::Type(_)) => Ok(*id),
        _ => Err(cx.type_error("__new__(): not enough arguments")),
    }
}

/// The `Ext` object behind a receiver, or TypeError when it is of another type.
pub(super) fn ext<M: Memory, T: Ext, R>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    method: &str,
    work: impl FnOnce(&mut T) -> R,
) -> Result<R, Raise> {
    let receiver = args.pos.first().copied().unwrap_or(Value::None);
    match ext_of(cx, receiver, work) {
        Some(result) => Ok(result),
        None => {
            let class = cx.type_name(receiver);
            Err(cx.type_error(format!(
                "descriptor '{method}' doesn't apply to a '{class}' object"
            )))
        }
    }
}

/// The same for a value that need not be a receiver.
pub(super) fn ext_of<M: Memory, T: Ext, R>(
    cx: &mut Cx<'_, M>,
    value: Value,
    work: impl FnOnce(&mut T) -> R,
) -> Option<R> {
    let id = types::unwrap(cx.mem, value).obj()?;
    match &mut cx.mem.get_mut(id).body {
        Body::Ext(ext) => ext.as_any_mut().downcast_mut::<T>().map(work),
        _ => None,
    }
}

/// What a function's parameters are.
#[derive(Clone, Copy)]
pub(super) struct Signature<const N: usize> {
    pub name: &'static str,
    /// Names of the parameters; one that begins with `/` is positional only.
    pub params: [&'static str; N],
    pub required: usize,
    /// Whether the first positional argument is a receiver (or class), not in `params`.
    pub method: bool,
}

impl<const N: usize> Signature<N> {
    pub(super) const fn function(
        name: &'static str,
        params: [&'static str; N],
        required: usize,
    ) -> Self {
        Self {
            name,
            params,
            required,
            method: false,
        }
    }

    pub(super) const fn method(
        name: &'static str,
        params: [&'static str; N],
        required: usize,
    ) -> Self {
        Self {
            name,
            params,
            required,
            method: true,
        }
    }

    /// The arguments in the order of the parameters, `Null` for those not given.
    pub(super) fn bind<M: Memory>(
        &self,
        cx: &mut Cx<'_, M>,
        args: &Args<'_>,
    ) -> Result<[Value; N], Raise> {
        let given = &args.pos[usize::from(self.method).min(args.pos.len())..];
        if given.len() + args.kw.len() > N {
            return Err(self.count_error(cx, given.len() + args.kw.len()));
        }
        let mut bound = [Value::Null; N];
        bound[..given.len()].copy_from_slice(given);
        for (symbol, value) in args.kw {
            let text = cx.mem.symbol_text(*symbol);
            let Some(at) = self.params.iter().position(|name| **name == *text) else {
                let name = self.name;
                return Err(if self.params.iter().all(|name| name.starts_with('/')) {
                    cx.type_error(format!("{name}() takes no keyword arguments"))
                } else {
                    cx.type_error(format!(
                        "{name}() got an unexpected keyword argument '{text}'"
                    ))
                });
            };
            if !bound[at].is_null() {
                return Err(cx.type_error(format!(
                    "argument for {}() given by name ('{text}') and position ({})",
                    self.name,
                    at + 1
                )));
            }
            bound[at] = *value;
        }
        match bound[..self.required].iter().position(|v| v.is_null()) {
            None => Ok(bound),
            Some(_) if self.required == N && self.params.iter().all(|p| p.starts_with('/')) => {
                Err(self.count_error(cx, given.len()))
            }
            Some(at) => Err(cx.type_error(format!(
                "{}() missing required argument '{}' (pos {})",
                self.name,
                self.params[at].trim_start_matches('/'),
                at + 1
            ))),
        }
    }

    fn count_error<M: Memory>(&self, cx: &mut Cx<'_, M>, given: usize) -> Raise {
        let name = self.name;
        let message = match (self.required, N) {
            (_, 0) => format!("{name}() takes no arguments ({given} given)"),
            (1, 1) => format!("{name}() takes exactly one argument ({given} given)"),
            (a, b) if a == b => format!("{name} expected {b} arguments, got {given}"),
            (_, most) => {
                let plural = if most == 1 { "" } else { "s" };
                format!("{name}() takes at most {most} argument{plural} ({given} given)")
            }
        };
        cx.type_error(message)
    }
}

/// A value as a float, as C functions of CPython take it.
///
/// # Errors
/// TypeError for what is no number, OverflowError for an int beyond the range of a float.
pub(super) fn float<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<f64, Raise> {
    match types::unwrap(cx.mem, value) {
        Value::Float(x) => return Ok(x),
        Value::Int(i) => return Ok(i as f64),
        Value::Bool(b) => return Ok(f64::from(b)),
        Value::Obj(id) => {
            let big = match &cx.mem.get(id).body {
                Body::BigInt(big) => Some(big.to_f64().unwrap_or(f64::INFINITY)),
                _ => None,
            };
            match big {
                Some(x) if x.is_finite() => return Ok(x),
                Some(_) => return Err(cx.overflow_error("int too large to convert to float")),
                None => {}
            }
        }
        _ => {}
    }
    let class = cx.type_name(value);
    Err(cx.type_error(format!("must be real number, not {class}")))
}

/// A value as an int of any size, if it is one (or a bool).
pub(super) fn bigint<M: Memory>(cx: &Cx<'_, M>, value: Value) -> Option<BigInt> {
    match types::unwrap(cx.mem, value) {
        Value::Int(i) => Some(BigInt::from(i)),
        Value::Bool(b) => Some(BigInt::from(u8::from(b))),
        Value::Obj(id) => match &cx.mem.get(id).body {
            Body::BigInt(big) => Some((**big).clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The same, with CPython's TypeError for everything else.
pub(super) fn integer<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<BigInt, Raise> {
    match bigint(cx, value) {
        Some(int) => Ok(int),
        None => {
            let class = cx.type_name(value);
            Err(cx.type_error(format!(
                "'{class}' object cannot be interpreted as an integer"
            )))
        }
    }
}

/// A value as a small int (an index, a count).
pub(super) fn index<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<i64, Raise> {
    match integer(cx, value)?.to_i64() {
        Some(small) => Ok(small),
        None => Err(cx.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

/// Whether a value counts as true, for flags: what has no `__bool__` in Python.
pub(super) fn flag<M: Memory>(cx: &Cx<'_, M>, value: Value) -> bool {
    match types::unwrap(cx.mem, value) {
        Value::Null | Value::None => false,
        Value::Bool(b) => b,
        Value::Int(i) => i != 0,
        Value::Float(x) => x != 0.0,
        Value::NotImplemented | Value::Ellipsis => true,
        Value::Obj(id) => match &cx.mem.get(id).body {
            Body::Str(s) => !s.text.is_empty(),
            Body::List(items) => !items.is_empty(),
            Body::Tuple(items) => !items.is_empty(),
            Body::Dict(dict) => !dict.is_empty(),
            _ => true,
        },
    }
}

/// The elements of a list or tuple.
pub(super) fn elements<M: Memory>(cx: &Cx<'_, M>, value: Value) -> Option<Vec<Value>> {
    match &cx.mem.get(types::unwrap(cx.mem, value).obj()?).body {
        Body::List(items) => Some(items.clone()),
        Body::Tuple(items) => Some(items.to_vec()),
        _ => None,
    }
}

/// The bytes of a bytes-like object.
///
/// # Errors
/// TypeError for anything else.
pub(super) fn bytes<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Arc<[u8]>, Raise> {
    if let Some(id) = types::unwrap(cx.mem, value).obj() {
        match &cx.mem.get(id).body {
            Body::Bytes(bytes) => return Ok(bytes.clone()),
            Body::ByteArray(bytes) => return Ok(bytes.as_slice().into()),
            _ => {}
        }
    }
    let class = cx.type_name(value);
    Err(cx.type_error(format!("a bytes-like object is required, not '{class}'")))
}

/// Seconds as a duration, rounded up to whole nanoseconds (pytime.c: _PyTime_ROUND_TIMEOUT); negative
/// ones as `Err(None)`, so that each caller can use its own words.
pub(super) fn seconds<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
) -> Result<VirtualDuration, Option<Raise>> {
    let (seconds, too_large) = match types::unwrap(cx.mem, value) {
        Value::Float(x) => (x, "timestamp out of range for platform time_t"),
        _ => match bigint(cx, value) {
            Some(int) => (
                int.to_f64().unwrap_or(f64::INFINITY),
                "timestamp too large to convert to C PyTime_t",
            ),
            None => {
                let class = cx.type_name(value);
                return Err(Some(cx.type_error(format!(
                    "'{class}' object cannot be interpreted as an integer"
                ))));
            }
        },
    };
    if seconds.is_nan() {
        return Err(Some(cx.value_error("Invalid value NaN (not a number)")));
    }
    let nanos = (seconds * 1e9).ceil();
    if nanos.abs() >= i64::MAX as f64 {
        return Err(Some(cx.overflow_error(too_large)));
    }
    if seconds < 0.0 {
        return Err(None);
    }
    Ok(VirtualDuration::from_nanos(nanos as u64))
}
