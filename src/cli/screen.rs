//! `gilscope`, `gilscope learn` and `gilscope lab`: the lab in the terminal. Owns what the terminal needs
//! of the world: the learner's progress and the watched file. Owns neither terminal nor picture.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

use clap::CommandFactory;

use super::args::{Args, ExportArgs, LabArgs, LearnArgs};
use super::lessons::{find, library};
use super::program::Unread;
use super::screen_args::{ColorWhen, ScreenArgs};
use super::work::World;
use super::{Exit, Trouble, output, program};
use crate::app::{Model, Msg, Start};
use crate::base::{ProgramFolder, Source, VirtualTime};
use crate::lesson::{Library, Progress, ProgressFile};
use crate::session::{Recorded, RunConfig, launch};
use crate::sim::SimConfig;
use crate::tui::{self, Application, Options};

/// What `gilscope lab` opens without a file.
const SANDBOX: &str = include_str!("sandbox.py");

/// What there is instead where nothing can be drawn.
const INSTEAD_OF_LEARN: &str = "`learn` draws on a terminal, and standard output is none here. Without one, `gilscope lessons` lists \
     the lessons, `gilscope lessons exam LESSON` prints the questions of one, and `gilscope grade LESSON \
     FILE.py` holds a program against its task";
const INSTEAD_OF_LAB: &str = "`lab` draws on a terminal, and standard output is none here. Without one, `gilscope run --plain FILE.py` \
     prints the timeline, `gilscope compare FILE.py` those under several runtimes, and `gilscope export \
     --format svg FILE.py` draws it";

/// `gilscope`: the list of lessons.
pub(super) fn lessons(args: &ScreenArgs) -> Result<Exit, Trouble> {
    open(args, None, None, |_| Ok(Start::Lessons))
}

/// `gilscope learn`: one lesson, or the list.
pub(super) fn learn(args: &LearnArgs) -> Result<Exit, Trouble> {
    open(&args.screen, Some(INSTEAD_OF_LEARN), None, |library| {
        let Some(wanted) = &args.lesson else {
            return Ok(Start::Lessons);
        };
        Ok(Start::Lesson(find(library, wanted)?))
    })
}

/// `gilscope lab`: a program of the user's own.
pub(super) fn lab(args: &LabArgs) -> Result<Exit, Trouble> {
    let source = match &args.file {
        Some(file) => match program::open(file) {
            Ok(source) => Ok(source),
            // It is shown, and what is wrong with it, until it has been mended.
            Err(Unread::NoText(wrong)) => Err(Box::new(wrong)),
            Err(why) => return program::tell(&why),
        },
        None => Ok(Source::new("sandbox.py", SANDBOX)),
    };
    let folder = match &args.file {
        Some(file) => super::folder::of(file),
        None => ProgramFolder::default(),
    };
    let stdin = match &args.stdin {
        Some(file) => fs::read_to_string(file)
            .map_err(|error| Trouble::Usage(format!("can't read '{}': {error}", file.display())))?,
        None => String::new(),
    };
    if let (Some(schedule), Some(file)) = (&args.schedule, &args.file) {
        let text = source.as_ref().map_or("", |source| &source.text);
        super::simulate::fits(schedule, text, file)?;
    }
    let runtime = match &args.schedule {
        Some(schedule) => super::simulate::runtime_of(schedule)?,
        None => args.runtime,
    };
    let config = RunConfig {
        real: false,
        recorded: None,
        python: None,
        runtime,
        cores: args
            .schedule
            .as_ref()
            .map_or(args.machine.cores, |s| s.cores),
        seed: args.machine.seed,
        switch_interval: args.machine.switch_interval,
        until: VirtualTime(args.machine.until.nanos()),
        network_latency: args.machine.network_latency,
        noise: args.machine.noise == super::args::Noise::Os,
        costs: args.machine.costs_for(args.runtime)?,
        stdin: stdin.into(),
        arguments: args.args.clone().into(),
        schedule: args.schedule.clone().map(Arc::new),
    };
    open(
        &args.screen,
        Some(INSTEAD_OF_LAB),
        args.file.clone(),
        |_| {
            Ok(Start::Lab {
                source,
                folder,
                config: Box::new(config),
            })
        },
    )
}

/// The lab with this program in it, nothing played yet: what is to be recorded.
pub(super) fn paused(source: &Source, args: &ExportArgs, config: RunConfig) -> Model {
    let start = Start::Lab {
        source: Ok(source.clone()),
        folder: super::folder::of(&args.file),
        config: Box::new(config),
    };
    Model::new(start, Library::embedded(), Progress::default(), launch)
}

/// The conditions of a simulated run that is played a second time.
pub(super) fn simulated(args: &ExportArgs, ran: &SimConfig) -> RunConfig {
    RunConfig {
        runtime: ran.runtime,
        cores: ran.cores,
        noise: args.machine.noise == super::args::Noise::Os,
        costs: ran.costs.clone(),
        stdin: ran.stdin.as_str().into(),
        schedule: args.schedule.clone().map(Arc::new),
        ..conditions(args)
    }
}

/// The conditions of a run that was measured once.
pub(super) fn measured(args: &ExportArgs, recorded: &Arc<Recorded>) -> RunConfig {
    RunConfig {
        runtime: args.runtime,
        real: true,
        recorded: Some(recorded.clone()),
        ..conditions(args)
    }
}

fn conditions(args: &ExportArgs) -> RunConfig {
    RunConfig {
        seed: args.machine.seed,
        switch_interval: args.machine.switch_interval,
        until: VirtualTime(args.machine.until.nanos()),
        network_latency: args.machine.network_latency,
        arguments: args.args.clone().into(),
        ..RunConfig::default()
    }
}

/// `instead`: what is said where there is no terminal; None: the help.
fn open(
    args: &ScreenArgs,
    instead: Option<&str>,
    watch: Option<PathBuf>,
    start: impl FnOnce(&Library) -> Result<Start, Trouble>,
) -> Result<Exit, Trouble> {
    let library = library(args.lessons.as_deref())?;
    let start = match start(&library) {
        // What was asked for is among what cannot be read.
        Err(_) if !library.broken().is_empty() => {
            program::report(library.broken())?;
            return Err(Trouble::Told(Exit::Failed));
        }
        started => started?,
    };
    if !io::stdout().is_terminal() {
        let Some(instead) = instead else {
            output::error(&Args::command().render_help().to_string())?;
            return Ok(Exit::Usage);
        };
        return Err(Trouble::Usage(instead.to_owned()));
    }
    let mut world = World {
        progress: ProgressFile::find(),
        file: watch.clone(),
        lessons: args.lessons.clone(),
    };
    let (progress, trouble) = world.progress();
    let mut model = Model::new(start, library, progress, launch);
    if let Some(trouble) = trouble {
        model.update(Msg::Failed(trouble));
    }
    let options = Options {
        theme: args.theme,
        color: args.color.unwrap_or(ColorWhen::Auto).into(),
        ascii: args.ascii,
        mouse: !args.no_mouse,
        watch,
        watch_lessons: args.lessons.clone(),
    };
    match tui::run(&mut model, &mut world, &options) {
        Ok(()) => Ok(Exit::Ok),
        Err(error) => {
            output::error_line(&format!("gilscope: {error:#}"))?;
            Err(Trouble::Told(Exit::Failed))
        }
    }
}
