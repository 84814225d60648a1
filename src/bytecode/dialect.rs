//! Owns what distinguishes the instruction sets of CPython's versions as far as threads can tell.
//! Owns neither the instructions themselves (`opcode`), nor what they are called (`names`), nor which of
//! them are check points (`checks`).

/// A version's bytecode: how the compiler lays out constructs, and which instructions look at the eval
/// breaker. From the oldest to the newest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Dialect {
    /// Python 2.7: a countdown of 100 ticks at almost every instruction.
    V2_7,
    /// PyPy's: the shapes of CPython 3.9. Each instruction may act, each round of a loop counts down, as when
    /// its JIT has compiled it.
    PyPy,
    V3_9,
    V3_10,
    V3_11,
    V3_12,
    V3_13,
    /// The free-threaded build of 3.13: the instructions of 3.13, none of them specialised.
    V3_13T,
    /// Both builds of 3.14.
    #[default]
    V3_14,
}

impl Dialect {
    pub const ALL: [Self; 9] = [
        Self::V2_7,
        Self::PyPy,
        Self::V3_9,
        Self::V3_10,
        Self::V3_11,
        Self::V3_12,
        Self::V3_13,
        Self::V3_13T,
        Self::V3_14,
    ];

    /// Its place in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether instructions other than RESUME, JUMP_BACKWARD and calls can be check points.
    pub fn looks_often(self) -> bool {
        self < Self::V3_12
    }

    /// Whether a countdown of instructions decides when a thread lets go.
    pub fn counts_ticks(self) -> bool {
        self < Self::V3_9
    }

    /// Whether entering a Python function calls the interpreter's C function again, so that the caller's
    /// instruction ends only when the function has returned (until 3.10).
    pub fn recurses(self) -> bool {
        self < Self::V3_11
    }
}
