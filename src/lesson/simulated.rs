//! Owns how a lesson's runs are simulated without a screen. Owns no rule of the simulation.

use crate::base::VirtualTime;
use crate::explore::{Bound, Failure, Outcome, Search};
use crate::sim::policy::{Direction, Replay};
use crate::sim::{End, Limits, Program, Sim, SimConfig};
use crate::trace::Trace;

use super::facts::{Finished, RunFacts};
use super::runner::{Explored, Exploring, FailingSchedule, Job, Ran, RunError, Runner};

/// So many schedules of a lesson's small program are tried at most: a second or two of waiting.
const SCHEDULES: u64 = 4_000;

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
        let conditions = settings.config(program);
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
        let config = match &conditions.schedule {
            Some(schedule) => {
                config.directed(Direction::by(Replay::new(schedule.turns.as_slice())))
            }
            None => config,
        };
        let mut trace = Trace::new(config.cores);
        let mut sim = Sim::new(&compiled, config);
        sim.run_until(&mut trace, VirtualTime::NEVER);
        if let Some(fault) = sim.fault() {
            return Err(RunError::Failed(fault.to_string()));
        }
        let exit = match sim.end().expect("a run until NEVER has ended") {
            End::Exit { code } => *code,
            // The trace tells of it, and so do the facts.
            End::Deadlock { .. } => DEADLOCK_EXIT,
            End::Limit { text, .. } | End::Refused { text } => {
                // A lesson's runs have one limit, and no option that changes it.
                let text = text.split("; allow more with").next().unwrap_or(text);
                return Err(RunError::Failed(text.to_owned()));
            }
        };
        let values = asks.iter().map(|text| (text.clone(), sim.evaluate(text)));
        let values = values.collect();
        let finished = Finished {
            trace: &trace,
            program,
            exit,
            pickled_bytes: sim.piped_bytes(),
            preemptions: sim.preemptions(),
            values,
        };
        let facts = RunFacts::of(finished, settings.clone());
        Ok(Ran { facts, trace })
    }

    fn explore(&self, job: Job<'_>, preemptions: u32) -> Result<Box<dyn Exploring>, RunError> {
        let program = Program::compile_in(job.program.clone(), job.folder.clone())
            .map_err(RunError::Rejected)?;
        let conditions = job.settings.config(job.program);
        let config = SimConfig {
            runtime: conditions.runtime,
            cores: conditions.cores,
            switch_interval: conditions.switch_interval,
            argv: vec![job.settings.program.clone()],
            ..SimConfig::default()
        };
        let bound = Bound {
            preemptions,
            schedules: SCHEDULES,
        };
        Ok(Box::new(SimulatedSearch {
            search: Search::new(&program, &config, bound),
            preemptions,
        }))
    }
}

/// A search for a failing schedule.
#[derive(Debug)]
struct SimulatedSearch {
    search: Search,
    preemptions: u32,
}

impl Exploring for SimulatedSearch {
    fn step(&mut self) -> Result<Option<Explored>, RunError> {
        let Some(report) = self.search.step() else {
            return Ok(None);
        };
        let levels = report.covered.levels.iter();
        let schedules = levels.map(|level| level.schedules).sum();
        let complete = report.covered.proved() >= Some(self.preemptions);
        let failing = match report.outcome {
            Outcome::Nothing => None,
            Outcome::Refused(text) => return Err(RunError::Failed(text)),
            Outcome::Found(found) => Some(FailingSchedule {
                why: match &found.failure {
                    Failure::Deadlock { text } => text.clone(),
                    Failure::Uncaught { name, text, .. } => {
                        let last = text.trim_end().lines().last().unwrap_or("");
                        format!("{last} (in {name})")
                    }
                },
                schedule: found.schedule.clone(),
            }),
        };
        Ok(Some(Explored {
            schedules,
            complete,
            failing,
        }))
    }

    fn progress(&self) -> (u64, u32) {
        self.search.progress()
    }
}
