//! Owns the instructions of names: cells and free variables, namespaces of modules and class bodies,
//! globals and builtins.

use super::super::cx::Cx;
use super::super::glance;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::super::object::Body;
use super::super::operators;
use super::super::types;
use super::super::value::Value;
use super::super::{exceptions, suggestions, symbols as s};
use super::Interp;
use super::cache::Cache;
use super::slow::Slow;
use crate::base::{ObjId, Symbol};

impl<M: Memory> Interp<M> {
    pub(super) fn cells(&mut self, mem: &mut M, op: Op) -> Slow {
        let base = self.top().base as usize;
        let slot = base + op.arg as usize;
        match op.exec {
            Exec::MakeCell => {
                let value = self.stack[slot];
                self.stack[slot] = self.cx(mem).alloc(Body::Cell(value));
            }
            Exec::CopyFreeVars => {
                let function = self
                    .top()
                    .function
                    .expect("a closure belongs to a function");
                let closure = match &mem.get(function).body {
                    Body::Function(f) => f.closure.clone(),
                    _ => unreachable!("a frame's function is a function"),
                };
                let first = base + self.linked_top().code.varnames.len() - closure.len();
                for (slot, cell) in self.stack[first..].iter_mut().zip(closure) {
                    *slot = Value::Obj(cell);
                }
            }
            Exec::LoadLocals => {
                let names = self.top().names.expect("a class body has a namespace");
                self.push(Value::Obj(names));
            }
            Exec::LoadFromDictOrDeref => return self.load_from_dict_or_cell(mem, op, slot),
            _ => return self.cell_access(mem, op, slot),
        }
        Ok(None)
    }

    /// Names of a class body whose metaclass prepared a mapping of its own.
    fn names_in_mapping(&mut self, mem: &mut M, op: Op, space: Value, name: Symbol) -> Slow {
        let key = self.symbol_value(mem, name);
        match op.exec {
            Exec::StoreName => {
                let value = self.pop();
                self.flow(mem, |cx| operators::store_subscript(cx, space, key, value))
            }
            Exec::DeleteName => self.flow(mem, |cx| operators::delete_subscript(cx, space, key)),
            _ => {
                let globals = Value::Obj(self.top().globals);
                self.flow(mem, |cx| {
                    let found = operators::subscript(cx, space, key);
                    let frame = NativeFrame::new(or_global, vec![globals, key]);
                    types::flow::and_then(cx, found, frame)
                })
            }
        }
    }

    pub(super) fn load_from_dict_or_cell(&mut self, mem: &mut M, op: Op, slot: usize) -> Slow {
        let names = self.pop();
        let name = self.linked_top().varnames[op.arg as usize];
        if let Value::Obj(id) = names {
            let found = match is_namespace(mem, id) {
                true => namespace_get(mem, id, name),
                false => self.plainly_in(mem, id, name),
            };
            if let Some(value) = found {
                self.push(value);
                return Ok(None);
            }
        }
        self.cell_access(
            mem,
            Op {
                exec: Exec::LoadDeref,
                ..op
            },
            slot,
        )
    }

    /// A name in a prepared dict, past a `__getitem__` that it may have: what a class body sees before
    /// the variables of functions around it.
    fn plainly_in(&mut self, mem: &mut M, space: ObjId, name: Symbol) -> Option<Value> {
        let key = self.symbol_value(mem, name);
        let dict = types::unwrap(mem, Value::Obj(space));
        types::subscript::subscript(&mut self.cx(mem), dict, key).ok()?
    }

    pub(super) fn cell_access(&mut self, mem: &mut M, op: Op, slot: usize) -> Slow {
        let Value::Obj(cell) = self.stack[slot] else {
            return Err(self.unbound(mem, op.arg));
        };
        let Body::Cell(value) = mem.get(cell).body else {
            return Err(self.unbound(mem, op.arg));
        };
        match op.exec {
            Exec::StoreDeref => {
                let value = self.pop();
                mem.get_mut(cell).body = Body::Cell(value);
                types::stored(mem, cell, value);
            }
            _ if value.is_null() => return Err(self.unbound(mem, op.arg)),
            Exec::DeleteDeref => mem.get_mut(cell).body = Body::Cell(Value::Null),
            _ => self.push(value),
        }
        Ok(None)
    }

    pub(super) fn names(&mut self, mem: &mut M, op: Op) -> Slow {
        let global = matches!(
            op.exec,
            Exec::LoadGlobal | Exec::StoreGlobal | Exec::DeleteGlobal
        );
        let index = if op.exec == Exec::LoadGlobal {
            op.arg >> 1
        } else {
            op.arg
        };
        let name = self.name(index);
        let globals = self.top().globals;
        let space = if global {
            globals
        } else {
            self.top().names.unwrap_or(globals)
        };
        if !global && !is_namespace(mem, space) {
            return self.names_in_mapping(mem, op, Value::Obj(space), name);
        }
        match op.exec {
            Exec::StoreName | Exec::StoreGlobal => {
                let value = self.pop();
                namespace_set(mem, space, name, value);
                types::stored(mem, space, value);
                types::dict::attribute_changed(&mut self.cx(mem), space, name, Some(value));
                self.remember_slot(mem, space, name);
            }
            Exec::DeleteName | Exec::DeleteGlobal => {
                if !namespace_remove(mem, space, name) {
                    return Err(self.name_error(mem, name));
                }
                types::dict::attribute_changed(&mut self.cx(mem), space, name, None);
            }
            _ => {
                let found =
                    namespace_get(mem, space, name).or_else(|| namespace_get(mem, globals, name));
                let value = match found
                    .or_else(|| namespace_get(mem, super::super::boot::BUILTINS, name))
                {
                    Some(value) => value,
                    None => return Err(self.name_error(mem, name)),
                };
                if space == globals {
                    self.remember_slot(mem, globals, name);
                }
                self.push(value);
                if global && op.arg & 1 == 1 {
                    self.push(Value::Null);
                }
            }
        }
        Ok(None)
    }

    /// Where a name was found: in the module, or else among the builtins.
    pub(super) fn remember_slot(&mut self, mem: &M, space: ObjId, name: Symbol) {
        let (slot, slots) = match &mem.get(space).body {
            Body::Module(module) => (module.dict.slot(name), module.dict.slots()),
            _ => return,
        };
        if let Some(slot) = slot {
            self.remember(Cache {
                version: 0,
                class: 0,
                found: slot as u32,
            });
            return;
        }
        let builtin = match &mem.get(super::super::boot::BUILTINS).body {
            Body::Module(module) => module.dict.slot(name),
            _ => None,
        };
        if let Some(slot) = builtin {
            self.remember(Cache {
                version: slots as u32,
                class: 0,
                found: slot as u32,
            });
        }
    }

    pub(super) fn name_error(&mut self, mem: &mut M, name: Symbol) -> Raise {
        let text = mem.symbol_text(name);
        let message = format!("name '{text}' is not defined");
        let raise = self.cx(mem).raise(types::NAME_ERROR, message);
        let hint = self.name_hint(mem, &text);
        let shown = self.cx(mem).str(text);
        exceptions::set_attribute(mem, raise.0, s::PLAIN_NAME, shown);
        exceptions::set_hint(mem, raise.0, hint);
        raise
    }

    /// What the traceback will suggest in place of `wrong`.
    fn name_hint(&self, mem: &M, wrong: &str) -> String {
        let Some(frame) = self.current() else {
            return String::new();
        };
        let locals = self.view(mem, frame).locals;
        let receiver = locals.iter().find(|(name, _)| &**name == "self");
        let receiver = receiver.map(|(_, value)| *value);
        let names = locals.into_iter().map(|(name, _)| name).collect();
        suggestions::for_name(mem, wrong, names, receiver, frame.globals)
    }
}

fn is_namespace<M: Memory>(mem: &M, space: ObjId) -> bool {
    matches!(mem.get(space).body, Body::Module(_) | Body::Namespace(_))
}

/// A name that the mapping of a class body lacks is a global or a builtin.
fn or_global<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Err(raise) if cx.is_instance(raise.0, types::KEY_ERROR) => {}
        other => return other.map(Flow::Value),
    }
    let name = glance::symbol_of(cx.mem, frame.vals[1]);
    let globals = frame.vals[0].obj().expect("a module is an object");
    let found = namespace_get(cx.mem, globals, name)
        .or_else(|| namespace_get(cx.mem, super::super::boot::BUILTINS, name));
    match found {
        Some(value) => Ok(Flow::Value(value)),
        None => {
            let text = cx.mem.symbol_text(name);
            Err(cx.raise(types::NAME_ERROR, format!("name '{text}' is not defined")))
        }
    }
}

pub(super) fn namespace_get<M: Memory>(mem: &M, space: ObjId, name: Symbol) -> Option<Value> {
    match &mem.get(space).body {
        Body::Module(module) => module.dict.get(name),
        Body::Namespace(names) => names.get(name),
        _ => None,
    }
}

pub(super) fn namespace_set<M: Memory>(mem: &mut M, space: ObjId, name: Symbol, value: Value) {
    match &mut mem.get_mut(space).body {
        Body::Module(module) => module.dict.set(name, value),
        Body::Namespace(names) => names.set(name, value),
        _ => unreachable!("names live in modules and class bodies"),
    }
}

fn namespace_remove<M: Memory>(mem: &mut M, space: ObjId, name: Symbol) -> bool {
    match &mut mem.get_mut(space).body {
        Body::Module(module) => module.dict.remove(name).is_some(),
        Body::Namespace(names) => names.remove(name).is_some(),
        _ => false,
    }
}
