//! Owns whose turn it is in a free-threaded run: which instructions touch objects that other threads can
//! see, and what it costs that others touched them last. Owns no order of threads: the engine's budget
//! says how far this one may go.

use super::super::boot::BUILTINS;
use super::super::glance;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::object::Body;
use super::super::types;
use super::super::value::Value;
use super::quick::is_definition;
use super::{Budget, Interp};
use crate::base::Symbol;

impl<M: Memory> Interp<M> {
    /// Whether the instruction touches a shared object and it is not this thread's turn yet. Calls look
    /// themselves, since only those into native code count.
    pub(super) fn waits_for_turn(&mut self, mem: &M, op: Op, budget: &Budget) -> bool {
        if self.clock - u64::from(op.cost) <= budget.shared_limit {
            return false;
        }
        let operands = match op.exec {
            Exec::LoadAttr if op.arg & 1 == 1 && self.is_method(mem, op) => 0,
            Exec::LoadAttr
            | Exec::StoreAttr
            | Exec::DeleteAttr
            | Exec::ForIter
            | Exec::GetIter
            | Exec::ToBool
            | Exec::UnpackSequence
            | Exec::UnpackEx
            | Exec::ListExtend
            | Exec::SetUpdate
            | Exec::DictUpdate
            | Exec::DictMerge
            | Exec::ConvertValue
            | Exec::FormatSimple
            | Exec::GetLen => 1,
            Exec::BinaryOp | Exec::CompareOp | Exec::ContainsOp | Exec::DeleteSubscr => 2,
            Exec::StoreSubscr | Exec::BinarySlice => 3,
            Exec::StoreSlice => 4,
            Exec::LoadName => return self.waits_for_name(mem, op.arg),
            Exec::LoadGlobal => return self.waits_for_name(mem, op.arg >> 1),
            Exec::StoreGlobal | Exec::DeleteGlobal | Exec::StoreName | Exec::DeleteName => {
                return true;
            }
            _ => 0,
        };
        let touched = (1..=operands).any(|depth| {
            let value = self.peek(depth);
            glance::is_shared_mutable(mem, value)
        });
        touched
            || match op.exec {
                Exec::LoadAttr if operands > 0 => {
                    let name = self.name(op.arg >> 1);
                    is_variable(mem, self.peek(1), name)
                }
                Exec::StoreAttr | Exec::DeleteAttr => is_namespace(mem, self.peek(1)),
                _ => false,
            }
    }

    /// Whether the attribute is a method of the owner's class: those count as given.
    fn is_method(&mut self, mem: &M, op: Op) -> bool {
        let name = self.name(op.arg >> 1);
        let owner = self.peek(1);
        let own = |id| match &mem.get(id).body {
            Body::Instance(instance) => instance.attrs.get(name).is_some(),
            Body::Module(_) | Body::Type(_) => true,
            _ => false,
        };
        let method = types::find_method(mem, types::type_of(mem, owner), name);
        !owner.obj().is_some_and(own) && method.is_some_and(|method| is_definition(mem, method))
    }

    /// Whether a name of the module is bound to what may be bound to something else. Functions, classes and
    /// modules count as given.
    fn waits_for_name(&mut self, mem: &M, index: u32) -> bool {
        let name = self.name(index);
        let frame = self.top();
        if frame.names.is_some_and(|names| names != frame.globals) {
            return false;
        }
        let Body::Module(module) = &mem.get(frame.globals).body else {
            return false;
        };
        let bound = module.dict.get(name);
        let builtin = || match &mem.get(BUILTINS).body {
            Body::Module(builtins) => builtins.dict.get(name),
            _ => None,
        };
        let bound = bound.or_else(builtin);
        bound.is_some_and(|value| !is_definition(mem, value))
    }

    /// Whether a call into native code has to wait for its turn because an argument (or the receiver
    /// of a bound method) is a mutable object that others can see. Undoes the instruction if so.
    pub(super) fn shared_call(
        &mut self,
        mem: &mut M,
        operands: usize,
        op: Op,
        budget: &Budget,
    ) -> bool {
        if self.clock - u64::from(op.cost) <= budget.shared_limit {
            self.move_lines(mem, operands);
            return false;
        }
        let shared = (1..=operands + 1).any(|depth| {
            let value = self.peek(depth);
            glance::is_shared_mutable(mem, value)
        });
        if shared {
            self.undo(op);
        } else {
            self.move_lines(mem, operands);
        }
        shared
    }

    /// Charges for the shared operands that another thread worked on last; this one is the last now.
    pub(super) fn move_lines(&mut self, mem: &mut M, operands: usize) {
        let cost = u64::from(mem.world().costs.lock_transfer);
        if cost == 0 {
            return;
        }
        for depth in 1..=operands + 1 {
            let Some(id) = glance::shared_mutable(mem, self.peek(depth)) else {
                continue;
            };
            let thread = self.thread.0;
            let mut object = mem.get_mut(id);
            if std::mem::replace(&mut object.share.writer, thread) != thread {
                drop(object);
                self.clock += cost;
            }
        }
    }

    /// The instruction under way has not happened.
    pub(super) fn undo(&mut self, op: Op) {
        self.clock -= u64::from(op.cost);
        self.instructions -= u64::from(op.covers);
        self.ticks -= u64::from(op.ticks);
        self.top().pc -= 1;
    }
}

/// Whether a value is a class or a module: what it has for attributes, everybody sees.
fn is_namespace<M: Memory>(mem: &M, value: Value) -> bool {
    let namespace = |id| matches!(mem.get(id).body, Body::Type(_) | Body::Module(_));
    value.obj().is_some_and(namespace)
}

/// Whether an attribute is one of a class or module, and no function, class or the like.
fn is_variable<M: Memory>(mem: &M, owner: Value, name: Symbol) -> bool {
    let Value::Obj(id) = owner else { return false };
    let found = match &mem.get(id).body {
        Body::Module(module) => module.dict.get(name),
        Body::Type(_) => None,
        Body::Instance(instance) if instance.attrs.get(name).is_none() => None,
        _ => return false,
    };
    let class = match mem.get(id).body {
        Body::Type(_) => id,
        _ => types::type_of(mem, owner),
    };
    let found = found.or_else(|| types::find_method(mem, class, name));
    let Some(value) = found else { return false };
    let descriptor = |id| {
        matches!(
            mem.get(id).body,
            Body::Property(_) | Body::StaticMethod(_) | Body::ClassMethod(_)
        )
    };
    !is_definition(mem, value) && !value.obj().is_some_and(descriptor)
}
