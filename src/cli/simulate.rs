//! Owns carrying a run from its start to its end, without a screen.

use std::io::IsTerminal;
use std::path::Path;

use super::args::{MachineArgs, Noise};
use super::interrupt::Interrupt;
use super::progress::ProgressLine;
use super::{Exit, Trouble, output, program};
use crate::base::{Source, VirtualDuration, VirtualTime};
use crate::bytecode::{CodeObject, Const};
use crate::realtime;
use crate::runtime::{self, RuntimeSpec};
use crate::sim::policy::{Direction, Replay, Schedule, fingerprint};
use crate::sim::{Checks, End, Limits, Program, Progress, Sim, SimConfig};
use crate::stdlib;
use crate::trace::{Metrics, Trace};
use crate::view;

/// Output is passed on after each such piece of virtual time.
const SLICE: VirtualDuration = VirtualDuration::from_millis(50);

/// Check points that are counted at most: a second or two of real time.
const MOST_CHECKS: u64 = 3_000_000;

/// A program and everything around it that is the same under every runtime.
#[derive(Debug)]
pub(super) struct Job {
    program: Program,
    argv: Vec<String>,
    stdin: String,
    /// Whether the check points that are passed are counted.
    pub(super) counts_checks: bool,
}

/// How a run came to its end.
#[derive(Debug)]
pub(super) enum Ending {
    Itself(End),
    /// By Ctrl-C; the text says when.
    Interrupted(String),
}

/// A run that has ended.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) config: SimConfig,
    pub(super) trace: Trace,
    pub(super) metrics: Metrics,
    pub(super) ending: Ending,
    /// To the simulated network.
    pub(super) requests: u64,
    pub(super) checks: Option<Checks>,
    pub(super) source: Source,
}

impl Job {
    /// Reads and compiles a program; what is wrong with it is told.
    pub(super) fn load(file: &Path, args: &[String]) -> Result<Self, Trouble> {
        let source = program::read(file)?;
        let folder = super::folder::of(file);
        let program = match Program::compile_in(source, folder) {
            Ok(program) => program,
            Err(diagnostics) => return Err(Trouble::Told(program::report(&diagnostics)?)),
        };
        let mut argv = vec![file.display().to_string()];
        argv.extend_from_slice(args);
        let own = stdlib::own_modules(&program.code, &program.folder);
        let reads = reads_input(&program.code) || own.iter().any(|code| reads_input(code));
        let stdin = if reads {
            if std::io::stdin().is_terminal() {
                output::error_line(
                    "gilscope: the program reads standard input: type all that it is to read, then Ctrl-D",
                )?;
            }
            std::io::read_to_string(std::io::stdin())?
        } else {
            String::new()
        };
        Ok(Self {
            program,
            argv,
            stdin,
            counts_checks: false,
        })
    }

    /// The same for real threads.
    pub(super) fn real(&self, runtime: &RuntimeSpec) -> (realtime::Job, Vec<String>, String) {
        let job = realtime::Job {
            source: self.program.source.clone(),
            code: self.program.code_for(runtime),
            folder: self.program.folder.clone(),
        };
        (job, self.argv.clone(), self.stdin.clone())
    }

    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// Without a schedule or a machine: arguments and standard input.
    pub(super) fn config(&self) -> SimConfig {
        SimConfig {
            argv: self.argv.clone(),
            stdin: self.stdin.clone(),
            ..SimConfig::default()
        }
    }

    /// Runs it to the end; `output` gets each piece of output (stream, text) as it comes.
    pub(super) fn run(
        &self,
        runtime: &'static RuntimeSpec,
        machine: &MachineArgs,
        schedule: Option<&Schedule>,
        mut output: impl FnMut(u8, &str) -> Result<(), Trouble>,
    ) -> Result<Ran, Trouble> {
        let config = self.config_on(runtime, machine)?;
        let config = match schedule {
            None => config,
            Some(schedule) => by_schedule(schedule, &self.program, config)?,
        };
        let mut trace = Trace::new(config.cores);
        let mut sim = Sim::new(&self.program, config.clone());
        if self.counts_checks {
            sim.note_checks(MOST_CHECKS, false);
        }
        let mut pause = VirtualTime::ZERO;
        let mut told = 0;
        let mut line = ProgressLine::new();
        let interrupt = Interrupt::watch()?;
        let ending = loop {
            pause = pause + SLICE;
            let progress = sim.run_until(&mut trace, pause);
            for (_, _, stream, text) in trace.output().skip(told) {
                line.clear()?;
                output(stream, text)?;
                told += 1;
            }
            if progress == Progress::Ended {
                let end = sim.end().expect("a run that has ended says how");
                break Ending::Itself(end.clone());
            }
            if interrupt.pressed() {
                let at = VirtualDuration(sim.now().nanos());
                let text = format!("stopped by Ctrl-C after {at} of virtual time");
                break Ending::Interrupted(text);
            }
            line.update(&sim)?;
        };
        line.clear()?;
        if let (Ending::Itself(_), Some(fault)) = (&ending, sim.fault()) {
            return Err(Trouble::Usage(fault.to_string()));
        }
        Ok(Ran {
            requests: sim.requests(),
            checks: sim.checks().cloned(),
            source: self.program.source.clone(),
            metrics: Metrics::of(&trace, trace.end()),
            config,
            trace,
            ending,
        })
    }

    fn config_on(
        &self,
        runtime: &'static RuntimeSpec,
        machine: &MachineArgs,
    ) -> Result<SimConfig, Trouble> {
        Ok(SimConfig {
            runtime,
            cores: machine.cores,
            seed: machine.seed,
            switch_interval: machine.switch_interval,
            limits: Limits {
                until: VirtualTime(machine.until.nanos()),
                ..Limits::default()
            },
            noise: machine.noise == Noise::Os,
            network_latency: machine.network_latency,
            costs: machine.costs_for(runtime)?,
            argv: self.argv.clone(),
            stdin: self.stdin.clone(),
            ..SimConfig::default()
        })
    }
}

/// The conditions that a schedule was found under, in which it decides who runs.
fn by_schedule(
    schedule: &Schedule,
    program: &Program,
    config: SimConfig,
) -> Result<SimConfig, Trouble> {
    let source = &program.source;
    fits(schedule, &source.text, Path::new(&*source.name))?;
    let direction = Direction::by(Replay::new(schedule.turns.as_slice()));
    Ok(SimConfig {
        runtime: runtime_of(schedule)?,
        cores: schedule.cores,
        ..config.directed(direction)
    })
}

/// The runtime that a schedule is one of.
pub(super) fn runtime_of(schedule: &Schedule) -> Result<&'static RuntimeSpec, Trouble> {
    runtime::find(&schedule.runtime).ok_or_else(|| {
        let name = &schedule.runtime;
        Trouble::Usage(format!(
            "the schedule is one of `{name}`, and there is no such runtime"
        ))
    })
}

/// Whether a schedule was found for this text.
pub(super) fn fits(schedule: &Schedule, text: &str, file: &Path) -> Result<(), Trouble> {
    if schedule.fingerprint == fingerprint(text) {
        return Ok(());
    }
    let file = file.display();
    Err(Trouble::Usage(format!(
        "the schedule was found for another text than '{file}' has; `gilscope explore {file}` looks for one \
         for this text"
    )))
}

/// Whether a program may ask for standard input: only then is it waited for.
fn reads_input(code: &CodeObject) -> bool {
    code.names
        .iter()
        .any(|name| matches!(&**name, "input" | "stdin" | "fileinput"))
        || code.consts.iter().any(|constant| match constant {
            Const::Code(inner) => reads_input(inner),
            _ => false,
        })
}

impl Ran {
    /// What the program wrote to a stream.
    pub(super) fn text(&self, stream: u8) -> String {
        let pieces = self.trace.output().filter(|(_, _, to, _)| *to == stream);
        pieces.map(|(_, _, _, text)| &**text).collect()
    }

    /// How gilscope itself ends after such a run.
    pub(super) fn exit(&self) -> Exit {
        match &self.ending {
            Ending::Itself(End::Exit { code: 0 }) => Exit::Ok,
            // A process hands on the low byte of its status.
            Ending::Itself(End::Exit { code }) => Exit::Program(code.to_le_bytes()[0]),
            Ending::Itself(End::Refused { .. }) => Exit::Unsupported,
            Ending::Itself(End::Limit { .. } | End::Deadlock { .. }) => Exit::Limit,
            Ending::Interrupted(_) => Exit::Interrupted,
        }
    }

    /// What a shell would see: the program's own status, or gilscope's when it did not end.
    pub(super) fn status(&self) -> i32 {
        match &self.ending {
            Ending::Itself(End::Exit { code }) => *code,
            _ => i32::from(self.exit().code()),
        }
    }

    /// Whether the program came to what gilscope does not have: its numbers say nothing then.
    pub(super) fn is_refused(&self) -> bool {
        matches!(self.ending, Ending::Itself(End::Refused { .. }))
    }

    pub(super) fn is_interrupted(&self) -> bool {
        matches!(self.ending, Ending::Interrupted(_))
    }

    /// What went wrong, when the program did not come to its end.
    pub(super) fn trouble(&self) -> Option<&str> {
        match &self.ending {
            Ending::Itself(End::Exit { .. }) => None,
            Ending::Itself(
                End::Limit { text, .. } | End::Deadlock { text } | End::Refused { text },
            )
            | Ending::Interrupted(text) => Some(text),
        }
    }

    /// What went wrong, as lines for standard error; a diagnostic speaks for itself.
    pub(super) fn told(&self) -> String {
        match self.trouble() {
            None if self.status() == 0 => String::new(),
            None => view::foreign_module_hint(&self.text(2), &self.source.name)
                .map_or_else(String::new, |hint| format!("gilscope: {hint}\n")),
            Some(text) if self.is_refused() => format!("{text}\n"),
            Some(text) => format!("gilscope: {text}\n"),
        }
    }
}
