//! Owns the methods of the types that the object model itself is made of: `object`, `type`, `property`,
//! `staticmethod`, `classmethod`, `super`, exceptions; and the functions that reach into it
//! (`getattr`, `vars`, `globals`, …). Owns no data type (`types`).

use super::attr;
use super::cx::Cx;
use super::exceptions;
use super::memory::Memory;
use super::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use super::object::Body;
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

struct Tables<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Tables<M> {
    const OBJECT: &'static [NativeDef<M>] = &[
        NativeDef::new("__setattr__", object_setattr),
        NativeDef::new("__getattribute__", object_getattribute),
        NativeDef::new("__delattr__", object_delattr),
        NativeDef::new("~__init_subclass__", object_init_subclass),
        NativeDef::new("~__subclasshook__", object_subclasshook),
        NativeDef::new("__reduce_ex__", object_reduce_ex),
        NativeDef::new("__reduce__", object_reduce),
        NativeDef::new("__getstate__", object_getstate),
        NativeDef::new("__dir__", builtin_dir),
    ];
    const SUPER: &'static [NativeDef<M>] = &[NativeDef::new("__new__", super_new)];
    const FUNCTIONS: &'static [NativeDef<M>] = &[
        NativeDef::new("getattr", builtin_getattr),
        NativeDef::new("hasattr", builtin_hasattr),
        NativeDef::new("setattr", builtin_setattr),
        NativeDef::new("delattr", builtin_delattr),
        NativeDef::new("vars", builtin_vars),
        NativeDef::new("dir", builtin_dir),
        NativeDef::new("globals", builtin_globals),
        NativeDef::new("__import__", builtin_import),
    ];
}

/// The methods of the types above.
pub(super) fn methods<M: Memory>() -> Vec<(ObjId, &'static [NativeDef<M>])> {
    let mut tables = super::descriptors::methods::<M>();
    tables.extend([
        (types::OBJECT, Tables::<M>::OBJECT),
        (types::TYPE, super::metaclass::methods::<M>()),
        (types::SUPER, Tables::<M>::SUPER),
        (types::BASE_EXCEPTION, exceptions::methods::<M>()),
    ]);
    tables
}

/// The functions of `builtins` that reach into the object model.
pub(super) fn functions<M: Memory>() -> &'static [NativeDef<M>] {
    Tables::<M>::FUNCTIONS
}

fn value<M: Memory>(value: Value) -> NativeResult<M> {
    Ok(Flow::Value(value))
}

/// Exactly `N` positional arguments.
fn exactly<'a, M: Memory, const N: usize>(
    cx: &mut Cx<'_, M>,
    name: &str,
    args: Args<'a>,
) -> Result<&'a [Value; N], Raise> {
    let given = args.pos.len();
    args.pos.try_into().map_err(|_| {
        let plural = if N == 1 { "" } else { "s" };
        cx.type_error(format!("{name} expected {N} argument{plural}, got {given}"))
    })
}

fn object_init_subclass<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    if args.kw.is_empty() {
        return value(Value::None);
    }
    let class = args.pos.first().and_then(|c| types::as_class(cx.mem, *c));
    let name = types::type_name(cx.mem, class.unwrap_or(types::OBJECT));
    Err(cx.type_error(format!(
        "{name}.__init_subclass__() takes no keyword arguments"
    )))
}

fn object_subclasshook<M: Memory>(_: &mut Cx<'_, M>, _: Args<'_>) -> NativeResult<M> {
    value(Value::NotImplemented)
}

/// How an object is taken apart and put together again is said in Python, as in CPython's `copyreg`.
fn object_reduce_ex<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object, protocol] = *exactly(cx, "object.__reduce_ex__()", args)?;
    super::import::call_in(
        cx,
        "copyreg",
        "_object_reduce_ex",
        Args {
            pos: &[object, protocol],
            kw: &[],
        },
    )
}

fn object_reduce<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object] = *exactly(cx, "object.__reduce__()", args)?;
    super::import::call_in(
        cx,
        "copyreg",
        "_object_reduce",
        Args {
            pos: &[object],
            kw: &[],
        },
    )
}

fn object_getstate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object] = *exactly(cx, "object.__getstate__()", args)?;
    super::import::call_in(
        cx,
        "copyreg",
        "_object_getstate",
        Args {
            pos: &[object],
            kw: &[],
        },
    )
}

fn name_argument<M: Memory>(cx: &mut Cx<'_, M>, name: Value) -> Result<Symbol, Raise> {
    match cx.text(name) {
        Some(text) => Ok(cx.intern(&text)),
        None => {
            let class = cx.type_name(name);
            Err(cx.type_error(format!("attribute name must be string, not '{class}'")))
        }
    }
}

fn object_setattr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object, name, new] = *exactly(cx, "__setattr__", args)?;
    let name = name_argument(cx, name)?;
    none_after(attr::generic_set(cx, object, name, new))
}

fn object_getattribute<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object, name] = *exactly(cx, "__getattribute__", args)?;
    let name = name_argument(cx, name)?;
    attr::generic(cx, object, name)
}

fn object_delattr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object, name] = *exactly(cx, "__delattr__", args)?;
    let name = name_argument(cx, name)?;
    none_after(attr::generic_delete(cx, object, name))
}

/// A statement's "nothing" is None when it is a function's result.
fn none_after<M: Memory>(result: NativeResult<M>) -> NativeResult<M> {
    match result? {
        Flow::Value(Value::Null) => value(Value::None),
        Flow::Call { callee, args, .. } => Ok(Flow::Call {
            callee,
            args,
            then: Some(NativeFrame::new(give_none, Vec::new())),
        }),
        other => Ok(other),
    }
}

fn give_none<M: Memory>(
    _: &mut Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input.map(|_| Flow::Value(Value::None))
}

/// `super(Class, receiver)`; the form without arguments is LOAD_SUPER_ATTR's.
fn super_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match args.pos {
        [_, Value::Obj(class), receiver] => {
            let (class, receiver) = (*class, *receiver);
            let made = cx.alloc(Body::Super { class, receiver });
            value(made)
        }
        _ => Err(cx.raise(types::RUNTIME_ERROR, "super(): no arguments")),
    }
}

fn builtin_getattr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (object, name, default) = match args.pos {
        [object, name] => (*object, *name, Value::Null),
        [object, name, default] => (*object, *name, *default),
        given => {
            let message = format!("getattr expected at least 2 arguments, got {}", given.len());
            return Err(cx.type_error(message));
        }
    };
    let name = name_argument(cx, name)?;
    let found = attr::get(cx, object, name);
    if default.is_null() {
        return found;
    }
    caught(cx, found, vec![default])
}

fn builtin_hasattr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object, name] = *exactly(cx, "hasattr", args)?;
    let name = name_argument(cx, name)?;
    let found = attr::get(cx, object, name);
    caught(cx, found, vec![Value::Bool(false), Value::Bool(true)])
}

/// AttributeError becomes the first of `answers`; any value the second, where there is one.
fn caught<M: Memory>(
    cx: &mut Cx<'_, M>,
    found: NativeResult<M>,
    answers: Vec<Value>,
) -> NativeResult<M> {
    let frame = NativeFrame::new(attribute_or, answers);
    match found {
        Ok(Flow::Value(found)) => attribute_or(cx, frame, Ok(found)),
        Err(raise) => attribute_or(cx, frame, Err(raise)),
        Ok(Flow::Call {
            callee,
            args,
            then: None,
        }) => Ok(Flow::Call {
            callee,
            args,
            then: Some(frame),
        }),
        Ok(Flow::Call {
            callee,
            args,
            then: Some(mut inner),
        }) => {
            // `__getattr__` behind a property: let it finish in a call of its own.
            let mut last = &mut inner.then;
            while let Some(next) = last {
                last = &mut next.then;
            }
            *last = Some(frame);
            Ok(Flow::Call {
                callee,
                args,
                then: Some(inner),
            })
        }
        Ok(other) => Ok(other),
    }
}

fn attribute_or<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Err(raise) if cx.is_instance(raise.0, types::ATTRIBUTE_ERROR) => value(frame.vals[0]),
        Ok(found) => value(frame.vals.get(1).copied().unwrap_or(found)),
        Err(raise) => Err(raise),
    }
}

fn builtin_setattr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object, name, new] = *exactly(cx, "setattr", args)?;
    let name = name_argument(cx, name)?;
    none_after(attr::set(cx, object, name, new))
}

fn builtin_delattr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object, name] = *exactly(cx, "delattr", args)?;
    let name = name_argument(cx, name)?;
    none_after(attr::delete(cx, object, name))
}

fn builtin_vars<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    if args.pos.is_empty() {
        return Ok(Flow::Locals { then: None });
    }
    let [object] = *exactly(cx, "vars", args)?;
    match attr::get(cx, object, s::DICT) {
        Err(raise) if cx.is_instance(raise.0, types::ATTRIBUTE_ERROR) => {
            Err(cx.type_error("vars() argument must have __dict__ attribute"))
        }
        found => found,
    }
}

fn builtin_globals<M: Memory>(cx: &mut Cx<'_, M>, _: Args<'_>) -> NativeResult<M> {
    let module = Value::Obj(cx.globals);
    attr::get(cx, module, s::DICT)
}

/// Names of an object's attributes, sorted.
fn builtin_dir<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let object = args.pos.first().copied().unwrap_or(Value::Obj(cx.globals));
    let texts = super::suggestions::names_of(cx.mem, object);
    let texts = texts.into_iter().map(|text| cx.str(text)).collect();
    let list = cx.list(texts);
    value(list)
}

/// `__import__(name, globals=None, locals=None, fromlist=(), level=0)`; the globals are the caller's.
fn builtin_import<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let names = ["name", "globals", "locals", "fromlist", "level"];
    let bound = super::types::args::bind(cx, "__import__", args, 0, names, (1, 5))?;
    let [name, _, _, from, level] = bound;
    let Some(name) = cx.text(name) else {
        let given = cx.type_name(name);
        return Err(cx.type_error(format!("__import__() argument 1 must be str, not {given}")));
    };
    let given = !from.is_null() && super::types::truth(cx.mem, from) == Some(true);
    let from = if given { from } else { Value::None };
    let level = match level {
        Value::Int(level) => level.max(0) as usize,
        _ => 0,
    };
    super::import::import(cx, &name, from, level)
}
