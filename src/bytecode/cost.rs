//! Owns what an instruction costs in virtual time: a table that a runtime fills in.
//! Costs of operations that depend on their operands (a call into C, a copy of n bytes) are charged
//! where they happen, in `vm`, from the same table's `op` part.

use super::{BinaryOp, Instr, Opcode};

/// Virtual cost of each instruction, in picoseconds. Range of one: 0 to 65,535 (65 ns).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CostTable {
    instr: Vec<u16>,
    /// BINARY_OP by operator: CPython specialises it, and an addition that makes an int costs twice a
    /// subscript that does not.
    binary: Vec<u16>,
    /// Picoseconds that a write to an object which another thread wrote last costs extra: the cache line
    /// moves between cores. 0 in runtimes whose lock keeps threads from meeting there.
    pub line_transfer: u32,
    /// As `line_transfer`, for a call into C that works on the object: it takes the object's own lock, so
    /// that two lines move, and a thread may have to wait for the other's critical section.
    pub lock_transfer: u32,
    /// `list.append`, beside its call: what it keeps takes fresh memory, more in one build than in another.
    /// Not scaled.
    pub list_append: u32,
    /// Scale of all costs of native functions, in thousandths (1000 = as measured on CPython 3.14).
    pub native_scale: u32,
}

impl CostTable {
    /// A table with the same cost for every instruction, to be refined with [`Self::with`].
    pub fn uniform(ps: u16) -> Self {
        Self {
            instr: vec![ps; Opcode::ALL.len()],
            binary: vec![ps; BinaryOp::ALL.len()],
            line_transfer: 0,
            lock_transfer: 0,
            list_append: 11_500,
            native_scale: 1000,
        }
    }

    #[must_use]
    pub fn with(mut self, ps: u16, ops: &[Opcode]) -> Self {
        for op in ops {
            self.instr[*op as usize] = ps;
        }
        self
    }

    #[must_use]
    pub fn with_list_append(self, ps: u32) -> Self {
        Self {
            list_append: ps,
            ..self
        }
    }

    /// Sets BINARY_OP's cost for these operators and their in-place forms.
    #[must_use]
    pub fn with_binary(mut self, ps: u16, ops: &[BinaryOp]) -> Self {
        for (op, cost) in BinaryOp::ALL.iter().zip(&mut self.binary) {
            if ops.contains(&op.plain()) {
                *cost = ps;
            }
        }
        self
    }

    /// Every instruction so many times faster; native functions as they are.
    #[must_use]
    pub fn faster(mut self, times: u16) -> Self {
        for cost in self.instr.iter_mut().chain(&mut self.binary) {
            *cost /= times;
        }
        self
    }

    /// The cost of an instruction with its argument.
    pub fn of(&self, instr: Instr) -> u16 {
        match instr.op {
            Opcode::BinaryOp => self.binary[instr.arg as usize],
            op => self.get(op),
        }
    }

    pub fn get(&self, op: Opcode) -> u16 {
        self.instr[op as usize]
    }
}
