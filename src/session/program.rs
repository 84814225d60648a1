//! Owns the program that is being watched: its text, its classes for the code pane, its code. And under
//! which conditions it runs.

use std::path::Path;
use std::sync::Arc;

use super::measured::Recorded;
use crate::base::{Diagnostic, ProgramFolder, Source, Span, VirtualDuration, VirtualTime};
use crate::frontend::{TokenClass, highlight};
use crate::runtime::{self, RuntimeSpec, Turn};
use crate::sim;
use crate::sim::policy::{Direction, Replay, Schedule, fingerprint};

/// A compiled program, and how its text is highlighted.
#[derive(Clone, Debug)]
pub struct Program {
    compiled: sim::Program,
    classes: Vec<(Span, TokenClass)>,
}

impl Program {
    /// # Errors
    /// What is wrong with the text, in order.
    pub fn compile(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        Self::compile_in(source, ProgramFolder::default())
    }

    /// A program with modules and files of its own.
    ///
    /// # Errors
    /// What is wrong with the text, in order.
    pub fn compile_in(source: &Source, folder: ProgramFolder) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self {
            compiled: sim::Program::compile_in(source.clone(), folder)?,
            classes: highlight(source),
        })
    }

    pub fn source(&self) -> &Source {
        &self.compiled.source
    }

    /// The classes of the pieces of the text, in order.
    pub fn classes(&self) -> &[(Span, TokenClass)] {
        &self.classes
    }

    pub fn compiled(&self) -> &sim::Program {
        &self.compiled
    }
}

/// The classes of a text that need not compile.
pub fn classes(source: &Source) -> Vec<(Span, TokenClass)> {
    highlight(source)
}

/// A real interpreter that the learner has named, and the very file it is to run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RealPython {
    pub interpreter: Arc<Path>,
    pub file: Arc<Path>,
}

/// The conditions of a run: same program and conditions, same trace.
#[derive(Clone, Debug)]
pub struct RunConfig {
    pub runtime: &'static RuntimeSpec,
    /// 1 to 64.
    pub cores: u16,
    pub seed: u64,
    /// None: what the runtime begins with.
    pub switch_interval: Option<VirtualDuration>,
    /// The run is stopped at this moment.
    pub until: VirtualTime,
    /// How long a request to the simulated network takes.
    pub network_latency: VirtualDuration,
    /// Whether the operating system's latencies jitter.
    pub noise: bool,
    /// Instead of the runtime's own costs.
    pub costs: Option<Arc<sim::Costs>>,
    /// On real threads of this machine instead of a simulated one.
    pub real: bool,
    /// On real threads, and over: only to be shown again.
    pub recorded: Option<Arc<Recorded>>,
    /// Or under a real interpreter.
    pub python: Option<RealPython>,
    /// What the program reads from standard input.
    pub stdin: Arc<str>,
    /// `sys.argv[1:]`.
    pub arguments: Arc<[String]>,
    /// Who decides which thread goes on, as long as runtime, cores and text are the schedule's; else time
    /// does.
    pub schedule: Option<Arc<Schedule>>,
}

/// Cores of a run whose author says nothing.
pub const DEFAULT_CORES: u16 = 4;

/// Virtual time after which a run is stopped when nothing else is said.
pub const DEFAULT_UNTIL: VirtualTime = VirtualTime(60_000_000_000);

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            runtime: runtime::RUNTIMES[0],
            cores: DEFAULT_CORES,
            seed: 0,
            switch_interval: None,
            until: DEFAULT_UNTIL,
            network_latency: sim::NETWORK_LATENCY,
            noise: true,
            costs: None,
            real: false,
            recorded: None,
            python: None,
            stdin: "".into(),
            arguments: Arc::default(),
            schedule: None,
        }
    }
}

impl PartialEq for RunConfig {
    fn eq(&self, other: &Self) -> bool {
        self.runtime.name == other.runtime.name
            && (self.cores, self.seed, self.until) == (other.cores, other.seed, other.until)
            && self.interval() == other.interval()
            && self.network_latency == other.network_latency
            && self.noise == other.noise
            && self.costs == other.costs
            && (self.real, &self.python) == (other.real, &other.python)
            && self.recorded.as_ref().map(Arc::as_ptr) == other.recorded.as_ref().map(Arc::as_ptr)
            && self.stdin == other.stdin
            && self.arguments == other.arguments
            && self.schedule == other.schedule
    }
}

impl RunConfig {
    /// The switch interval at the start of the run.
    pub fn interval(&self) -> VirtualDuration {
        self.switch_interval.unwrap_or(self.runtime.switch_interval)
    }

    /// Whether it takes place in real time, on real cores.
    pub fn is_of_machine(&self) -> bool {
        self.real || self.python.is_some()
    }

    /// Whether the schedule is one for this machine.
    pub fn is_scheduled(&self) -> bool {
        self.schedule.as_ref().is_some_and(|schedule| {
            schedule.runtime == self.runtime.name && schedule.cores == self.cores
        })
    }

    /// The schedule, when it is one for this machine and this text.
    pub(super) fn direction(&self, program: &Program) -> Option<Direction> {
        let schedule = self.schedule.as_ref().filter(|_| self.is_scheduled())?;
        let fits = schedule.fingerprint == fingerprint(&program.source().text);
        fits.then(|| Direction::by(Replay::new(schedule.turns.as_slice())))
    }

    /// The same run under another runtime.
    #[must_use]
    pub fn under(&self, runtime: &'static RuntimeSpec) -> Self {
        // Costs were fitted for one runtime.
        Self {
            costs: self
                .costs
                .clone()
                .filter(|_| self.runtime.name == runtime.name),
            runtime,
            ..self.clone()
        }
    }

    /// `GIL`, `no GIL`
    pub(super) fn lock_words(&self) -> String {
        if self.runtime.exclusive() {
            self.runtime.vocabulary.lock.to_owned()
        } else {
            format!("no {}", self.runtime.vocabulary.lock)
        }
    }

    /// `CPython 3.14 · GIL · 2 cores · 5 ms`
    pub fn title(&self) -> String {
        let lock = self.lock_words();
        let plural = if self.cores == 1 { "" } else { "s" };
        if self.real {
            return format!(
                "real threads · {lock} · this machine: {} core{plural}",
                self.cores
            );
        }
        let mut text = format!(
            "{} · {lock} · {} core{plural}",
            self.runtime.title, self.cores
        );
        match self.runtime.turn {
            _ if self.is_scheduled() => text.push_str(" · by schedule"),
            Turn::SwitchInterval if self.runtime.exclusive() => {
                text.push_str(&format!(" · {}", short(self.interval())));
            }
            Turn::Own(words) if !words.is_empty() => text.push_str(&format!(" · {words}")),
            _ => {}
        }
        if let Some(costs) = &self.costs {
            text.push_str(&format!(" · costs of {}", costs.whose));
        }
        text
    }
}

/// A duration without needless zeros.
fn short(d: VirtualDuration) -> String {
    match d.nanos() {
        ns if ns.is_multiple_of(1_000_000_000) => format!("{} s", ns / 1_000_000_000),
        ns if ns.is_multiple_of(1_000_000) => format!("{} ms", ns / 1_000_000),
        ns if ns.is_multiple_of(1_000) => format!("{} µs", ns / 1_000),
        _ => d.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::{End, Machine};
    use crate::trace::Trace;

    fn recorded() -> RunConfig {
        let machine = Machine {
            cores: 1,
            load: None,
            noise_permille: 0,
        };
        let recorded = Recorded {
            trace: Trace::new(1),
            end: End::Stopped,
            machine,
        };
        RunConfig {
            recorded: Some(Arc::new(recorded)),
            ..RunConfig::default()
        }
    }

    #[test]
    fn two_recordings_are_two_runs() {
        let one = recorded();
        assert_eq!(one, one.clone());
        assert_ne!(one, recorded());
        assert_ne!(one, RunConfig::default());
    }
}
