//! Owns which values an object refers to: for the collector and for publishing.
//! Owns no policy: `memory` decides when to look.

use super::memory::Memory;
use super::native::NativeFrame;
use super::object::{Body, GeneratorState, Iter, Payload, TypeObject};
use super::value::Value;
use crate::base::ObjId;

impl Body {
    /// Calls `visit` for every value it refers to.
    pub fn trace(&self, visit: &mut dyn FnMut(Value)) {
        let obj = |id: ObjId| Value::Obj(id);
        match self {
            Self::Free
            | Self::Str(_)
            | Self::Bytes(_)
            | Self::ByteArray(_)
            | Self::BigInt(_)
            | Self::Complex(..)
            | Self::Range { .. }
            | Self::Code(_)
            | Self::Native(_)
            | Self::Lock(_)
            | Self::Thread(_) => {}
            Self::List(items) => items.iter().for_each(|v| visit(*v)),
            Self::Tuple(items) => items.iter().for_each(|v| visit(*v)),
            Self::Dict(dict) => {
                dict.shows.iter().for_each(|id| visit(obj(*id)));
                dict.iter().for_each(|e| {
                    visit(e.key);
                    visit(e.value);
                });
            }
            Self::Set(set) | Self::FrozenSet(set) => set.iter().for_each(|(_, v)| visit(v)),
            Self::Slice(parts) => parts.iter().for_each(|v| visit(*v)),
            Self::Property(parts) => parts.iter().for_each(|v| visit(*v)),
            Self::Cell(v) | Self::AsyncYield(v) | Self::StaticMethod(v) | Self::ClassMethod(v) => {
                visit(*v)
            }
            Self::Function(f) => {
                visit(obj(f.globals));
                visit(f.annotations);
                [f.name, f.qualname, f.doc]
                    .into_iter()
                    .for_each(&mut *visit);
                f.defaults
                    .iter()
                    .chain(&f.kw_defaults)
                    .for_each(|v| visit(*v));
                f.closure.iter().for_each(|id| visit(obj(*id)));
                f.attrs.iter().for_each(|(_, v)| visit(v));
            }
            Self::Method(pair) => {
                visit(pair.0);
                visit(pair.1);
            }
            Self::Type(class) => trace_type(class, visit),
            Self::Instance(instance) => {
                visit(obj(instance.class));
                instance.dict.iter().for_each(|id| visit(obj(*id)));
                instance.attrs.iter().for_each(|(_, v)| visit(v));
                trace_payload(&instance.payload, visit);
            }
            Self::Module(module) => {
                module.shown.iter().for_each(|id| visit(obj(*id)));
                module.dict.iter().for_each(|(_, v)| visit(v));
            }
            Self::Namespace(names) => names.iter().for_each(|(_, v)| visit(v)),
            Self::Generator(generator) => {
                visit(generator.name);
                visit(generator.qualname);
                if let GeneratorState::Suspended(frame) = &generator.state {
                    frame.trace(visit);
                }
            }
            Self::AsyncCall(call) => {
                visit(call.of);
                visit(call.arg);
            }
            Self::Iter(iter) => trace_iter(iter, visit),
            Self::DictView(_, dict) => visit(obj(*dict)),
            Self::Super { class, receiver } => {
                visit(obj(*class));
                visit(*receiver);
            }
            Self::Ext(ext) => ext.trace(visit),
        }
    }
}

fn trace_type(class: &TypeObject, visit: &mut dyn FnMut(Value)) {
    class
        .mro
        .iter()
        .chain(&class.bases)
        .chain(&class.subclasses)
        .for_each(|id| visit(Value::Obj(*id)));
    visit(Value::Obj(class.metaclass));
    class.dict.iter().for_each(|(_, v)| visit(v));
}

fn trace_payload(payload: &Payload, visit: &mut dyn FnMut(Value)) {
    match payload {
        Payload::None => {}
        Payload::Wrapped(value) => visit(*value),
        Payload::Exception(data) => {
            data.args.iter().for_each(|v| visit(*v));
            visit(data.cause);
            visit(data.context);
            if let Some(group) = &data.group {
                visit(group.0);
                group.1.iter().for_each(|v| visit(*v));
            }
            data.traceback
                .iter()
                .for_each(|entry| visit(Value::Obj(entry.globals)));
        }
    }
}

fn trace_iter(iter: &Iter, visit: &mut dyn FnMut(Value)) {
    match iter {
        Iter::Range { .. } | Iter::Exhausted => {}
        Iter::Sequence { of, .. } | Iter::Reversed { of, .. } | Iter::GetItem { of, .. } => {
            visit(*of)
        }
        Iter::Dict { of, .. } | Iter::Set { of, .. } => visit(Value::Obj(*of)),
        Iter::Callable { callee, sentinel } => {
            visit(*callee);
            visit(*sentinel);
        }
        Iter::Enumerate { inner, .. } => visit(*inner),
        Iter::Zip { inner, .. } => inner.iter().for_each(|v| visit(*v)),
        Iter::Map { function, inner } => {
            visit(*function);
            inner.iter().for_each(|v| visit(*v));
        }
        Iter::Filter { predicate, inner } => {
            visit(*predicate);
            visit(*inner);
        }
    }
}

impl<M: Memory> NativeFrame<M> {
    pub fn trace(&self, visit: &mut dyn FnMut(Value)) {
        self.vals.iter().for_each(|v| visit(*v));
        if let Some(then) = &self.then {
            then.trace(visit);
        }
    }
}
