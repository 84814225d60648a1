//! Owns what compiled code is: the instruction set (CPython's names), code objects with their tables,
//! the cost of each instruction, and the disassembly that learners read.
//! Owns neither how text becomes code (`frontend`) nor what an instruction does (`vm`).

mod checks;
mod code;
mod cost;
mod dialect;
mod disasm;
mod names;
mod opcode;

pub use checks::{Check, Looks};
pub use code::{
    BinaryOp, CodeFlags, CodeObject, CompareOp, Const, ExceptionEntry, Instr, IntrinsicOp, Shown,
    VarKind,
};
pub use cost::{CostTable, Sharing};
pub use dialect::Dialect;
pub use disasm::{Row, describe, disassemble, listed, row};
pub use names::name;
pub use opcode::Opcode;
pub(crate) use opcode::for_each_opcode;
