//! Owns running a program under one schedule after another, from a copy of the moment at which there is
//! first something to decide. Owns no choice of schedules.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::{ObjId, ThreadId, VirtualTime};
use crate::bytecode::{CodeObject, Const, Opcode};
use crate::sim::policy::{Direction, Policy, Replay, Turn, Undecided};
use crate::sim::{End, Journal, Limits, Program, Sim, SimConfig};
use crate::trace::Trace;

/// Limits of one run: of many thousand, none may take long or much.
const INSTRUCTIONS: u64 = 20_000_000;
const MEMORY: usize = 256 << 20;
const EVENTS: usize = 400_000;

/// How a program fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The text names who waits for whom.
    Deadlock { text: String },
    /// The text is what Python writes on standard error.
    Uncaught {
        thread: ThreadId,
        name: Arc<str>,
        text: Arc<str>,
    },
}

/// What became of one run.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) journal: Journal,
    pub(super) ending: Ending,
    /// Objects through which threads only meet as the library keeps its books.
    pub(super) books: BTreeSet<ObjId>,
    pub(super) sim: Sim,
    pub(super) trace: Trace,
}

#[derive(Clone, Debug)]
pub(super) enum Ending {
    Fine,
    Failed(Failure),
    Cut,
    Refused(String),
}

/// A program at its first decision.
#[derive(Debug)]
pub(super) struct Start {
    sim: Sim,
    trace: Trace,
    /// Whether the program leaves the library's tables of threads alone.
    tables: bool,
}

/// The conditions of every run of a search.
pub(super) fn conditions(config: &SimConfig, direction: Direction) -> SimConfig {
    let limits = Limits {
        instructions: config.limits.instructions.min(INSTRUCTIONS),
        memory_bytes: MEMORY,
        events: EVENTS,
        ..config.limits
    };
    let directed = config.directed(direction);
    SimConfig { limits, ..directed }
}

impl Start {
    pub(super) fn new(program: &Program, config: &SimConfig) -> Self {
        let direction = Direction {
            journal: true,
            stop_at_failure: true,
            ..Direction::by(Undecided)
        };
        let mut sim = Sim::new(program, conditions(config, direction));
        let mut trace = Trace::new(config.cores);
        sim.run_until(&mut trace, VirtualTime::NEVER);
        // So far there was one way only.
        sim.clear_journal();
        Self {
            tables: !looks_into_tables(&program.code),
            sim,
            trace,
        }
    }

    /// Whether an object is there at the start, so that it has the same id in every run.
    pub(super) fn has(&self, object: ObjId) -> bool {
        self.sim.exists(object)
    }

    pub(super) fn by_turns(&self, turns: &[Turn]) -> Ran {
        self.by(Box::new(Replay::new(turns)))
    }

    pub(super) fn by(&self, policy: Box<dyn Policy>) -> Ran {
        let mut sim = self.sim.clone();
        let mut trace = self.trace.clone();
        sim.set_policy(policy);
        sim.run_until(&mut trace, VirtualTime::NEVER);
        let journal = sim.journal().cloned().unwrap_or_default();
        let ending = ending(&sim, &trace, &journal);
        Ran {
            books: sim.bookkeeping(self.tables),
            journal,
            ending,
            sim,
            trace,
        }
    }
}

/// How a run that has ended came to its end.
fn ending(sim: &Sim, trace: &Trace, journal: &Journal) -> Ending {
    if let Some((thread, text)) = sim.uncaught() {
        let name = trace.thread(thread).name.clone();
        return Ending::Failed(Failure::Uncaught { thread, name, text });
    }
    match sim.end() {
        Some(End::Exit { .. }) if journal.is_full() => Ending::Cut,
        Some(End::Exit { .. }) => Ending::Fine,
        Some(End::Deadlock { text }) => Ending::Failed(Failure::Deadlock { text: text.clone() }),
        Some(End::Refused { text }) => Ending::Refused(text.clone()),
        Some(End::Limit { .. }) | None => Ending::Cut,
    }
}

/// Whether a program may ask which threads there are: then the library's tables are its affair, too.
fn looks_into_tables(code: &CodeObject) -> bool {
    let of_threads = |name: &str| matches!(name, "enumerate" | "active_count" | "activeCount");
    let asks = code.instrs.iter().any(|instr| {
        let index = match instr.op {
            Opcode::LoadAttr => instr.arg >> 1,
            Opcode::ImportFrom => instr.arg,
            _ => return false,
        };
        code.names
            .get(index as usize)
            .is_some_and(|name| of_threads(name))
    });
    asks || code.consts.iter().any(|constant| match constant {
        Const::Code(inner) => looks_into_tables(inner),
        _ => false,
    })
}
