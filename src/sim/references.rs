//! Owns the answers about reference counts, which take all threads of an interpreter to know.
//! Owns no counting (`vm`).

use super::Sim;
use crate::base::ThreadId;
use crate::vm::native::References;
use crate::vm::value::Value;

/// Include/refcount.h: the count of objects that are never freed, on 64 bits.
const IMMORTAL: i64 = 0xffff_ffff;
/// Include/internal/pycore_runtime_structs.h: ints that are made once and for all.
const SMALL_INTS: std::ops::RangeInclusive<i64> = -5..=256;

impl Sim {
    pub(super) fn references(&mut self, thread: ThreadId, what: References) -> Value {
        let home = self.threads[thread.index()].home;
        let mut held = Vec::new();
        for other in &self.threads {
            other.held(home, &mut |value| held.push(value));
        }
        let memory = &mut self.interpreters[home.index()].mem;
        match what {
            References::Count(Value::Int(n)) if SMALL_INTS.contains(&n) => Value::Int(IMMORTAL),
            References::Count(
                Value::None | Value::Bool(_) | Value::Ellipsis | Value::NotImplemented,
            ) => Value::Int(IMMORTAL),
            // The call itself holds its argument.
            References::Count(value) => Value::Int(memory.references(value, &held) as i64 + 1),
            References::Alive(number) => {
                memory.alive(number, &held).map_or(Value::None, Value::Obj)
            }
            References::Collect => {
                let cyclic = memory.break_cycles(&held);
                self.collect(home);
                Value::Int(cyclic as i64)
            }
        }
    }
}
