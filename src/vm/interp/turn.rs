//! Owns what threads that run in parallel do to each other's objects: which instructions touch objects
//! that others can reach, and counting references to them. Owns neither the lines (`lines`) nor the order
//! of threads: the engine's budget says how far this one may go.

use smallvec::SmallVec;

use super::super::boot::BUILTINS;
use super::super::glance;
use super::super::lines::{Answer, Place, Touch, touch};
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::object::Body;
use super::super::types;
use super::super::value::Value;
use super::quick::{is_definition, names_of};
use super::{Budget, Interp};
use crate::base::{ObjId, Symbol};
use crate::bytecode::BinaryOp;

type Touches = SmallVec<[(ObjId, Touch); 4]>;

impl<M: Memory> Interp<M> {
    /// Whether an instruction outside the fast loop has to wait for its turn: it touches a shared object.
    /// If so, it has not happened. Calls look themselves, since only those into native code count.
    pub(super) fn waits_for_turn(&mut self, mem: &mut M, op: Op, budget: &Budget) -> bool {
        if !budget.orders_accesses() {
            return false;
        }
        let touches = self.touched(mem, op);
        self.touch_all(mem, op, budget, &touches)
    }

    fn touched(&mut self, mem: &M, op: Op) -> Touches {
        let mut touches = Touches::new();
        let mut operand = |this: &mut Self, depth: usize, touch: Touch| {
            let value = this.peek(depth);
            touches.extend(glance::shared_mutable(mem, value).map(|id| (id, touch)));
        };
        match op.exec {
            Exec::BinaryOp if BinaryOp::from_arg(op.arg) != BinaryOp::from_arg(op.arg).plain() => {
                operand(self, 1, Touch::Read);
                operand(self, 2, Touch::Write);
            }
            Exec::BinaryOp | Exec::CompareOp | Exec::ContainsOp => {
                operand(self, 1, Touch::Read);
                operand(self, 2, Touch::Read);
            }
            Exec::GetIter
            | Exec::ToBool
            | Exec::UnpackSequence
            | Exec::UnpackEx
            | Exec::ListExtend
            | Exec::SetUpdate
            | Exec::DictUpdate
            | Exec::DictMerge
            | Exec::ConvertValue
            | Exec::FormatSimple
            | Exec::GetLen => operand(self, 1, Touch::Read),
            Exec::StoreSubscr | Exec::DeleteSubscr => operand(self, 2, Touch::Write),
            Exec::BinarySlice => operand(self, 3, Touch::Read),
            Exec::StoreSlice => operand(self, 3, Touch::Write),
            Exec::ForIter => {
                operand(self, 1, Touch::Write);
                if let Value::Obj(id) = self.peek(1) {
                    let inside = glance::iterated(mem, id).into_iter();
                    touches.extend(inside.map(|id| (id, Touch::Read)));
                }
            }
            Exec::StoreAttr | Exec::DeleteAttr => {
                operand(self, 1, Touch::Write);
                let owner = self.peek(1).obj().filter(|id| is_namespace(mem, *id));
                touches.extend(owner.map(|id| (id, Touch::Write)));
            }
            Exec::LoadAttr if op.arg & 1 == 1 && self.is_method(mem, op) => {}
            Exec::LoadAttr => self.attribute_touched(mem, op, &mut touches),
            Exec::StoreGlobal | Exec::DeleteGlobal => {
                touches.push((self.top().globals, Touch::Write));
            }
            Exec::StoreName | Exec::DeleteName if self.is_module_body() => {
                touches.push((self.top().globals, Touch::Write));
            }
            Exec::LoadGlobal => self.global_touched(mem, op.arg >> 1, &mut touches),
            Exec::LoadName if self.is_module_body() => {
                self.global_touched(mem, op.arg, &mut touches);
            }
            _ => {}
        }
        touches
    }

    fn is_module_body(&mut self) -> bool {
        let frame = self.top();
        frame.names == Some(frame.globals)
    }

    /// A name of the module, when it is bound to what may be bound to something else: functions, classes
    /// and modules count as given.
    fn global_touched(&mut self, mem: &M, name: u32, touches: &mut Touches) {
        let name = self.name(name);
        let globals = self.top().globals;
        let bound = |module| names_of(&mem.get(module).body).and_then(|names| names.get(name));
        if let Some(value) = bound(globals).or_else(|| bound(BUILTINS))
            && !is_definition(mem, value)
        {
            touches.push((globals, Touch::Read));
            touches.extend(counted(mem, value).map(|id| (id, Touch::Count)));
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

    /// What is in the object itself, or a variable of its class, or one of a class or module.
    fn attribute_touched(&mut self, mem: &M, op: Op, touches: &mut Touches) {
        let name = self.name(op.arg >> 1);
        let owner = self.peek(1);
        touches.extend(glance::shared_mutable(mem, owner).map(|id| (id, Touch::Read)));
        touches.extend(variable_of(mem, owner, name).map(|id| (id, Touch::Read)));
        let own = owner.obj().and_then(|id| match &mem.get(id).body {
            Body::Instance(instance) if mem.get(id).share.is_shared() => instance.attrs.get(name),
            _ => None,
        });
        let own = own.and_then(|value| counted(mem, value));
        touches.extend(own.map(|id| (id, Touch::Count)));
    }

    /// Whether a call into native code has to wait for its turn because an argument (or the receiver
    /// of a bound method) is a mutable object that others can see. Undoes the instruction if so.
    #[inline]
    pub(super) fn shared_call(
        &mut self,
        mem: &mut M,
        operands: usize,
        op: Op,
        budget: &Budget,
    ) -> bool {
        budget.orders_accesses() && self.shared_call_in_parallel(mem, operands, op, budget)
    }

    fn shared_call_in_parallel(
        &mut self,
        mem: &mut M,
        operands: usize,
        op: Op,
        budget: &Budget,
    ) -> bool {
        let callee = self.peek(operands + 1).obj();
        let reads = callee.is_some_and(|id| match &mem.get(id).body {
            Body::Native(native) => only_reads(mem.world().native(*native).name),
            // `list(shared)`.
            Body::Type(_) => true,
            _ => false,
        });
        let mut touches = Touches::new();
        for depth in 1..=operands + 1 {
            let Some(id) = glance::shared_mutable(mem, self.peek(depth)) else {
                continue;
            };
            let touch = match &mem.get(id).body {
                Body::Lock(_) | Body::Thread(_) | Body::Ext(_) | Body::AsyncCall(_) => Touch::Sync,
                _ if reads => Touch::Read,
                _ => Touch::Write,
            };
            touches.push((id, touch));
        }
        self.touch_all(mem, op, budget, &touches)
    }

    /// Touches objects for an instruction; true: it has to wait, and has not happened.
    fn touch_all(
        &mut self,
        mem: &mut M,
        op: Op,
        budget: &Budget,
        touches: &[(ObjId, Touch)],
    ) -> bool {
        for (id, how) in touches {
            // One after the other, as in the fast loop.
            let start = self.clock - u64::from(op.cost);
            let at = Place::of(&self.known, start, budget.shared_limit, self.instructions);
            let word = *how == Touch::Count && matches!(mem.get(*id).body, Body::Lock(_));
            let answer = if word {
                Answer::Go(0)
            } else {
                touch(mem, &mut self.held, at, *id, *how)
            };
            match answer {
                Answer::Go(cost) => self.clock += cost,
                Answer::Wait(time) => {
                    self.undo(op);
                    self.clock += time;
                    return true;
                }
            }
            if *how == Touch::Count && mem.get(*id).share.owner() != self.thread.0 {
                self.clock += u64::from(mem.world().costs.sharing.atomic);
            }
        }
        false
    }

    /// The instruction under way has not happened.
    pub(super) fn undo(&mut self, op: Op) {
        self.clock -= u64::from(op.cost);
        self.instructions -= u64::from(op.covers);
        self.ticks -= u64::from(op.ticks);
        self.top().pc -= 1;
    }
}

/// The object whose reference count a thread writes that takes hold of a value. That of a lock is in the
/// line of its word, which only those who take it fight for: others yield meanwhile.
#[inline]
pub(super) fn counted<M: Memory>(mem: &M, value: Value) -> Option<ObjId> {
    value.obj().filter(|id| mem.get(*id).share.is_counted())
}

/// Whether an object is a class or a module: what it has for attributes, everybody sees.
fn is_namespace<M: Memory>(mem: &M, id: ObjId) -> bool {
    matches!(mem.get(id).body, Body::Type(_) | Body::Module(_))
}

/// The class or module of which an attribute is a variable: no function, class or the like.
fn variable_of<M: Memory>(mem: &M, owner: Value, name: Symbol) -> Option<ObjId> {
    let id = owner.obj()?;
    let found = match &mem.get(id).body {
        Body::Module(module) => module.dict.get(name),
        Body::Type(_) => None,
        Body::Instance(instance) if instance.attrs.get(name).is_none() => None,
        _ => return None,
    };
    let home = match mem.get(id).body {
        Body::Type(_) | Body::Module(_) => id,
        _ => types::type_of(mem, owner),
    };
    let class = match mem.get(id).body {
        Body::Type(_) => id,
        _ => types::type_of(mem, owner),
    };
    let value = found.or_else(|| types::find_method(mem, class, name))?;
    let descriptor = |id| {
        matches!(
            mem.get(id).body,
            Body::Property(_) | Body::StaticMethod(_) | Body::ClassMethod(_)
        )
    };
    let varies = !is_definition(mem, value) && !value.obj().is_some_and(descriptor);
    varies.then_some(home)
}

/// Functions and methods that change nothing: they take no object's lock (Objects/listobject.c,
/// Objects/dictobject.c: lock-free reads).
fn only_reads(name: &str) -> bool {
    matches!(
        name,
        "len"
            | "get"
            | "keys"
            | "values"
            | "items"
            | "count"
            | "index"
            | "copy"
            | "isinstance"
            | "id"
            | "hasattr"
            | "getattr"
            | "repr"
            | "print"
            | "sum"
            | "min"
            | "max"
            | "sorted"
    )
}
