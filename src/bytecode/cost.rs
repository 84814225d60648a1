//! Owns what an instruction costs in virtual time: a table that a runtime fills in.
//! Costs of operations that depend on their operands (a call into C, a copy of n bytes) are charged
//! where they happen, in `vm`, from the same table's `op` part.

use super::Opcode;

/// Virtual cost of each instruction, in picoseconds. Range of one: 0 to 65,535 (65 ns).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CostTable {
    instr: Vec<u16>,
    /// Picoseconds that a call into C costs beside the CALL instruction, for functions that name no
    /// cost of their own.
    pub native_call: u32,
    /// Scale of all costs of native functions, in thousandths (1000 = as measured on CPython 3.14).
    pub native_scale: u32,
}

impl CostTable {
    /// A table with the same cost for every instruction, to be refined with [`Self::with`].
    pub fn uniform(ps: u16) -> Self {
        Self {
            instr: vec![ps; Opcode::ALL.len()],
            native_call: 15_000,
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

    pub fn get(&self, op: Opcode) -> u16 {
        self.instr[op as usize]
    }
}
