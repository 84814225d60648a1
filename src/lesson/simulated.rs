//! Owns how a lesson's runs are simulated without a screen. Owns no rule of the simulation.

use crate::base::{ProgramFolder, Source, VirtualTime};
use crate::sim::{End, Limits, Program, Sim, SimConfig};
use crate::trace::Trace;

use super::facts::RunFacts;
use super::model::Settings;
use super::runner::{Ran, RunError, Runner};

/// As `gilscope run` exits.
const DEADLOCK_EXIT: i32 = 4;

/// Runs programs in the simulation, as the screen does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Simulated;

impl Runner for Simulated {
    fn run(
        &self,
        program: &Source,
        folder: &ProgramFolder,
        settings: &Settings,
    ) -> Result<Ran, RunError> {
        let compiled =
            Program::compile_in(program.clone(), folder.clone()).map_err(RunError::Rejected)?;
        let conditions = settings.config();
        let config = SimConfig {
            runtime: conditions.runtime,
            cores: conditions.cores,
            seed: conditions.seed,
            switch_interval: conditions.switch_interval,
            limits: Limits {
                until: conditions.until,
                ..Limits::default()
            },
            argv: vec![settings.program.clone()],
            ..SimConfig::default()
        };
        let mut trace = Trace::new(config.cores);
        let mut sim = Sim::new(&compiled, config);
        sim.run_until(&mut trace, VirtualTime::NEVER);
        let exit = match sim.end().expect("a run until NEVER has ended") {
            End::Exit { code } => *code,
            // The trace tells of it, and so do the facts.
            End::Deadlock { .. } => DEADLOCK_EXIT,
            End::Limit { text, .. } | End::Refused { text } => {
                return Err(RunError::Failed(text.clone()));
            }
        };
        let facts = RunFacts::of(&trace, settings.clone(), exit);
        Ok(Ran { facts, trace })
    }
}
