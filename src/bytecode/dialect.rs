//! Owns what distinguishes the instruction sets of CPython's versions as far as threads can tell.
//! Owns neither the instructions themselves (`opcode`) nor who looks at what the checks ask (`vm`).

/// A version's bytecode: how the compiler lays out constructs, and which instructions look at the eval
/// breaker. The two builds of 3.13 and of 3.14 share one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Dialect {
    /// Python 2.7: a countdown of 100 ticks at almost every instruction.
    V2_7,
    V3_9,
    V3_10,
    V3_11,
    V3_12,
    V3_13,
    V3_14,
}
