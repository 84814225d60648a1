//! Owns the commands and options of the command line, with their help. Owns neither how a single value is
//! read (`values`) nor any action.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args as ClapArgs, Parser, Subcommand};

use super::Trouble;
#[cfg(feature = "tui")]
use super::screen_args::ScreenArgs;
#[cfg(feature = "tui")]
use super::values::size;
use super::values::{
    Chosen, chosen, duration, environment_gil, format_names, on_or_off, real_runtime_named,
    runtime_named, x_option,
};
use crate::base::VirtualDuration;
use crate::runtime::{self, RuntimeSpec};
use crate::sim::Costs;
use crate::sim::policy::Schedule;

/// A laboratory for Python threads: small real programs on a simulated CPython, with and without
/// the GIL.
#[derive(Debug, Parser)]
#[command(name = "gilscope", version, max_term_width = 100)]
#[command(after_help = "Without a command, the list of lessons is opened in the terminal.")]
pub(super) struct Args {
    #[cfg(feature = "tui")]
    #[command(flatten)]
    pub(super) screen: ScreenArgs,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open a lesson in the terminal
    #[cfg(feature = "tui")]
    Learn(LearnArgs),
    /// Open a program of your own in the terminal; it is run again whenever it is saved
    #[cfg(feature = "tui")]
    Lab(LabArgs),
    /// Run a program: its output on standard output, a summary on standard error
    Run(RunArgs),
    /// Run a program under several runtimes: a table, and their timelines on one clock
    #[command(after_help = super::compare::COLUMNS)]
    Compare(CompareArgs),
    /// Run a program on real threads of this machine, and hold the times against the simulated ones
    Real(RealArgs),
    /// Look for a schedule under which a program fails: a deadlock, an uncaught exception, a failed assert
    Explore(ExploreArgs),
    /// Write a run for other tools: Perfetto, Firefox's profiler, a spreadsheet
    Export(ExportArgs),
    /// List the runtimes, with their rules for threads and where those come from
    Runtimes(RuntimesArgs),
    /// List the lessons; begin one, see and reset progress, print exams
    Lessons(LessonsArgs),
    /// Hold a program, or a schedule, against the goal of a lesson's task
    Grade(GradeArgs),
    /// Prove that lessons are true
    Check(CheckArgs),
    /// Measure a real interpreter on this machine and write its costs, for --costs
    Calibrate(CalibrateArgs),
    /// Say what the model leaves out, and how large the effect is
    #[command(after_help = crate::view::limits_text())]
    Limits,
    /// Print the module `native`, an extension that programs may import here, for your own Python
    Native(NativeArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct RunArgs {
    /// The program
    #[arg(value_name = "FILE.py")]
    pub(super) file: PathBuf,
    /// The runtime, by name or alias (see `gilscope runtimes`)
    #[arg(long, value_name = "NAME", default_value = runtime::RUNTIMES[0].name, value_parser = runtime_named)]
    runtime: &'static RuntimeSpec,
    /// Turn the GIL of a free-threaded build on, or off whatever is imported (without this option it is off
    /// until an extension is imported that needs it; `PYTHON_GIL` counts, too)
    #[arg(long, value_name = "on|off", value_parser = on_or_off)]
    gil: Option<bool>,
    /// The same as python3 spells it: `-X gil=1`, `-X gil=0`
    #[arg(short = 'X', value_name = "OPTION", value_parser = x_option, conflicts_with = "gil")]
    x_gil: Option<bool>,
    #[command(flatten)]
    pub(super) machine: MachineArgs,
    /// Decide who runs as this schedule says, which `gilscope explore` found; it says runtime and cores
    #[arg(long, value_name = "SCHEDULE", conflicts_with_all = TIMED)]
    pub(super) schedule: Option<Schedule>,
    /// Print one JSON document on standard output, the program's output in it
    #[arg(long)]
    pub(super) json: bool,
    /// Add the timeline as plain text to the summary, and for each line how many check points (where a
    /// switch can fall) were passed and how many switches fell there
    #[arg(long)]
    pub(super) plain: bool,
    /// Arguments of the program: `sys.argv[1:]`
    #[arg(last = true, value_name = "ARGS")]
    pub(super) args: Vec<String>,
}

impl RunArgs {
    /// The runtime, with its GIL as asked for.
    ///
    /// # Errors
    /// What is wrong, when it cannot be without.
    pub(super) fn runtime(&self) -> Result<&'static RuntimeSpec, String> {
        let said = match self.gil.or(self.x_gil) {
            None if self.runtime.is_free_threaded_build() => environment_gil()?,
            said => said,
        };
        match said {
            Some(on) => runtime::with_gil(self.runtime, on),
            None => Ok(self.runtime),
        }
    }
}

/// What only means something where time decides who runs, and what a schedule says itself.
const TIMED: [&str; 5] = [
    "runtime",
    "cores",
    "seed",
    "switch_interval",
    "network_latency",
];

/// What only a simulated machine has.
const SIMULATED: [&str; 5] = ["cores", "seed", "noise", "costs", "schedule"];

#[derive(Debug, ClapArgs)]
pub(super) struct ExploreArgs {
    /// The program
    #[arg(value_name = "FILE.py")]
    pub(super) file: PathBuf,
    /// The runtime, by name or alias (see `gilscope runtimes`)
    #[arg(long, value_name = "NAME", default_value = runtime::RUNTIMES[0].name, value_parser = runtime_named)]
    pub(super) runtime: &'static RuntimeSpec,
    /// CPU cores of the simulated machine: what the program is told; which schedules there are does not
    /// depend on it
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) cores: u16,
    /// Try all schedules with up to so many preemptions: switches away from a thread that could have gone on
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=16))]
    pub(super) preemptions: u32,
    /// Try at most so many schedules; when all are more, the last quarter goes by seeded priorities
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) schedules: u64,
    /// Stop each run after this much virtual time
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = duration)]
    pub(super) until: VirtualDuration,
    /// Print one JSON document
    #[arg(long)]
    pub(super) json: bool,
    /// Arguments of the program: `sys.argv[1:]`
    #[arg(last = true, value_name = "ARGS")]
    pub(super) args: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CompareArgs {
    /// The program
    #[arg(value_name = "FILE.py")]
    pub(super) file: PathBuf,
    /// A runtime to compare, or `all`; may be given several times [default: gil and free-threaded]
    #[arg(long = "runtime", value_name = "NAME", value_parser = chosen)]
    pub(super) runtimes: Vec<Chosen>,
    /// Compare all runtimes: the table only
    #[arg(long, conflicts_with = "runtimes")]
    pub(super) all: bool,
    #[command(flatten)]
    pub(super) machine: MachineArgs,
    /// Print one JSON document: a list of what `run --json` prints
    #[arg(long)]
    pub(super) json: bool,
    /// Arguments of the program: `sys.argv[1:]`
    #[arg(last = true, value_name = "ARGS")]
    pub(super) args: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RealArgs {
    /// The program
    #[arg(value_name = "FILE.py")]
    pub(super) file: PathBuf,
    /// With a real lock, or without: gil or free-threaded
    #[arg(long, value_name = "NAME", default_value = "gil", value_parser = real_runtime_named)]
    pub(super) runtime: &'static RuntimeSpec,
    /// Run the very same file under this interpreter, too, and put its time beside the others
    #[arg(long, value_name = "PATH")]
    pub(super) python: Option<PathBuf>,
    /// How long a thread waits before it asks for the GIL, such as 5ms or 100us
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(super) switch_interval: Option<VirtualDuration>,
    /// Stop after this much time
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration)]
    pub(super) until: VirtualDuration,
    /// How long a request to the simulated network takes (a tenth more or less)
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = duration)]
    pub(super) network_latency: VirtualDuration,
    /// Print one JSON document on standard output, the program's output in it
    #[arg(long)]
    pub(super) json: bool,
    /// Add the timelines as plain text to the summary
    #[arg(long)]
    pub(super) plain: bool,
    /// Arguments of the program: `sys.argv[1:]`
    #[arg(last = true, value_name = "ARGS")]
    pub(super) args: Vec<String>,
}

impl RealArgs {
    /// The simulated machine that the real one is held against.
    pub(super) fn machine(&self, cores: u16) -> MachineArgs {
        MachineArgs {
            cores,
            seed: 0,
            noise: Noise::Os,
            switch_interval: self.switch_interval,
            until: self.until,
            network_latency: self.network_latency,
            costs: None,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExportArgs {
    /// The program
    #[arg(value_name = "FILE.py")]
    pub(super) file: PathBuf,
    /// What to write
    #[arg(long, value_name = "NAME", value_parser = format_names())]
    pub(super) format: String,
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
    /// Columns and rows of the screen that `cast` records
    #[cfg(feature = "tui")]
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "100x30", value_parser = size)]
    pub(super) size: crate::view::Size,
    /// The runtime, by name or alias (see `gilscope runtimes`)
    #[arg(long, value_name = "NAME", default_value = runtime::RUNTIMES[0].name, value_parser = runtime_named)]
    pub(super) runtime: &'static RuntimeSpec,
    /// Run it on real threads of this machine instead of a simulated one, and write what was measured;
    /// the runtime is gil or free-threaded
    #[arg(long, conflicts_with_all = SIMULATED)]
    pub(super) real: bool,
    #[command(flatten)]
    pub(super) machine: MachineArgs,
    /// Decide who runs as this schedule says, which `gilscope explore` found; it says runtime and cores
    #[arg(long, value_name = "SCHEDULE", conflicts_with_all = TIMED)]
    pub(super) schedule: Option<Schedule>,
    /// Arguments of the program: `sys.argv[1:]`
    #[arg(last = true, value_name = "ARGS")]
    pub(super) args: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct MachineArgs {
    /// CPU cores of the simulated machine
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) cores: u16,
    /// Decides what an operating system would decide
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Whether latencies of the operating system jitter and races are won by chance, from the seed
    #[arg(long, value_name = "KIND", default_value = "os")]
    pub(super) noise: Noise,
    /// How long a thread waits before it asks for the GIL, such as 5ms or 100us
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(super) switch_interval: Option<VirtualDuration>,
    /// Stop after this much virtual time
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration)]
    pub(super) until: VirtualDuration,
    /// How long a request to the simulated network takes (a tenth more or less, by the seed)
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = duration)]
    pub(super) network_latency: VirtualDuration,
    /// Costs as `gilscope calibrate` measured them, instead of the runtime's own
    #[arg(long, value_name = "FILE")]
    pub(super) costs: Option<PathBuf>,
}

impl MachineArgs {
    /// What is to be used instead of a runtime's costs.
    pub(super) fn costs_for(
        &self,
        runtime: &'static RuntimeSpec,
    ) -> Result<Option<Arc<Costs>>, Trouble> {
        let file = self.costs.as_deref();
        file.map(|file| super::calibrate::costs(file, runtime))
            .transpose()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Noise {
    /// As on a real machine
    Os,
    /// Every latency is its mean, and races are won in turn, as often as on a real machine
    None,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RuntimesArgs {
    /// Print one JSON document
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct LessonsArgs {
    /// A folder of lessons instead of the built-in ones
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) lessons: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) action: Option<LessonsAction>,
}

#[derive(Debug, Subcommand)]
pub(super) enum LessonsAction {
    /// Begin a lesson: a folder that `gilscope check` already accepts
    New {
        /// Lower-case letters, digits and hyphens: two-counters
        name: String,
        /// The folder of lessons that it is put into
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// List the tags of wrong answers, and the beliefs that they stand for
    Misconceptions,
    /// Show what you have done
    Progress,
    /// Forget what you have done
    Reset {
        /// One lesson, by its number or name [default: all]
        #[arg(value_name = "LESSON")]
        lesson: Option<String>,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Print the questions of a lesson on a sheet, with the lanes that they are about
    ///
    /// The seed decides the order of the answers, and the numbers where the lesson has variants: in the
    /// course, lessons 5 and 13 have.
    Exam {
        /// Its number or name
        #[arg(value_name = "LESSON")]
        lesson: String,
        #[arg(long, value_name = "N", default_value_t = 0)]
        seed: u64,
        /// Print the right answers instead
        #[arg(long)]
        answers: bool,
    },
}

#[derive(Debug, ClapArgs)]
pub(super) struct GradeArgs {
    /// The lesson, by its number or name
    #[arg(value_name = "LESSON")]
    pub(super) lesson: String,
    /// The program that was handed in; where the task is a schedule, a text with it
    #[arg(value_name = "FILE.py")]
    pub(super) file: PathBuf,
    /// A folder of lessons instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) lessons: Option<PathBuf>,
    /// Added to the seed of every run
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// The variant of the lesson: the seed that `lessons exam` was given
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    pub(super) variant: u64,
    /// Print one JSON document
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    /// A folder of lessons, or of one lesson [default: the built-in ones]
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CalibrateArgs {
    /// The interpreter, CPython 3.7 or later [default: python3]. It is run, for some seconds, with small
    /// programs of gilscope's own
    #[arg(long, value_name = "PATH")]
    pub(super) python: Option<PathBuf>,
    /// Where to write the profile [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct NativeArgs {
    /// Its source in Rust, to be built with PyO3 and maturin, instead of the stand-in in plain Python
    #[arg(long)]
    pub(super) rust: bool,
    /// The module `native_legacy` instead, which does not say that it can do without the GIL: its import
    /// turns the GIL of a free-threaded build on
    #[arg(long)]
    pub(super) legacy: bool,
}

#[cfg(feature = "tui")]
#[derive(Debug, ClapArgs)]
pub(super) struct LearnArgs {
    /// Its number or name: 5, convoy [default: the list of lessons]
    #[arg(value_name = "LESSON")]
    pub(super) lesson: Option<String>,
    #[command(flatten)]
    pub(super) screen: ScreenArgs,
}

#[cfg(feature = "tui")]
#[derive(Debug, ClapArgs)]
pub(super) struct LabArgs {
    /// The program [default: one to play with]
    #[arg(value_name = "FILE.py")]
    pub(super) file: Option<PathBuf>,
    /// What the program reads from standard input: the keys are the lab's. Without, input() raises
    /// EOFError
    #[arg(long, value_name = "FILE")]
    pub(super) stdin: Option<PathBuf>,
    /// The runtime, by name or alias (see `gilscope runtimes`)
    #[arg(long, value_name = "NAME", default_value = runtime::RUNTIMES[0].name, value_parser = runtime_named)]
    pub(super) runtime: &'static RuntimeSpec,
    #[command(flatten)]
    pub(super) machine: MachineArgs,
    /// Decide who runs as this schedule says, which `gilscope explore` found; it says runtime and cores
    #[arg(long, value_name = "SCHEDULE", requires = "file", conflicts_with_all = TIMED)]
    pub(super) schedule: Option<Schedule>,
    #[command(flatten)]
    pub(super) screen: ScreenArgs,
    /// Arguments of the program: `sys.argv[1:]`
    #[arg(last = true, value_name = "ARGS")]
    pub(super) args: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
