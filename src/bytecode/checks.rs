//! Owns where a thread may be told to let go: which instructions of each version look at the eval breaker
//! (`Python/ceval.c`, since 3.12 `Python/bytecodes.c`), and which count for the old countdown.
//! Owns neither the looking (`vm`) nor what is asked for there (`runtime`).

use super::{CodeObject, Dialect, Opcode, names};

/// When an instruction looks at the eval breaker: behind what it does, unless it says otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u8)]
pub enum Check {
    #[default]
    Never,
    Always,
    /// When it jumps.
    Taken,
    /// When its operand was no bool: `PyObject_IsTrue` had to be called.
    Converted,
    /// When it called a function written in C, other than those whose specialised call does not
    /// (`len`, `isinstance`, `type`, `list.append`).
    Native,
    /// When it called any function written in C.
    AnyNative,
}

impl Check {
    /// The mark beside an instruction in a listing.
    pub const fn mark(self) -> char {
        match self {
            Self::Never => ' ',
            Self::Always => '*',
            Self::Taken | Self::Converted | Self::Native | Self::AnyNative => '?',
        }
    }

    /// What the marks mean, in few words.
    pub const LEGEND: &'static str = "* check point  ? on a jump or C call";
}

/// An instruction, as the eval breaker sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Looks {
    pub check: Check,
    /// Whether it counts for the countdown.
    pub counted: bool,
    /// Whether a check just before it is put off, so that `try` or `with` is entered first.
    pub shields: bool,
}

impl Looks {
    /// What holds for an instruction of a code object.
    pub fn of(code: &CodeObject, at: usize) -> Self {
        let dialect = code.dialect;
        let instr = code.instrs[at];
        let name = names::name(code, at);
        let check = match (instr.op, name) {
            // Entering a frame; until 3.10 at the top of the instruction loop, without an instruction.
            (Opcode::Resume, _) if instr.arg & 3 < 2 => Check::Always,
            (Opcode::Resume, _) => Check::Never,
            (Opcode::ToBool, None) if dialect < Dialect::V3_10 => Check::Converted,
            (_, None) => Check::Never,
            (op, Some(name)) => check(dialect, op, name),
        };
        Self {
            check,
            counted: match dialect {
                Dialect::PyPy => instr.op == Opcode::JumpBackward,
                Dialect::V2_7 => check != Check::Never && check != Check::Converted,
                _ => false,
            },
            shields: dialect < Dialect::V3_11 && shields(code, at),
        }
    }
}

fn check(dialect: Dialect, op: Opcode, name: &str) -> Check {
    match dialect {
        // The interpreter looks behind every bytecode (pyopcode.py: dispatch_bytecode), compiled code where a
        // loop goes round (interp_jit.py: jump_absolute). Only the latter counts here: it is what a program
        // does for nearly all of its time, and so where the 10,000 end.
        Dialect::PyPy => Check::Always,
        Dialect::V2_7 | Dialect::V3_9 if is_fast(name) => Check::Never,
        Dialect::V2_7 | Dialect::V3_9 => Check::Always,
        Dialect::V3_10 => match name {
            "JUMP_ABSOLUTE" => Check::Always,
            "CALL_FUNCTION" | "CALL_METHOD" | "CALL_FUNCTION_KW" | "CALL_FUNCTION_EX" => {
                Check::Always
            }
            "POP_JUMP_IF_TRUE" | "POP_JUMP_IF_FALSE" => Check::Taken,
            _ => Check::Never,
        },
        _ => match name {
            "JUMP_BACKWARD" => Check::Always,
            // Calls of Python functions are checked where those begin.
            // Of `super`, which another instruction here stands for.
            "CALL" if op == Opcode::Nop => Check::Always,
            "CALL" | "CALL_KW" if dialect == Dialect::V3_13T => Check::AnyNative,
            "CALL" | "CALL_KW" => Check::Native,
            // In 3.11 it still calls Python functions by way of C.
            "CALL_FUNCTION_EX" if dialect == Dialect::V3_11 => Check::Always,
            "CALL_FUNCTION_EX" => Check::AnyNative,
            _ if name.starts_with("POP_JUMP_BACKWARD") => Check::Taken,
            _ if op == Opcode::JumpBackward => Check::Always,
            _ => Check::Never,
        },
    }
}

/// Instructions that go straight on to the next one (3.9: FAST_DISPATCH; 2.7: `goto fast_next_opcode`).
/// Conditional jumps do when the condition is a bool; see [`Check::Converted`].
fn is_fast(name: &str) -> bool {
    matches!(
        name,
        "LOAD_FAST"
            | "LOAD_CONST"
            | "STORE_FAST"
            | "POP_TOP"
            | "NOP"
            | "ROT_TWO"
            | "ROT_THREE"
            | "ROT_FOUR"
            | "DUP_TOP"
            | "DUP_TOP_TWO"
            | "JUMP_FORWARD"
            | "POP_JUMP_IF_TRUE"
            | "POP_JUMP_IF_FALSE"
            | "JUMP_IF_TRUE_OR_POP"
            | "JUMP_IF_FALSE_OR_POP"
            | "JUMP_IF_NOT_EXC_MATCH"
            | "IS_OP"
            | "CONTAINS_OP"
            | "LOAD_ASSERTION_ERROR"
            | "END_ASYNC_FOR"
    )
}

/// Whether the first instruction that the version has from here on is one before which it does not look.
fn shields(code: &CodeObject, at: usize) -> bool {
    let next = (at..code.instrs.len()).find_map(|at| names::name(code, at));
    match next {
        Some("SETUP_FINALLY") => true,
        Some("SETUP_WITH" | "BEFORE_ASYNC_WITH" | "YIELD_FROM") => code.dialect > Dialect::V2_7,
        _ => false,
    }
}
