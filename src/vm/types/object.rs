//! Owns what every object has (`object.__new__`, `__repr__`, `__eq__`, …) and the special methods that
//! built-in types share: each does for the built-in value what the operator would do.

use super::flow::and_then;
use super::keyed::hash_value;
use super::{args, compare, find_method, subscript, text};
use crate::base::ObjId;
use crate::bytecode::CompareOp;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::names::NameTable;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Instance, Payload};
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const OBJECT: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", object_new),
        NativeDef::new("__init__", object_init),
        NativeDef::new("__repr__", repr),
        NativeDef::new("__str__", str_method),
        NativeDef::new("__format__", format),
        NativeDef::new("__hash__", hash),
        NativeDef::new("__eq__", eq),
        NativeDef::new("__ne__", ne),
        NativeDef::new("__lt__", lt),
        NativeDef::new("__le__", le),
        NativeDef::new("__gt__", gt),
        NativeDef::new("__ge__", ge),
    ];
}

/// The methods of `object`.
pub(crate) fn methods<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::OBJECT
}

/// The class argument of a `__new__`.
pub(crate) fn class_argument<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    args: Args<'_>,
) -> Result<ObjId, Raise> {
    let class = args.pos.first().and_then(|class| class.obj());
    if let Some(id) = class
        && matches!(cx.mem.get(id).body, Body::Type(_))
    {
        return Ok(id);
    }
    Err(cx.type_error(format!("{name}.__new__(X): X is not a type object")))
}

/// A new container, filled as its `__init__` fills it: construction of a plain built-in container is one
/// call.
pub(crate) fn filled<M: Memory>(
    cx: &mut Cx<'_, M>,
    made: Value,
    init: fn(&mut Cx<'_, M>, Args<'_>) -> NativeResult<M>,
    args: Args<'_>,
) -> NativeResult<M> {
    if args.pos.len() < 2 && args.kw.is_empty() {
        return Ok(Flow::Value(made));
    }
    let mut pos = args.pos.to_vec();
    pos[0] = made;
    let flow = init(
        cx,
        Args {
            pos: &pos,
            kw: args.kw,
        },
    );
    and_then(cx, flow, NativeFrame::new(give_first, vec![made]))
}

fn give_first<M: Memory>(
    _cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    result?;
    Ok(Flow::Value(frame.vals[0]))
}

/// Whether a class has another method of this name than `object` has.
fn overridden<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, name: &str) -> bool {
    let name = cx.mem.intern(name);
    let own = find_method(cx.mem, class, name);
    own.is_some() && own != find_method(cx.mem, types::OBJECT, name)
}

fn object_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "object", args)?;
    if args.pos.len() > 1 || !args.kw.is_empty() {
        if overridden(cx, class, "__new__") {
            return Err(cx.type_error(
                "object.__new__() takes exactly one argument (the type to instantiate)",
            ));
        }
        if !overridden(cx, class, "__init__") {
            let name = types::type_name(cx.mem, class);
            return Err(cx.type_error(format!("{name}() takes no arguments")));
        }
    }
    crate::vm::instantiate::refuse_abstract(cx, class)?;
    let instance = Instance {
        class,
        attrs: NameTable::new(),
        dict: None,
        payload: Payload::None,
    };
    Ok(Flow::Value(cx.alloc(Body::Instance(Box::new(instance)))))
}

fn object_init<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let receiver = *args.pos.first().unwrap_or(&Value::None);
    if args.pos.len() > 1 || !args.kw.is_empty() {
        let class = cx.type_of(receiver);
        if overridden(cx, class, "__init__") {
            return Err(cx.type_error(
                "object.__init__() takes exactly one argument (the instance to initialize)",
            ));
        }
        if !overridden(cx, class, "__new__") {
            let name = cx.type_name(receiver);
            return Err(cx.type_error(format!(
                "{name}.__init__() takes exactly one argument (the instance to initialize)"
            )));
        }
    }
    Ok(Flow::Value(Value::None))
}

pub(crate) fn repr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "__repr__", args, 0)?;
    text::builtin_repr(cx, value)
}

pub(crate) fn str_method<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "__str__", args, 0)?;
    text::builtin_str(cx, value)
}

pub(crate) fn format<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value, spec] = args::exact(cx, "__format__", args, 1)?;
    text::builtin_format(cx, value, spec)
}

pub(crate) fn hash<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "__hash__", args, 0)?;
    let inner = types::unwrap(cx.mem, value);
    if inner.is(value) && types::overrides(cx.mem, value, "__hash__").is_some() {
        return Ok(Flow::Value(Value::Int((types::address(value) >> 4) as i64)));
    }
    hash_value(cx, inner)
}

/// A comparison method: of the built-in values, or NotImplemented.
fn compare_method<M: Memory>(cx: &mut Cx<'_, M>, op: CompareOp, args: Args<'_>) -> NativeResult<M> {
    let [a, b] = args::exact(cx, "expected", args, 1)?;
    let (x, y) = (types::unwrap(cx.mem, a), types::unwrap(cx.mem, b));
    if x.is(a) && matches!(a, Value::Obj(id) if matches!(cx.mem.get(id).body, Body::Instance(_))) {
        return Ok(Flow::Value(match op {
            CompareOp::Eq if a.is(b) => true.into(),
            CompareOp::Ne if types::overrides(cx.mem, a, "__eq__").is_some() => {
                return compare::compare(cx, op, a, b);
            }
            CompareOp::Ne if a.is(b) => false.into(),
            _ => Value::NotImplemented,
        }));
    }
    let comparable = types::type_of(cx.mem, x) == types::type_of(cx.mem, y)
        || super::equality::order(cx.mem, x, y, 0).is_ok()
        || super::set::compare(cx.mem, op, x, y).is_some();
    if !comparable {
        return Ok(Flow::Value(Value::NotImplemented));
    }
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    if !equality
        && super::equality::compare(cx.mem, op, x, y) == Err(super::equality::No::Unsupported)
    {
        return Ok(Flow::Value(Value::NotImplemented));
    }
    compare::compare(cx, op, x, y)
}

macro_rules! comparisons {
    ($($name:ident $op:ident;)*) => {$(
        pub(crate) fn $name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
            compare_method(cx, CompareOp::$op, args)
        }
    )*};
}

comparisons! { eq Eq; ne Ne; lt Lt; le Le; gt Gt; ge Ge; }

pub(crate) fn len<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "__len__", args, 0)?;
    match super::sequence::len(cx.mem, value) {
        Some(n) => Ok(Flow::Value(Value::Int(n as i64))),
        None => {
            let name = cx.type_name(value);
            Err(cx.type_error(format!("object of type '{name}' has no len()")))
        }
    }
}

pub(crate) fn getitem<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [container, key] = args::exact(cx, "__getitem__", args, 1)?;
    subscript::builtin_subscript(cx, container, key)
}

pub(crate) fn setitem<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [container, key, value] = args::exact(cx, "__setitem__", args, 1)?;
    subscript::builtin_store(cx, container, key, value)
}

pub(crate) fn delitem<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [container, key] = args::exact(cx, "__delitem__", args, 1)?;
    subscript::builtin_delete(cx, container, key)
}

pub(crate) fn contains<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [container, item] = args::exact(cx, "__contains__", args, 1)?;
    super::contains::builtin_contains(cx, container, item)
}

pub(crate) fn iter<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "__iter__", args, 0)?;
    let inner = types::unwrap(cx.mem, value);
    super::iter::get_iter(cx, inner)
}

pub(crate) fn next<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "__next__", args, 0)?;
    super::iter::next_flow(cx, value)
}
