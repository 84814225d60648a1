//! Owns what a lesson needs from whoever runs programs. Owns no engine: `engine` has the simulation.

use std::fmt;

use crate::base::{Diagnostic, ProgramFolder, Source};
use crate::sim::policy::Schedule;
use crate::trace::Trace;

use super::facts::RunFacts;
use super::model::Settings;

/// A finished run: its numbers, and the record in which moments are found.
#[derive(Clone, Debug)]
pub struct Ran {
    pub facts: RunFacts,
    pub trace: Trace,
}

/// Why there is no finished run.
#[derive(Clone, PartialEq, Debug)]
pub enum RunError {
    /// The program cannot be compiled.
    Rejected(Vec<Diagnostic>),
    /// It did not come to its end: a limit, or a runtime that does not exist; in words.
    Failed(String),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(wrong) => match wrong.first() {
                Some(first) => {
                    let (line, _) = first.position();
                    write!(f, "line {line}: {}", first.message)
                }
                None => f.write_str("the program does not compile"),
            },
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// What is to be run.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    pub program: &'a Source,
    pub folder: &'a ProgramFolder,
    pub settings: &'a Settings,
    /// Python expressions whose values at the end are wanted.
    pub asks: &'a [String],
}

/// Runs programs; the same program and settings give the same run.
pub trait Runner {
    /// # Errors
    /// When there is no finished run.
    fn run(&self, job: Job<'_>) -> Result<Ran, RunError>;

    /// Begins to try all schedules with up to so many preemptions: does one deadlock, or end with an
    /// exception?
    ///
    /// # Errors
    /// When the program cannot be compiled.
    fn explore(&self, job: Job<'_>, preemptions: u32) -> Result<Box<dyn Exploring>, RunError>;
}

/// Trying schedules, one after the other.
pub trait Exploring: fmt::Debug {
    /// Tries one more; what all of them have come to, once that is known.
    ///
    /// # Errors
    /// When the program does not run.
    fn step(&mut self) -> Result<Option<Explored>, RunError>;

    /// How many have been tried, and with up to how many preemptions.
    fn progress(&self) -> (u64, u32);
}

/// What trying all schedules has come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explored {
    pub schedules: u64,
    /// Whether these were all.
    pub complete: bool,
    pub failing: Option<FailingSchedule>,
}

/// A schedule under which the program fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailingSchedule {
    /// The deadlock or exception, in one sentence.
    pub why: String,
    /// Of the program that was explored.
    pub schedule: Schedule,
}
