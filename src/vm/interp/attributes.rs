//! Owns the instructions of attributes: LOAD_ATTR with its caches, STORE_ATTR, `super()`, and the special
//! methods of `with`. Owns no look-up order (`attr`).

use super::super::attr;
use super::super::glance;
use super::super::link::Op;
use super::super::memory::Memory;
use super::super::native::{Flow, NativeFrame, Raise};
use super::super::object::Body;
use super::super::symbols as s;
use super::super::types;
use super::super::value::Value;
use super::Interp;
use super::cache::Cache;
use super::slow::Slow;
use crate::base::Symbol;

impl<M: Memory> Interp<M> {
    pub(super) fn op_load_attr(&mut self, mem: &mut M, op: Op) -> Slow {
        let name = self.name(op.arg >> 1);
        let owner = self.pop();
        if op.arg & 1 == 1 {
            if let Some(function) = attr::method(&mut self.cx(mem), owner, name)? {
                let class = types::type_of(mem, owner);
                if let Value::Obj(found) = function {
                    self.remember(Cache {
                        version: mem.type_version(),
                        class: class.0,
                        found: found.0,
                    });
                }
                self.push(function);
                self.push(owner);
                return Ok(None);
            }
            // An attribute that is no method: it is called without a receiver.
            let result = attr::get(&mut self.cx(mem), owner, name)?;
            if let Flow::Value(value) = result {
                self.push(value);
                self.push(Value::Null);
                return Ok(None);
            }
            self.wait_in(NativeFrame::new(with_null, Vec::new()));
            return Ok(self.settle(mem, Ok(result)));
        }
        self.remember_instance_attribute(mem, owner, name);
        self.flow(mem, |cx| attr::get(cx, owner, name))
    }

    /// Lets the fast loop read (or write) the attribute in the instance next time, when no class stands
    /// in the way.
    pub(super) fn remember_instance_attribute(&mut self, mem: &M, owner: Value, name: Symbol) {
        let Value::Obj(id) = owner else { return };
        let (class, slot) = match &mem.get(id).body {
            Body::Instance(instance) => (instance.class, instance.attrs.slot(name)),
            _ => return,
        };
        let hooks = attr::hooks(mem, class);
        let Some(slot) = slot else { return };
        if !hooks.getattribute && !hooks.setattr && types::find_method(mem, class, name).is_none() {
            self.remember(Cache {
                version: mem.type_version(),
                class: class.0,
                found: slot as u32,
            });
        }
    }

    /// What the instruction under way found, for the next time it executes.
    pub(super) fn remember(&mut self, cache: Cache) {
        let (code, at) = (self.top().code.index(), self.top().at() as usize);
        self.codes.get_mut(code).enter().1[at] = cache;
    }

    pub(super) fn op_store_attr(&mut self, mem: &mut M, op: Op) -> Slow {
        let name = self.name(op.arg);
        let (owner, value) = (self.pop(), self.pop());
        self.remember_instance_attribute(mem, owner, name);
        self.flow(mem, |cx| attr::set(cx, owner, name, value))
    }

    pub(super) fn op_load_super(&mut self, mem: &mut M, op: Op) -> Slow {
        let name = self.name(op.arg >> 2);
        let (receiver, class, callee) = (self.pop(), self.pop(), self.pop());
        if callee != Value::Obj(types::SUPER) {
            // The program has its own `super`.
            let then = NativeFrame::new(attribute_of, vec![self.symbol_value(mem, name)]);
            if op.arg & 1 == 1 {
                self.wait_in(NativeFrame::new(with_null, Vec::new()));
            }
            let args: &[Value] = if op.arg & 2 == 2 {
                &[class, receiver]
            } else {
                &[]
            };
            return Ok(self.settle(mem, Flow::call(callee, args, then)));
        }
        let Value::Obj(class) = class else {
            return Err(self
                .cx(mem)
                .raise(types::RUNTIME_ERROR, "super(): empty __class__ cell"));
        };
        let object = self.cx(mem).alloc(Body::Super { class, receiver });
        if op.arg & 1 == 1 {
            self.wait_in(NativeFrame::new(with_null, Vec::new()));
        }
        let result = attr::get(&mut self.cx(mem), object, name);
        Ok(self.settle(mem, result))
    }

    pub(super) fn symbol_value(&mut self, mem: &mut M, name: Symbol) -> Value {
        let text = mem.symbol_text(name);
        self.cx(mem).str(text)
    }

    pub(super) fn op_load_special(&mut self, mem: &mut M, op: Op) -> Slow {
        let owner = self.pop();
        let name = [s::ENTER, s::EXIT, s::AENTER, s::AEXIT][op.arg as usize];
        match attr::lookup_special(mem, owner, name) {
            Some(function) => {
                self.push(function);
                self.push(owner);
                Ok(None)
            }
            None => {
                let mut cx = self.cx(mem);
                let class = cx.type_name(owner);
                let (enter, kind) = match op.arg {
                    0 | 1 => (s::ENTER, "context"),
                    _ => (s::AENTER, "asynchronous context"),
                };
                let missed = if attr::lookup_special(cx.mem, owner, enter).is_some() {
                    format!(" (missed {} method)", cx.mem.symbol_text(name))
                } else {
                    String::new()
                };
                Err(cx.type_error(format!(
                    "'{class}' object does not support the {kind} manager protocol{missed}"
                )))
            }
        }
    }
}

type Step<M> = Result<Flow<M>, Raise>;

fn attribute_of<M: Memory>(
    cx: &mut super::super::cx::Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> Step<M> {
    let name = glance::symbol_of(cx.mem, frame.vals[0]);
    attr::get(cx, input?, name)
}

/// The attribute that LOAD_ATTR's method form found is called without a receiver.
fn with_null<M: Memory>(
    _: &mut super::super::cx::Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> Step<M> {
    input.map(Flow::Callee)
}
