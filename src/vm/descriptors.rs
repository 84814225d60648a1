//! Owns the methods of what binds: `property`, `staticmethod`, `classmethod`, functions, bound methods,
//! cells and modules as objects. Owns no look-up (`attr`).

use super::attr;
use super::cx::Cx;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{Args, Flow, NativeDef, NativeResult, Raise};
use super::object::{Body, Module};
use super::special_code;
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::ObjId;

struct Tables<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Tables<M> {
    const PROPERTY: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", property_new),
        NativeDef::new("getter", property_getter),
        NativeDef::new("setter", property_setter),
        NativeDef::new("deleter", property_deleter),
        NativeDef::new("@fget", property_fget),
        NativeDef::new("@fset", property_fset),
        NativeDef::new("@fdel", property_fdel),
        NativeDef::new("@__doc__", property_doc),
        NativeDef::new("__get__", property_get),
        NativeDef::new("__set__", property_set),
        NativeDef::new("__delete__", property_delete),
        NativeDef::new("@__isabstractmethod__", property_is_abstract),
    ];
    const STATICMETHOD: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", staticmethod_new),
        NativeDef::new("__get__", staticmethod_get),
        NativeDef::new("@__func__", wrapped_function),
        NativeDef::new("@__wrapped__", wrapped_function),
        NativeDef::new("@__isabstractmethod__", wrapped_is_abstract),
        NativeDef::new("@__name__", wrapped_name),
        NativeDef::new("@__doc__", wrapped_doc),
    ];
    const CLASSMETHOD: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", classmethod_new),
        NativeDef::new("__get__", classmethod_get),
        NativeDef::new("@__func__", wrapped_function),
        NativeDef::new("@__wrapped__", wrapped_function),
        NativeDef::new("@__isabstractmethod__", wrapped_is_abstract),
        NativeDef::new("@__name__", wrapped_name),
        NativeDef::new("@__doc__", wrapped_doc),
    ];
    const FUNCTION: &'static [NativeDef<M>] = &[
        NativeDef::new("__get__", function_get),
        NativeDef::new("__call__", call),
    ];
    const METHOD: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", method_new),
        NativeDef::new("__call__", call),
    ];
    const BUILTIN_FUNCTION: &'static [NativeDef<M>] = &[NativeDef::new("__call__", call)];
    const CELL: &'static [NativeDef<M>] = &[NativeDef::new("@cell_contents", cell_contents)];
    const MODULE: &'static [NativeDef<M>] = &[NativeDef::new("__new__", module_new)];
}

/// The methods of the types above.
pub(super) fn methods<M: Memory>() -> Vec<(ObjId, &'static [NativeDef<M>])> {
    vec![
        (types::PROPERTY, Tables::<M>::PROPERTY),
        (types::STATICMETHOD, Tables::<M>::STATICMETHOD),
        (types::CLASSMETHOD, Tables::<M>::CLASSMETHOD),
        (types::FUNCTION, Tables::<M>::FUNCTION),
        (types::METHOD, Tables::<M>::METHOD),
        (types::BUILTIN_FUNCTION, Tables::<M>::BUILTIN_FUNCTION),
        (types::CELL, Tables::<M>::CELL),
        (types::MODULE, Tables::<M>::MODULE),
    ]
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

/// The object and the class a `__get__` is given; `Null` for an object of None.
fn bound_to<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> Result<(Value, Value), Raise> {
    let (object, class) = match args.pos {
        [_, object] => (*object, Value::None),
        [_, object, class] => (*object, *class),
        given => {
            let message = format!("__get__ expected at least 1 argument, got {}", given.len());
            return Err(cx.type_error(message));
        }
    };
    match (object, class) {
        (Value::None, Value::None) => Err(cx.type_error("__get__(None, None) is invalid")),
        (Value::None, class) => Ok((Value::Null, class)),
        (object, Value::None) => Ok((object, Value::Obj(cx.type_of(object)))),
        both => Ok(both),
    }
}

fn property_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let mut parts = [Value::None; 4];
    for (part, given) in parts.iter_mut().zip(&args.pos[1..]) {
        *part = *given;
    }
    for (name, given) in args.kw {
        let text = cx.mem.symbol_text(*name);
        match ["fget", "fset", "fdel", "doc"]
            .iter()
            .position(|known| *known == &*text)
        {
            Some(at) => parts[at] = *given,
            None => {
                return Err(cx.type_error(format!(
                    "property() got an unexpected keyword argument '{text}'"
                )));
            }
        }
    }
    let made = cx.alloc(Body::Property(Box::new(parts)));
    value(made)
}

fn property_part<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>, part: usize) -> NativeResult<M> {
    let [property, function] = *exactly(cx, "property method", args)?;
    let mut parts = property_parts(cx, property)?;
    parts[part] = function;
    let made = cx.alloc(Body::Property(Box::new(parts)));
    value(made)
}

fn property_parts<M: Memory>(cx: &mut Cx<'_, M>, property: Value) -> Result<[Value; 4], Raise> {
    let parts = match property
        .obj()
        .map(|id| cx.mem.get(id))
        .as_deref()
        .map(|object| &object.body)
    {
        Some(Body::Property(parts)) => Some(**parts),
        _ => None,
    };
    parts.ok_or_else(|| cx.type_error("descriptor requires a 'property' object"))
}

macro_rules! property_parts {
    ($($change:ident $read:ident $part:literal;)*) => {$(
        fn $change<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            property_part(cx, args, $part)
        }

        fn $read<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            value(property_parts(cx, args.pos[0])?[$part])
        }
    )*};
}

property_parts! {
    property_getter property_fget 0;
    property_setter property_fset 1;
    property_deleter property_fdel 2;
}

/// The text given for it, or its getter's.
fn property_doc<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [get, .., doc] = property_parts(cx, args.pos[0])?;
    if doc.is_none() && !get.is_none() {
        return attr::get(cx, get, s::DOC);
    }
    value(doc)
}

fn property_get<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (object, _) = bound_to(cx, args)?;
    let [get, ..] = property_parts(cx, args.pos[0])?;
    if object.is_null() {
        return value(args.pos[0]);
    }
    if get.is_none() {
        return Err(cx.raise(types::ATTRIBUTE_ERROR, "property has no getter"));
    }
    Flow::tail(get, &[object])
}

fn property_set<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [property, object, new] = *exactly(cx, "__set__", args)?;
    let [_, set, ..] = property_parts(cx, property)?;
    if set.is_none() {
        return Err(cx.raise(types::ATTRIBUTE_ERROR, "property has no setter"));
    }
    Flow::tail(set, &[object, new])
}

fn property_delete<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [property, object] = *exactly(cx, "__delete__", args)?;
    let [_, _, delete, _] = property_parts(cx, property)?;
    if delete.is_none() {
        return Err(cx.raise(types::ATTRIBUTE_ERROR, "property has no deleter"));
    }
    Flow::tail(delete, &[object])
}

/// Whether a function was marked by `abc.abstractmethod`.
fn is_abstract<M: Memory>(cx: &mut Cx<'_, M>, function: Value) -> bool {
    let name = cx.intern("__isabstractmethod__");
    matches!(
        attr::get(cx, function, name),
        Ok(Flow::Value(Value::Bool(true)))
    )
}

fn property_is_abstract<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let parts = property_parts(cx, args.pos[0])?;
    let any = parts[..3].iter().any(|part| is_abstract(cx, *part));
    value(any.into())
}

fn staticmethod_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, function] = *exactly(cx, "staticmethod", args)?;
    let made = cx.alloc(Body::StaticMethod(function));
    value(made)
}

fn classmethod_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, function] = *exactly(cx, "classmethod", args)?;
    let made = cx.alloc(Body::ClassMethod(function));
    value(made)
}

/// The function inside a static or class method.
fn inner<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> Result<Value, Raise> {
    let found = match args
        .pos
        .first()
        .and_then(|wrapper| wrapper.obj())
        .map(|id| cx.mem.get(id))
        .as_deref()
    {
        Some(object) => match object.body {
            Body::StaticMethod(inner) | Body::ClassMethod(inner) => Some(inner),
            _ => None,
        },
        None => None,
    };
    found.ok_or_else(|| {
        cx.type_error("descriptor requires a 'staticmethod' or 'classmethod' object")
    })
}

fn wrapped_function<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    value(inner(cx, args)?)
}

fn wrapped_is_abstract<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let function = inner(cx, args)?;
    value(is_abstract(cx, function).into())
}

fn wrapped_name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let function = inner(cx, args)?;
    attr::get(cx, function, s::NAME)
}

fn wrapped_doc<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let function = inner(cx, args)?;
    attr::get(cx, function, s::DOC)
}

fn staticmethod_get<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    value(inner(cx, args)?)
}

fn classmethod_get<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let function = inner(cx, args)?;
    let (_, class) = bound_to(cx, args)?;
    let made = cx.alloc(Body::Method(Box::new((function, class))));
    value(made)
}

fn function_get<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (object, _) = bound_to(cx, args)?;
    if object.is_null() {
        return value(args.pos[0]);
    }
    let made = cx.alloc(Body::Method(Box::new((args.pos[0], object))));
    value(made)
}

fn call<M: Memory>(_: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::CallKw {
        callee: args.pos[0],
        args: args.pos[1..].into(),
        kw: args.kw.to_vec(),
        then: None,
    })
}

/// `types.MethodType(function, object)`.
fn method_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [_, function, object] = *exactly(cx, "method", args)?;
    if !super::builtins::is_callable(cx, function) {
        return Err(cx.type_error("first argument must be callable"));
    }
    if object.is_none() {
        return Err(cx.type_error("instance must not be None"));
    }
    let made = cx.alloc(Body::Method(Box::new((function, object))));
    value(made)
}

fn cell_contents<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match special_code::cell_contents(cx, args.pos[0]) {
        Some(found) => value(found),
        None => Err(cx.value_error("cell is empty")),
    }
}

/// `types.ModuleType(name, doc=None)`.
fn module_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (name, doc) = match args.pos {
        [_, name] => (*name, Value::None),
        [_, name, doc] => (*name, *doc),
        _ => return Err(cx.type_error("module() missing required argument 'name' (pos 1)")),
    };
    let Some(text) = cx.text(name) else {
        let given = cx.type_name(name);
        return Err(cx.type_error(format!("module() argument 'name' must be str, not {given}")));
    };
    let mut dict = NameTable::new();
    dict.set(s::NAME, name);
    dict.set(s::DOC, doc);
    for missing in [s::PACKAGE, s::LOADER, s::SPEC] {
        dict.set(missing, Value::None);
    }
    let made = cx.alloc(Body::Module(Box::new(Module {
        name: text,
        dict,
        shown: None,
    })));
    value(made)
}
