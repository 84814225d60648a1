//! Owns critical sections: where threads really run at the same time, a native step on objects that others
//! can see keeps other native steps on them out (`Py_BEGIN_CRITICAL_SECTION`). Python code in between is
//! not protected, as in CPython. Owns no lock (`Memory`).

use smallvec::SmallVec;

use super::super::glance;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::value::Value;
use super::Interp;

/// Operands of an instruction that is no call, at most.
const OPERANDS: usize = 4;

/// Begins the sections of those of the values that others can see and somebody can change; others that the
/// thread is in end (CPython suspends them).
pub(super) fn enter<M: Memory>(mem: &mut M, values: &[Value]) {
    let shared = |value: &Value| glance::shared_mutable(mem, *value);
    let ids: SmallVec<[_; 4]> = values.iter().filter_map(shared).collect();
    if !ids.is_empty() {
        mem.enter(&ids);
    }
}

impl<M: Memory> Interp<M> {
    /// The same for the operands of an instruction that is about to be executed.
    pub(super) fn enter_sections(&mut self, mem: &mut M, op: Op) {
        let operands = match op.exec {
            Exec::Call | Exec::CallKw => op.arg as usize + 3,
            _ => OPERANDS,
        };
        let frame = self.top();
        let (base, sp) = (frame.base as usize, frame.sp as usize);
        let from = sp.saturating_sub(operands).max(base);
        enter(mem, &self.stack[from..sp]);
    }
}
