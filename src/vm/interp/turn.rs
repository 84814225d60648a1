//! Owns whose turn it is in a free-threaded run: which instructions touch objects that other threads can
//! see, and what it costs that others touched them last. Owns no order of threads: the engine's budget
//! says how far this one may go.

use super::super::glance;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::{Budget, Interp};

impl<M: Memory> Interp<M> {
    /// Whether the instruction touches a shared object and it is not this thread's turn yet. Calls look
    /// themselves, since only those into native code count.
    pub(super) fn waits_for_turn(&mut self, mem: &M, op: Op, budget: &Budget) -> bool {
        if self.clock - u64::from(op.cost) <= budget.shared_limit {
            return false;
        }
        let operands = match op.exec {
            Exec::LoadAttr
            | Exec::StoreAttr
            | Exec::DeleteAttr
            | Exec::ForIter
            | Exec::GetIter
            | Exec::ToBool => 1,
            Exec::BinaryOp | Exec::CompareOp | Exec::ContainsOp | Exec::DeleteSubscr => 2,
            Exec::StoreSubscr | Exec::BinarySlice => 3,
            Exec::StoreSlice => 4,
            Exec::StoreGlobal | Exec::DeleteGlobal => return true,
            _ => 0,
        };
        (1..=operands).any(|depth| {
            let value = self.peek(depth);
            glance::is_shared_mutable(mem, value)
        })
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
