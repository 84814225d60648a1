//! Owns the simulation: virtual time, cores, the operating system's scheduler, and the driving of the
//! interpreter's threads under a runtime's lock rules. Writes what happens to a trace.
//! Owns no lock rule (`runtime`), no Python (`vm`), no question about the past (`trace`).
//!
//! A thread on a core is charged for work in *bursts*: the interpreter executes ahead, as far as nothing
//! that is due could concern it, and the time it took then passes on the core, where the operating system
//! may take the core away in the middle. Pausing a run, at any time, changes nothing of what follows; a
//! copy of a [`Sim`] is a checkpoint.
#![deny(clippy::float_arithmetic)]

mod asks;
mod attaching;
mod checks;
mod concern;
mod config;
mod cores;
mod directed;
mod directing;
mod evaluate;
#[cfg(test)]
mod facts;
mod fair;
mod files;
#[cfg(test)]
mod free_threaded_facts;
mod inspect;
mod journal;
mod kernel;
mod lives;
mod lock_lanes;
mod locks;
mod machine;
mod main_thread;
mod native_code;
#[cfg(test)]
mod native_tests;
#[cfg(test)]
mod neighbours;
pub mod policy;
mod process;
#[cfg(test)]
mod process_tests;
mod profile;
#[cfg(test)]
mod published_tests;
mod queue;
mod references;
#[cfg(test)]
mod schedule_facts;
mod selectors;
mod semaphores;
mod stopping;
mod system;
mod tasks;
#[cfg(test)]
mod tests;
mod thread;
mod timers;
mod yielding;

use crate::base::{ThreadId, VirtualTime};

pub use checks::Checks;
pub use config::{End, LimitKind, Limits, NETWORK_LATENCY, Program, Progress, SimConfig};
pub use evaluate::Found;
pub use inspect::{FrameView, ThreadView};
pub use journal::{Entry, Journal, Verb, Words};
pub use profile::{CONSTRUCTS, Construct, Costs, fitted};

use crate::files::Files;
use cores::Core;
use directing::Directed;
use kernel::Due;
use locks::Locks;
use machine::Noise;
use process::{Interpreter, Process};
use queue::EventQueue;
use system::System;
use thread::Thread;

/// A run of a program, at a moment of virtual time. A clone is a checkpoint.
#[derive(Clone, Debug)]
pub struct Sim {
    config: SimConfig,
    processes: Vec<Process>,
    interpreters: Vec<Interpreter>,
    queue: EventQueue<Due>,
    now: VirtualTime,
    threads: Vec<Thread>,
    cores: Vec<Core>,
    locks: Locks,
    noise: Noise,
    /// Several threads may wake up at this moment: cores are given away after the last.
    in_interrupt: bool,
    end: Option<End>,
    booted: bool,
    /// Number of the next event to be written.
    written: usize,
    /// Executed by all threads.
    instructions: u64,
    files: Files,
    /// To the simulated network.
    requests: u64,
    /// Threads that a program was not allowed to start: too many are alive.
    refused_threads: usize,
    /// How much of standard input is read.
    stdin_at: usize,
    /// Where the present call of `run_until` stops.
    pause_at: VirtualTime,
    stepping: Option<Stepping>,
    /// What is noted of check points, when somebody wants to know.
    checks: Option<Box<Checks>>,
    system: System,
    /// When a policy decides who goes on, and not time.
    directed: Option<Directed>,
}

/// A single step under way.
#[derive(Clone, Copy, Debug)]
struct Stepping {
    thread: ThreadId,
    /// The thread's count of instructions when it began.
    from: u64,
    done: bool,
}

impl Sim {
    /// How the run ended, when it has.
    pub fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    pub fn config(&self) -> &SimConfig {
        &self.config
    }

    /// Requests that were made to the simulated network.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Bytes that were written into pipes: what processes send each other, pickled.
    pub fn piped_bytes(&self) -> u64 {
        self.system.piped_bytes
    }

    /// CPython instructions executed by all threads.
    pub fn instructions(&self) -> u64 {
        self.instructions
    }
}
