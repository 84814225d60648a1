//! Owns the simulation as an engine of sessions. Owns no simulation: that is `sim`'s.

use std::sync::Arc;

use super::engine::{End, Engine};
use super::measured;
use super::program::{Program, RunConfig};
use super::watched::Session;
use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::sim::{self, Found, FrameView, Limits, Progress, Sim, SimConfig};
use crate::trace::Trace;

/// Exit code of a run that came upon what gilscope does not have.
const REFUSED: i32 = 3;
/// Exit code of a run that a limit or a deadlock has ended.
const CUT_SHORT: i32 = 4;

/// A session: simulated, on real threads or under a real interpreter, as the conditions say.
pub fn launch(program: Arc<Program>, config: &RunConfig) -> Session {
    if let Some(python) = &config.python {
        measured::interpret(program, config, python)
    } else if let Some(recorded) = &config.recorded {
        measured::show_again(program, config, recorded)
    } else if config.real {
        measured::measure(program, config)
    } else {
        simulate(program, config)
    }
}

/// A session whose run is simulated.
pub fn simulate(program: Arc<Program>, config: &RunConfig) -> Session {
    let simulated = conditions(&program, config);
    let simulated = match config.direction(&program) {
        Some(direction) => simulated.directed(direction),
        None => simulated,
    };
    let engine = Sim::new(program.compiled(), simulated);
    let trace = Trace::new(config.cores);
    Session::new(program, config.clone(), Box::new(engine), trace)
}

/// What the simulation is told of the conditions; who decides which thread goes on is left open.
pub(super) fn conditions(program: &Program, config: &RunConfig) -> SimConfig {
    let mut argv = vec![program.source().name.to_string()];
    argv.extend(config.arguments.iter().cloned());
    SimConfig {
        runtime: config.runtime,
        cores: config.cores,
        seed: config.seed,
        switch_interval: config.switch_interval,
        limits: Limits {
            until: config.until,
            ..Limits::default()
        },
        network_latency: config.network_latency,
        noise: config.noise,
        costs: config.costs.clone(),
        stdin: config.stdin.to_string(),
        argv,
        ..SimConfig::default()
    }
}

impl Engine for Sim {
    fn now(&self) -> VirtualTime {
        Self::now(self)
    }

    fn run_until(&mut self, trace: &mut Trace, until: VirtualTime) {
        Self::run_until(self, trace, until);
    }

    fn run_noting(
        &mut self,
        trace: &mut Trace,
        until: VirtualTime,
        most: usize,
    ) -> Option<Vec<(VirtualTime, ThreadId)>> {
        self.note_checks(most as u64 + 1, true);
        // In pieces: when there are too many, the rest need not be known.
        const PIECES: u64 = 16;
        let from = Self::now(self);
        for piece in 1..=PIECES {
            let part = until.since(from).nanos() * piece / PIECES;
            Self::run_until(self, trace, from + VirtualDuration(part));
            if self.checks()?.is_full() {
                return None;
            }
        }
        Some(self.checks()?.moments().to_vec())
    }

    fn step_instruction(&mut self, trace: &mut Trace, thread: ThreadId) -> bool {
        let before = self.instructions_of(thread);
        let progress = Self::step_instruction(self, trace, thread);
        progress == Progress::Paused || self.instructions_of(thread) > before
    }

    fn instructions(&self, thread: ThreadId) -> u64 {
        self.instructions_of(thread)
    }

    fn end(&self) -> Option<End> {
        Self::end(self).map(|end| match end {
            sim::End::Exit { code } => End {
                exit_code: *code,
                trouble: None,
            },
            sim::End::Refused { text } => End {
                exit_code: REFUSED,
                trouble: Some(text.as_str().into()),
            },
            sim::End::Limit { text, .. } | sim::End::Deadlock { text } => End {
                exit_code: CUT_SHORT,
                trouble: Some(text.as_str().into()),
            },
        })
    }

    fn frames(&self, thread: ThreadId) -> Vec<FrameView> {
        self.frames_of(thread)
    }

    fn evaluate(&self, expression: &str) -> Result<Found, String> {
        Self::evaluate(&mut self.clone(), expression)
    }

    fn piped_bytes(&self) -> u64 {
        Self::piped_bytes(self)
    }

    fn preemptions(&self) -> Option<u32> {
        Self::preemptions(self)
    }

    fn copied_bytes(&self) -> usize {
        Self::copied_bytes(self)
    }

    fn fork(&self) -> Box<dyn Engine> {
        Box::new(self.clone())
    }
}
