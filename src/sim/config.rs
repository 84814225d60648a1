//! Owns what a run is made of and how it can end. Owns no running.

use std::sync::Arc;

use super::policy::Direction;
use super::profile::Costs;
use crate::base::{Diagnostic, ProgramFolder, Source, VirtualDuration, VirtualTime};
use crate::bytecode::CodeObject;
use crate::runtime::{RUNTIMES, RuntimeSpec, SystemCosts};

/// A compiled program.
#[derive(Clone, Debug)]
pub struct Program {
    pub source: Source,
    /// As CPython 3.14 compiles it.
    pub code: Arc<CodeObject>,
    /// Its own modules and files.
    pub folder: ProgramFolder,
}

impl Program {
    /// # Errors
    /// What Python would not accept, and what gilscope does not have.
    pub fn compile(source: Source) -> Result<Self, Vec<Diagnostic>> {
        Self::compile_in(source, ProgramFolder::default())
    }

    /// A program that is in a folder, with modules of its own beside it.
    ///
    /// # Errors
    /// What Python would not accept, and what gilscope does not have; the latter in its own modules, too.
    pub fn compile_in(source: Source, folder: ProgramFolder) -> Result<Self, Vec<Diagnostic>> {
        let code = crate::stdlib::compile(&source, &folder)?;
        Ok(Self {
            source,
            code,
            folder,
        })
    }

    /// As it is compiled for a runtime.
    pub fn code_for(&self, runtime: &RuntimeSpec) -> Arc<CodeObject> {
        if self.code.dialect == runtime.dialect {
            self.code.clone()
        } else {
            crate::stdlib::recompiled(&self.source, runtime.dialect)
        }
    }
}

/// How a program is run.
#[derive(Clone, Debug)]
pub struct SimConfig {
    pub runtime: &'static RuntimeSpec,
    /// Simulated CPUs, at least 1.
    pub cores: u16,
    /// Decides what an operating system would decide: who wins a race for the lock, jitter, entropy.
    pub seed: u64,
    /// Instead of the runtime's own.
    pub switch_interval: Option<VirtualDuration>,
    /// Whether latencies jitter around their means and races are won by chance.
    pub noise: bool,
    pub limits: Limits,
    /// `sys.argv`.
    pub argv: Vec<String>,
    /// What the program reads from standard input.
    pub stdin: String,
    /// How long a request to the simulated network takes.
    pub network_latency: VirtualDuration,
    /// Who decides which thread goes on; None: time does.
    pub direction: Option<Direction>,
    /// Instead of the runtime's own.
    pub costs: Option<Arc<Costs>>,
}

impl SimConfig {
    /// What threads and system calls cost.
    pub(super) fn system(&self) -> SystemCosts {
        let own = self.runtime.system;
        self.costs.as_ref().map_or(own, |costs| costs.system)
    }
}

/// A request within a continent: a handshake and an answer, 30 ms each way and some work in between.
pub const NETWORK_LATENCY: VirtualDuration = VirtualDuration::from_millis(100);

impl Default for SimConfig {
    fn default() -> Self {
        Self {
            runtime: RUNTIMES[0],
            cores: 4,
            seed: 0,
            switch_interval: None,
            noise: true,
            limits: Limits::default(),
            argv: Vec::new(),
            stdin: String::new(),
            network_latency: NETWORK_LATENCY,
            direction: None,
            costs: None,
        }
    }
}

/// Where a run is cut off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Virtual time.
    pub until: VirtualTime,
    /// Of the program's objects.
    pub memory_bytes: usize,
    /// Alive at once; one more is a RuntimeError in the program, as in CPython.
    pub threads: usize,
    /// In the trace.
    pub events: usize,
    /// Executed by all threads together: some fifteen seconds of computing for an endless loop.
    pub instructions: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            until: VirtualTime(60_000_000_000),
            memory_bytes: 1 << 30,
            threads: 10_000,
            events: 4_000_000,
            instructions: 10_000_000_000,
        }
    }
}

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// The interpreter ended with this exit code.
    Exit { code: i32 },
    /// A limit was reached; the text says which and what to do.
    Limit { kind: LimitKind, text: String },
    /// Nothing can ever happen again, and threads that the program waits for are blocked; the text
    /// names them and what they wait for.
    Deadlock { text: String },
    /// The program came upon what gilscope does not have; the text is a diagnostic.
    Refused { text: String },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LimitKind {
    Time,
    Memory,
    Processes,
    Threads,
    Events,
    Instructions,
}

/// How far a run has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// It can go on.
    Paused,
    Ended,
}
