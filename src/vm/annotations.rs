//! Owns `__annotations__`: evaluated when it is first asked for, by the code that the compiler made for
//! it, with the names of the class in sight (PEP 649, CPython 3.14). Owns no meaning of annotations.

use super::attr::own_in_type;
use super::cx::Cx;
use super::memory::Memory;
use super::native::{BodyCode, Flow, NativeFrame, NativeResult, Raise};
use super::object::Body;
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::ObjId;

/// `value.__annotations__`, where that is more than an attribute like others.
pub(super) fn get<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Option<NativeResult<M>> {
    let id = value.obj()?;
    let other = match &cx.mem.get(id).body {
        Body::Method(pair) => Some(pair.0),
        _ => None,
    };
    if let Some(function) = other {
        return get(cx, function);
    }
    let class = match &cx.mem.get(id).body {
        Body::Instance(instance) if instance.attrs.get(s::ANNOTATIONS).is_none() => {
            Some(instance.class)
        }
        _ => None,
    };
    if let Some(class) = class {
        return of_instance(cx, class);
    }
    let evaluate = match &cx.mem.get(id).body {
        Body::Function(function) => function.annotations,
        Body::Module(module) if module.dict.get(s::ANNOTATIONS).is_none() => {
            module.dict.get(s::ANNOTATE).unwrap_or(Value::Null)
        }
        Body::Type(_) if id.0 >= types::COUNT => {
            if let Some(known) = own_in_type(cx.mem, id, s::ANNOTATIONS) {
                return Some(Ok(Flow::Value(known)));
            }
            own_in_type(cx.mem, id, s::ANNOTATE_FUNC).unwrap_or(Value::Null)
        }
        _ => return None,
    };
    Some(evaluated(cx, id, evaluate))
}

/// The annotations of the nearest class that has any.
fn of_instance<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId) -> Option<NativeResult<M>> {
    let mro = match &cx.mem.get(class).body {
        Body::Type(class) => class.mro.clone(),
        _ => return None,
    };
    let has = |class: &ObjId| {
        let own = |name| own_in_type(cx.mem, *class, name).is_some();
        own(s::ANNOTATIONS) || own(s::ANNOTATE_FUNC)
    };
    let class = mro.into_iter().find(has)?;
    get(cx, Value::Obj(class))
}

fn evaluated<M: Memory>(cx: &mut Cx<'_, M>, owner: ObjId, evaluate: Value) -> NativeResult<M> {
    let function = match evaluate {
        Value::Null => {
            let empty = super::interp::dict_of_names(cx, &[]);
            return keep(cx, owner, empty);
        }
        Value::Obj(id) => id,
        other => return Ok(Flow::Value(other)),
    };
    let code = match &cx.mem.get(function).body {
        Body::Function(f) => Some((f.code, f.globals)),
        _ => None,
    };
    let Some((code, globals)) = code else {
        return Ok(Flow::Value(evaluate));
    };
    let names = match &cx.mem.get(owner).body {
        Body::Type(class) => class.dict.clone(),
        _ => super::names::NameTable::new(),
    };
    let names = cx.alloc(Body::Namespace(Box::new(names)));
    Ok(Flow::Body {
        body: BodyCode {
            code,
            globals,
            names: names.obj().expect("a namespace is an object"),
            function: Some(function),
        },
        then: NativeFrame::new(known, vec![Value::Obj(owner)]),
    })
}

fn known<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let owner = frame.vals[0].obj().expect("an object with annotations");
    keep(cx, owner, input?)
}

/// The object keeps its annotations: asked again, it gives the same dict.
fn keep<M: Memory>(cx: &mut Cx<'_, M>, owner: ObjId, dict: Value) -> NativeResult<M> {
    match &mut cx.mem.get_mut(owner).body {
        Body::Function(function) => function.annotations = dict,
        Body::Type(class) => class.dict.set(s::ANNOTATIONS, dict),
        Body::Module(module) => module.dict.set(s::ANNOTATIONS, dict),
        _ => {}
    }
    types::stored(cx.mem, owner, dict);
    cx.mem.types_changed();
    types::stored(cx.mem, owner, dict);
    Ok(Flow::Value(dict))
}
