//! Owns what a lesson needs from whoever runs programs. Owns no engine: `engine` has the simulation.

use crate::base::{Diagnostic, ProgramFolder, Source};
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

/// Runs programs; the same program and settings give the same run.
pub trait Runner {
    fn run(
        &self,
        program: &Source,
        folder: &ProgramFolder,
        settings: &Settings,
    ) -> Result<Ran, RunError>;
}
