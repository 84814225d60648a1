//! Owns the answers about reference counts, which take all threads of an interpreter to know.
//! Owns no counting (`vm`).

use super::Sim;
use crate::base::ThreadId;
use crate::vm::native::References;
use crate::vm::value::Value;

impl Sim {
    pub(super) fn references(&mut self, thread: ThreadId, what: References) -> Value {
        let home = self.threads[thread.index()].home;
        let mut held = Vec::new();
        for other in &self.threads {
            other.held(home, &mut |value| held.push(value));
        }
        let memory = &mut self.interpreters[home.index()].mem;
        let answer = memory.answer(what, &held);
        if what == References::Collect {
            self.collect(home);
        }
        answer
    }
}
