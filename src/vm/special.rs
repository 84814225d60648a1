//! Owns the attributes that objects have by themselves: `__class__`, `__name__`, `__dict__`, an
//! exception's `args`, … Owns no look-up order (`attr`).

use std::sync::Arc;

use super::cx::Cx;
use super::instance_names::{has_slots, set_dict, shown};
use super::memory::Memory;
use super::native::Raise;
use super::object::{Body, ExceptionData, GeneratorKind, GeneratorState, Payload};
use super::special_code;
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::{CodeId, ObjId, Symbol};

/// The attribute, if the object has it by itself.
///
/// # Errors
/// None so far; a look-up that fails is `Ok(None)`.
pub(super) fn get<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    name: Symbol,
) -> Result<Option<Value>, Raise> {
    if name == s::CLASS {
        return Ok(Some(Value::Obj(cx.type_of(value))));
    }
    if name == s::DOC && !matches!(value, Value::Obj(_)) {
        return Ok(Some(Value::None));
    }
    let Value::Obj(id) = value else {
        return Ok(None);
    };
    let kind = match &cx.mem.get(id).body {
        Body::Type(_) => Kind::Type,
        Body::Function(_) => Kind::Function,
        Body::Method(_) => Kind::Method,
        Body::Native(_) => Kind::Native,
        Body::Module(_) => Kind::Module,
        Body::Instance(instance) if matches!(instance.payload, Payload::Exception(_)) => {
            Kind::Exception
        }
        Body::Instance(_) => Kind::Instance,
        Body::Generator(_) => Kind::Generator,
        Body::Code(code) => Kind::Code(*code),
        Body::Ext(_) => Kind::Ext,
        _ => Kind::Other,
    };
    Ok(match kind {
        Kind::Type => of_type(cx, id, name),
        Kind::Function => of_function(cx, id, name),
        Kind::Method => of_method(cx, id, name)?,
        Kind::Native => of_native(cx, id, name),
        Kind::Module => of_module(cx, id, name),
        Kind::Exception => of_exception(cx, id, name).or_else(|| of_instance(cx, id, name)),
        Kind::Instance => of_instance(cx, id, name),
        Kind::Generator => of_generator(cx, id, name).or_else(|| of_generator_state(cx, id, name)),
        Kind::Code(code) => special_code::get(cx, code, name),
        Kind::Ext => of_ext(cx, value, name),
        Kind::Other => (name == s::DOC).then_some(Value::None),
    })
}

enum Kind {
    Type,
    Function,
    Method,
    Native,
    Module,
    Exception,
    Instance,
    Generator,
    Code(CodeId),
    Ext,
    Other,
}

fn of_ext<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: Symbol) -> Option<Value> {
    match super::frames::frame_of(cx.mem, value) {
        Some(frame) => super::frames::frame_attribute(cx, &frame, name),
        None => (name == s::DOC).then_some(Value::None),
    }
}

fn some_str<M: Memory>(cx: &mut Cx<'_, M>, text: Arc<str>) -> Option<Value> {
    Some(cx.str(text))
}

fn of_type<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> Option<Value> {
    let class = match &cx.mem.get(id).body {
        Body::Type(class) => class.clone(),
        _ => return None,
    };
    match name {
        s::NAME => some_str(cx, class.name),
        s::QUALNAME => some_str(cx, class.qualname),
        s::MODULE => some_str(cx, class.module),
        s::DOC => Some(Value::None),
        s::BASE => Some(
            class
                .bases
                .first()
                .map_or(Value::None, |id| Value::Obj(*id)),
        ),
        s::BASES => Some(
            cx.tuple(
                class
                    .bases
                    .iter()
                    .map(|id| Value::Obj(*id))
                    .collect::<Vec<_>>(),
            ),
        ),
        s::MRO => Some(
            cx.tuple(
                class
                    .mro
                    .iter()
                    .map(|id| Value::Obj(*id))
                    .collect::<Vec<_>>(),
            ),
        ),
        s::DICT => Some(read_only(cx, &class.dict.iter().collect::<Vec<_>>())),
        _ => None,
    }
}

/// Names as a mapping that cannot be changed.
fn read_only<M: Memory>(cx: &mut Cx<'_, M>, names: &[(Symbol, Value)]) -> Value {
    let dict = super::interp::dict_of_names(cx, names);
    types::mapping_proxy(cx, dict)
}

fn of_function<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> Option<Value> {
    let function = match &cx.mem.get(id).body {
        Body::Function(function) => function.clone(),
        _ => return None,
    };
    match name {
        s::NAME => Some(function.name),
        s::QUALNAME => Some(function.qualname),
        s::DOC => Some(function.doc),
        s::MODULE => match &cx.mem.get(function.globals).body {
            Body::Module(module) => module.dict.get(s::NAME),
            _ => None,
        },
        s::DEFAULTS if function.defaults.is_empty() => Some(Value::None),
        s::DEFAULTS => Some(cx.tuple(function.defaults)),
        s::KWDEFAULTS => Some(special_code::keyword_defaults(cx, &function)),
        s::CLOSURE if function.closure.is_empty() => Some(Value::None),
        s::CLOSURE => {
            let cells: Vec<_> = function.closure.iter().map(|id| Value::Obj(*id)).collect();
            Some(cx.tuple(cells))
        }
        s::GLOBALS => get(cx, Value::Obj(function.globals), s::DICT)
            .ok()
            .flatten(),
        s::DICT => Some(shown(cx, id, &function.attrs.iter().collect::<Vec<_>>())),
        s::CODE_ATTR => Some(cx.alloc(Body::Code(function.code))),
        s::TYPE_PARAMS => Some(cx.tuple(Vec::new())),
        _ => None,
    }
}

fn of_method<M: Memory>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    name: Symbol,
) -> Result<Option<Value>, Raise> {
    let (function, receiver) = match &cx.mem.get(id).body {
        Body::Method(pair) => **pair,
        _ => return Ok(None),
    };
    match name {
        s::SELF => Ok(Some(receiver)),
        s::FUNC => Ok(Some(function)),
        _ => get_own(cx, function, name),
    }
}

/// A method's other attributes are its function's, those stored on it included.
fn get_own<M: Memory>(
    cx: &mut Cx<'_, M>,
    function: Value,
    name: Symbol,
) -> Result<Option<Value>, Raise> {
    if let Value::Obj(id) = function
        && let Body::Function(f) = &cx.mem.get(id).body
        && let Some(value) = f.attrs.get(name)
    {
        return Ok(Some(value));
    }
    get(cx, function, name)
}

fn of_native<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> Option<Value> {
    let native = match &cx.mem.get(id).body {
        Body::Native(native) => cx.mem.world().native(*native).name,
        _ => return None,
    };
    match name {
        s::NAME | s::QUALNAME => some_str(cx, native.into()),
        s::MODULE => some_str(cx, "builtins".into()),
        s::DOC => Some(Value::None),
        _ => None,
    }
}

fn of_module<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> Option<Value> {
    let names: Vec<(Symbol, Value)> = match &cx.mem.get(id).body {
        Body::Module(module) => module.dict.iter().collect(),
        _ => return None,
    };
    match name {
        s::DICT => {
            let known = match &cx.mem.get(id).body {
                Body::Module(module) => module.shown,
                _ => None,
            };
            Some(known.map_or_else(|| shown(cx, id, &names), Value::Obj))
        }
        s::DOC => Some(Value::None),
        _ => None,
    }
}

fn of_instance<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> Option<Value> {
    let (class, names): (ObjId, Vec<(Symbol, Value)>) = match &cx.mem.get(id).body {
        Body::Instance(instance) => (instance.class, instance.attrs.iter().collect()),
        _ => return None,
    };
    match name {
        s::DICT if has_slots(cx.mem, class) => None,
        s::DICT => {
            let known = match &cx.mem.get(id).body {
                Body::Instance(instance) => instance.dict,
                _ => None,
            };
            Some(known.map_or_else(|| shown(cx, id, &names), Value::Obj))
        }
        s::DOC => Some(Value::None),
        s::MODULE => of_type(cx, class, name),
        _ => None,
    }
}

fn of_generator<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> Option<Value> {
    match (&cx.mem.get(id).body, name) {
        (Body::Generator(generator), s::NAME) => Some(generator.name),
        (Body::Generator(generator), s::QUALNAME) => Some(generator.qualname),
        _ => None,
    }
}

/// `gi_running`, `cr_await`, `ag_code` and the like: the prefix says of what kind of generator.
fn of_generator_state<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> Option<Value> {
    let text = cx.mem.symbol_text(name);
    let (prefix, what) = text.split_once('_')?;
    let (kind, code, running, suspended) = match &cx.mem.get(id).body {
        Body::Generator(generator) => (
            generator.kind,
            generator.code,
            generator.busy || matches!(generator.state, GeneratorState::Running),
            matches!(&generator.state, GeneratorState::Suspended(s) if s.has_started()),
        ),
        _ => return None,
    };
    let own = match kind {
        GeneratorKind::Generator => "gi",
        GeneratorKind::Coroutine => "cr",
        GeneratorKind::AsyncGenerator => "ag",
    };
    if prefix != own {
        return None;
    }
    match what {
        "running" => Some(Value::Bool(running)),
        "frame" => super::frames::of_generator(cx, id),
        "suspended" => Some(Value::Bool(suspended)),
        "code" => Some(cx.alloc(Body::Code(code))),
        "origin" if own == "cr" => Some(Value::None),
        "yieldfrom" if own == "gi" => Some(super::asynchronous::waits_for(cx.mem, id)),
        "await" if own != "gi" => Some(super::asynchronous::waits_for(cx.mem, id)),
        _ => None,
    }
}

fn of_exception<M: Memory>(cx: &mut Cx<'_, M>, id: ObjId, name: Symbol) -> Option<Value> {
    let (class, data) = match &cx.mem.get(id).body {
        Body::Instance(instance) => match &instance.payload {
            Payload::Exception(data) => (instance.class, data.clone()),
            Payload::None | Payload::Wrapped(_) => return None,
        },
        _ => return None,
    };
    let or_none = |value: Value| if value.is_null() { Value::None } else { value };
    match name {
        s::ARGS => Some(cx.tuple(data.args)),
        s::CAUSE => Some(or_none(data.cause)),
        s::CONTEXT => Some(or_none(data.context)),
        s::SUPPRESS_CONTEXT => Some(Value::Bool(data.suppress_context)),
        s::TRACEBACK => Some(super::exceptions::traceback_object(cx, Value::Obj(id))),
        _ => super::unicode_errors::attribute(cx.mem, class, &data, name)
            .or_else(|| of_builtin_exception(cx, class, &data, name)),
    }
}

/// Attributes that particular exceptions make of their arguments.
fn of_builtin_exception<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    data: &ExceptionData,
    name: Symbol,
) -> Option<Value> {
    let is = |of: ObjId| types::is_subclass(cx.mem, class, of);
    let first = || data.args.first().copied().unwrap_or(Value::None);
    match name {
        s::VALUE if is(types::STOP_ITERATION) => Some(first()),
        s::CODE if is(types::SYSTEM_EXIT) => Some(match data.args.as_slice() {
            [] | [_] => first(),
            many => cx.tuple(many.to_vec()),
        }),
        s::ERRNO if is(types::OS_ERROR) => Some(if data.args.len() >= 2 {
            data.args[0]
        } else {
            Value::None
        }),
        s::STRERROR if is(types::OS_ERROR) => {
            Some(data.args.get(1).copied().unwrap_or(Value::None))
        }
        s::FILENAME if is(types::OS_ERROR) => {
            Some(data.args.get(2).copied().unwrap_or(Value::None))
        }
        s::MSG if is(types::IMPORT_ERROR) => Some(first()),
        s::PLAIN_NAME | s::PATH if is(types::IMPORT_ERROR) => Some(Value::None),
        s::PLAIN_NAME | s::OBJ if is(types::ATTRIBUTE_ERROR) || is(types::NAME_ERROR) => {
            Some(Value::None)
        }
        _ => None,
    }
}

/// Sets an attribute that the object has by itself; whether it is one.
///
/// # Errors
/// TypeError when the value is not of the kind the attribute needs.
pub(super) fn set<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    name: Symbol,
    new: Value,
) -> Result<bool, Raise> {
    let Value::Obj(id) = value else {
        return Ok(false);
    };
    if name == s::DICT
        && matches!(cx.mem.get(id).body, Body::Instance(_))
        && !has_slots(cx.mem, cx.type_of(value))
    {
        set_dict(cx, id, new)?;
        return Ok(true);
    }
    if name == s::TRACEBACK && cx.is_instance(value, types::BASE_EXCEPTION) {
        super::exceptions::set_traceback(cx, value, new)?;
        return Ok(true);
    }
    let args = super::glance::tuple_items(cx.mem, new);
    let class_name = cx.text(new);
    match &mut cx.mem.get_mut(id).body {
        Body::Instance(instance) => {
            if let Payload::Exception(data) = &mut instance.payload {
                match name {
                    s::ARGS => data.args = args,
                    s::CAUSE => {
                        data.cause = new;
                        data.suppress_context = true;
                    }
                    s::CONTEXT => data.context = new,
                    s::SUPPRESS_CONTEXT => data.suppress_context = new == Value::Bool(true),
                    _ => return Ok(false),
                }
                return Ok(true);
            }
            if name == s::CLASS
                && let Value::Obj(class) = new
            {
                instance.class = class;
                return Ok(true);
            }
            Ok(false)
        }
        Body::Function(function) => {
            match name {
                s::NAME => function.name = new,
                s::QUALNAME => function.qualname = new,
                s::DOC => function.doc = new,
                s::ANNOTATIONS => function.annotations = new,
                s::DEFAULTS => function.defaults = args.into_boxed_slice(),
                _ => return Ok(false),
            }
            Ok(true)
        }
        Body::Type(class) if id.0 >= types::COUNT => match (name, class_name) {
            (s::NAME, Some(text)) => {
                class.name = text;
                Ok(true)
            }
            (s::QUALNAME, Some(text)) => {
                class.qualname = text;
                Ok(true)
            }
            (s::MODULE, Some(text)) => {
                class.module = text;
                class.dict.set(s::MODULE, new);
                Ok(true)
            }
            _ => Ok(false),
        },
        _ => Ok(false),
    }
}
