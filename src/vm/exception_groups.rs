//! Owns `BaseExceptionGroup` and `ExceptionGroup` (PEP 654) and what `except*` asks of them. Splitting calls
//! methods that a program may define, so that it is written in Python (`_exceptiongroups`).

use super::cx::Cx;
use super::exceptions;
use super::glance;
use super::import;
use super::memory::Memory;
use super::native::{Args, Flow, NativeDef, NativeResult, Raise};
use super::types;
use super::value::Value;
use crate::base::ObjId;

const MODULE: &str = "_exceptiongroups";

struct Tables<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Tables<M> {
    const GROUP: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", new),
        NativeDef::new("@message", message),
        NativeDef::new("@exceptions", members),
        NativeDef::new("derive", derive),
        NativeDef::new("split", split),
        NativeDef::new("subgroup", subgroup),
    ];
}

/// The methods of groups.
pub(super) fn methods<M: Memory>() -> [(ObjId, &'static [NativeDef<M>]); 1] {
    [(types::BASE_EXCEPTION_GROUP, Tables::<M>::GROUP)]
}

/// A new group of a class: one of exceptions only is an `ExceptionGroup`.
///
/// # Errors
/// TypeError and ValueError for arguments that make no group.
pub(super) fn make<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    args: &[Value],
) -> Result<Value, Raise> {
    let [message, given] = *args else {
        let count = args.len();
        return Err(cx.type_error(format!(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({count} given)"
        )));
    };
    if cx.text(message).is_none() {
        let kind = cx.type_name(message);
        return Err(cx.type_error(format!(
            "BaseExceptionGroup.__new__() argument 1 must be str, not {kind}"
        )));
    }
    let sequence = cx.is_instance(given, types::LIST) || cx.is_instance(given, types::TUPLE);
    if !sequence {
        return Err(cx.type_error("second argument (exceptions) must be a sequence"));
    }
    let inner = glance::tuple_items(cx.mem, given);
    if inner.is_empty() {
        return Err(cx.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    if let Some(at) = inner
        .iter()
        .position(|e| !cx.is_instance(*e, types::BASE_EXCEPTION))
    {
        return Err(cx.value_error(format!(
            "Item {at} of second argument (exceptions) is not an exception"
        )));
    }
    let class = class_for(cx, class, &inner)?;
    let group = exceptions::new(cx.mem, cx.thread, class, args.to_vec());
    exceptions::with_data(cx.mem, group, |data| {
        data.group = Some(Box::new((message, inner)));
    });
    Ok(group)
}

fn class_for<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, inner: &[Value]) -> Result<ObjId, Raise> {
    let plain = inner.iter().all(|e| cx.is_instance(*e, types::EXCEPTION));
    match class {
        types::BASE_EXCEPTION_GROUP if plain => Ok(types::EXCEPTION_GROUP),
        types::EXCEPTION_GROUP if !plain => {
            Err(cx.type_error("Cannot nest BaseExceptions in an ExceptionGroup"))
        }
        _ if !plain && types::is_subclass(cx.mem, class, types::EXCEPTION) => {
            let name = types::type_name(cx.mem, class);
            Err(cx.type_error(format!("Cannot nest BaseExceptions in '{name}'")))
        }
        _ => Ok(class),
    }
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match args.pos {
        [Value::Obj(class), rest @ ..] => make(cx, *class, rest).map(Flow::Value),
        _ => Err(cx.type_error("BaseExceptionGroup.__new__(): not enough arguments")),
    }
}

fn contents<M: Memory>(cx: &mut Cx<'_, M>, group: Value) -> Result<(Value, Vec<Value>), Raise> {
    let found = exceptions::data(cx.mem, group).and_then(|data| data.group);
    match found {
        Some(group) => Ok(*group),
        None => {
            let kind = cx.type_name(group);
            Err(cx.type_error(format!(
                "descriptor requires a 'BaseExceptionGroup' object but received a '{kind}'"
            )))
        }
    }
}

/// `str(group)`.
pub(super) fn text<M: Memory>(
    cx: &mut Cx<'_, M>,
    (message, inner): &(Value, Vec<Value>),
) -> NativeResult<M> {
    let message = cx.text(*message).unwrap_or_default();
    let plural = if inner.len() == 1 { "" } else { "s" };
    let text = cx.str(format!("{message} ({} sub-exception{plural})", inner.len()));
    Ok(Flow::Value(text))
}

fn message<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    contents(cx, args.pos[0]).map(|(message, _)| Flow::Value(message))
}

fn members<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let (_, inner) = contents(cx, args.pos[0])?;
    let tuple = cx.tuple(inner);
    Ok(Flow::Value(tuple))
}

fn one<M: Memory>(cx: &mut Cx<'_, M>, name: &str, args: Args<'_>) -> Result<[Value; 2], Raise> {
    args.pos.try_into().map_err(|_| {
        let given = args.pos.len().saturating_sub(1);
        cx.type_error(format!(
            "BaseExceptionGroup.{name}() takes exactly one argument ({given} given)"
        ))
    })
}

fn derive<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [group, inner] = one(cx, "derive", args)?;
    let (message, _) = contents(cx, group)?;
    make(cx, types::BASE_EXCEPTION_GROUP, &[message, inner]).map(Flow::Value)
}

fn split<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let args = one(cx, "split", args)?;
    import::call_in(
        cx,
        MODULE,
        "split",
        Args {
            pos: &args,
            kw: &[],
        },
    )
}

fn subgroup<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let args = one(cx, "subgroup", args)?;
    import::call_in(
        cx,
        MODULE,
        "subgroup",
        Args {
            pos: &args,
            kw: &[],
        },
    )
}

/// CHECK_EG_MATCH: the part of an exception that `except*` catches, and the rest, as a tuple.
///
/// # Errors
/// TypeError for classes that cannot be caught so.
pub(super) fn check_match<M: Memory>(
    cx: &mut Cx<'_, M>,
    exception: Value,
    class: Value,
) -> NativeResult<M> {
    import::call_in(
        cx,
        MODULE,
        "check_match",
        Args {
            pos: &[exception, class],
            kw: &[],
        },
    )
}

/// INTRINSIC_PREP_RERAISE_STAR.
///
/// # Errors
/// What making the group raises.
pub(super) fn to_reraise<M: Memory>(
    cx: &mut Cx<'_, M>,
    original: Value,
    raised: Value,
) -> NativeResult<M> {
    import::call_in(
        cx,
        MODULE,
        "to_reraise",
        Args {
            pos: &[original, raised],
            kw: &[],
        },
    )
}
