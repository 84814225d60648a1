//! Owns the native part of `weakref` and `gc`, and `sys.getrefcount`: numbers for weak references, and
//! questions about reference counts. Who knows the answers is the simulation.

use super::kit::{self, Signature};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeResult, Raise, References};
use crate::vm::object::{Body, Payload};
use crate::vm::types;
use crate::vm::value::Value;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("watch", watch),
            NativeDef::new("watched", watched),
            NativeDef::new("collect", collect),
            NativeDef::new("set_threshold", set_threshold),
            NativeDef::new("count", count),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

/// `watch(object)`: a number for a weak reference, where the type allows one.
fn watch<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object] = Signature::function("watch", ["/object"], 1).bind(cx, &args)?;
    let id = object.obj().filter(|id| match &cx.mem.get(*id).body {
        Body::Instance(instance) => match instance.payload {
            Payload::Wrapped(inner) => !matches!(
                types::type_of(cx.mem, inner),
                types::INT | types::TUPLE | types::BYTES
            ),
            Payload::None | Payload::Exception(_) => true,
        },
        Body::Function(_)
        | Body::Type(_)
        | Body::Set(_)
        | Body::FrozenSet(_)
        | Body::Module(_)
        | Body::Generator(_)
        | Body::Ext(_)
        | Body::Lock(_)
        | Body::Method(_) => true,
        _ => false,
    });
    match id {
        Some(id) => {
            let number = cx.mem.watch(id);
            Ok(Flow::Value(Value::Int(i64::from(number))))
        }
        None => {
            let class = cx.type_name(object);
            Err(cx.type_error(format!("cannot create weak reference to '{class}' object")))
        }
    }
}

fn watched<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [number] = Signature::function("watched", ["/number"], 1).bind(cx, &args)?;
    let number = kit::index(cx, number)?;
    Flow::ask(Ask::References(References::Alive(number as u32)))
}

fn collect<M: Memory>(_: &mut Cx<'_, M>, _: Args<'_>) -> NativeResult<M> {
    Flow::ask(Ask::References(References::Collect))
}

fn set_threshold<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [threshold] = Signature::function("set_threshold", ["/threshold"], 1).bind(cx, &args)?;
    let threshold = usize::try_from(kit::index(cx, threshold)?).unwrap_or_default();
    Flow::ask(Ask::CollectionThreshold { threshold })
}

fn count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [object] = Signature::function("getrefcount", ["/object"], 1).bind(cx, &args)?;
    Flow::ask(Ask::References(References::Count(object)))
}
