//! Owns what a real run is made of. Owns no running.

use crate::base::{ProgramFolder, Source, VirtualDuration};
use crate::bytecode::CodeObject;
use crate::runtime::RuntimeSpec;
use std::sync::Arc;

/// How a program is run for real.
#[derive(Clone, Debug)]
pub struct RealConfig {
    /// Whose version, and whether there is a GIL.
    pub runtime: &'static RuntimeSpec,
    /// Instead of the runtime's own.
    pub switch_interval: Option<VirtualDuration>,
    pub limits: Limits,
    /// `sys.argv`.
    pub argv: Vec<String>,
    /// What the program reads from standard input.
    pub stdin: String,
    /// How long a request to the simulated network takes.
    pub network_latency: VirtualDuration,
    /// Whether there is a trace; without one there is only the output.
    pub recorded: bool,
}

/// What is run.
#[derive(Clone, Debug)]
pub struct Job {
    pub source: Source,
    pub code: Arc<CodeObject>,
    pub folder: ProgramFolder,
}

/// Where a run is cut off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    pub until: VirtualDuration,
    /// Of the program's objects.
    pub memory_bytes: usize,
    /// Alive at once; one more is a RuntimeError in the program, as in CPython.
    pub threads: usize,
    /// Noted by all threads together: what is left out after that is not shown.
    pub events: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            until: VirtualDuration::from_secs(60),
            memory_bytes: 1 << 30,
            threads: 1_000,
            events: 4_000_000,
        }
    }
}

/// How a real run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// The interpreter ended with this exit code.
    Exit { code: i32 },
    /// A limit was reached; the text says which and what to do.
    Limit { text: String },
    /// All threads wait for each other for ever; the text says who for what.
    Deadlock { text: String },
    /// The program came upon what real runs do not have; the text is a diagnostic.
    Refused { text: String },
    /// Whoever watched the run has stopped it.
    Stopped,
    /// A thread of ours broke down.
    Broken { text: String },
}
