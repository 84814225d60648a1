//! Owns what an instruction costs in virtual time: a table that a runtime fills in.
//! Costs of operations that depend on their operands (a call into C, a copy of n bytes) are charged
//! where they happen, in `vm`, from the same table's `op` part.

use super::{BinaryOp, Instr, Opcode};

/// What threads that run Python in parallel pay for what they share, in picoseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sharing {
    /// A cache line's way from the core that wrote it last to another. 0: threads never run in parallel.
    pub transfer: u32,
    /// How long a core that keeps using a line has it to itself.
    pub hold: u32,
    /// The same when what it writes are reference counts: atomic additions wait for the line each time,
    /// where plain stores are gathered in the core's store buffer.
    pub count_hold: u32,
    /// What counting a reference to another thread's object costs more than to one's own, up and later
    /// down again: two atomic additions.
    pub atomic: u32,
    /// Whether LOAD_FAST counts a reference (no LOAD_FAST_BORROW yet).
    pub counts_locals: bool,
    /// What an append to a long list that another thread made costs more than one to one's own.
    pub growth: u32,
}

/// Virtual cost of each instruction, in picoseconds. Range of one: 0 to 65,535 (65 ns).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CostTable {
    instr: Vec<u16>,
    /// BINARY_OP by operator: CPython specialises it, and an addition that makes an int costs twice a
    /// subscript that does not.
    binary: Vec<u16>,
    pub sharing: Sharing,
    /// `list.append`, beside its call: what it keeps takes fresh memory, more in one build than in another.
    /// Not scaled.
    pub list_append: u32,
    /// A subscript assignment to a dict instead of a list: a hash, a look-up, often another's place.
    /// Not scaled.
    pub store_key: u32,
    /// Allocating an instance of a class in Python and finding `__new__` and `__init__`, beside the call;
    /// since 3.13 the call is specialised (CALL_ALLOC_AND_ENTER_INIT). Not scaled.
    pub new_instance: u32,
    /// Scale of all costs of native functions, in thousandths (1000 = as measured on CPython 3.14).
    pub native_scale: u32,
}

impl CostTable {
    /// A table with the same cost for every instruction, to be refined with [`Self::with`].
    pub fn uniform(ps: u16) -> Self {
        Self {
            instr: vec![ps; Opcode::ALL.len()],
            binary: vec![ps; BinaryOp::ALL.len()],
            sharing: Sharing::default(),
            list_append: 11_500,
            store_key: 12_000,
            new_instance: 21_000,
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

    #[must_use]
    pub fn with_new_instance(self, ps: u32) -> Self {
        Self {
            new_instance: ps,
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

    /// These instructions at so many thousandths of what they cost.
    pub fn scale(&mut self, ops: &[Opcode], permille: u64) {
        for op in ops {
            let cost = &mut self.instr[*op as usize];
            *cost = scaled(*cost, permille);
        }
    }

    /// BINARY_OP the same for these operators and their in-place forms.
    pub fn scale_binary(&mut self, ops: &[BinaryOp], permille: u64) {
        for (op, cost) in BinaryOp::ALL.iter().zip(&mut self.binary) {
            if ops.contains(&op.plain()) {
                *cost = scaled(*cost, permille);
            }
        }
    }

    /// Every instruction so many times faster; native functions as they are.
    #[must_use]
    pub fn faster(mut self, times: u16) -> Self {
        for cost in self.instr.iter_mut().chain(&mut self.binary) {
            *cost /= times;
        }
        self.store_key /= u32::from(times);
        self.new_instance /= u32::from(times);
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

fn scaled(cost: u16, permille: u64) -> u16 {
    let scaled = u64::from(cost) * permille / 1000;
    u16::try_from(scaled).unwrap_or(u16::MAX)
}
