//! Owns how a lesson's runs are simulated without a screen. Owns no rule of the simulation.

use crate::base::VirtualTime;
use crate::sim::{End, Limits, Program, Sim, SimConfig};
use crate::trace::Trace;

use super::facts::{Finished, RunFacts};
use super::runner::{Job, Ran, RunError, Runner};

/// As `gilscope run` exits.
const DEADLOCK_EXIT: i32 = 4;

/// Runs programs in the simulation, as the screen does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Simulated;

impl Runner for Simulated {
    fn run(&self, job: Job<'_>) -> Result<Ran, RunError> {
        let Job {
            program,
            folder,
            settings,
            asks,
        } = job;
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
        let values = asks.iter().map(|text| (text.clone(), sim.evaluate(text)));
        let values = values.collect();
        let finished = Finished {
            trace: &trace,
            program,
            exit,
            pickled_bytes: sim.piped_bytes(),
            values,
        };
        let facts = RunFacts::of(finished, settings.clone());
        Ok(Ran { facts, trace })
    }
}
