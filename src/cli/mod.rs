//! Owns the command line: arguments to actions, one file a command, and what is printed. Nothing else
//! in the crate prints. Owns no simulation and no screen.

mod args;
mod calibrate;
mod check;
mod compare;
mod document;
mod explore;
mod export;
mod folder;
mod grade;
mod interrupt;
mod learner;
mod lessons;
mod limits;
mod native;
mod output;
mod program;
mod progress;
mod real;
mod real_summary;
mod run;
mod runtimes;
#[cfg(feature = "tui")]
mod screen;
#[cfg(feature = "tui")]
mod screen_args;
mod simulate;
mod summary;
mod table;
mod values;
#[cfg(feature = "tui")]
mod work;

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::error::ErrorKind as ClapError;

use args::{Args, Command};

/// How a command ends: the exit codes are a contract with scripts, classrooms and graders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Exit {
    Ok,
    /// The program's own status, as `python3` would end with: 1 after an uncaught exception.
    Program(u8),
    /// A text that Python rejects, a lesson that falls short.
    Failed,
    Usage,
    /// The program uses something gilscope does not have.
    Unsupported,
    /// Virtual time, memory, events, or a deadlock.
    Limit,
    /// Ctrl-C: what a shell says of a program that SIGINT ended.
    Interrupted,
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Program(status) => status,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Unsupported => 3,
            Self::Limit => 4,
            Self::Interrupted => 130,
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
enum Trouble {
    /// Explained already; only the exit code is left to say.
    Told(Exit),
    /// To be explained in one line.
    Usage(String),
    Write(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Runs the command line `args`, the program's name first.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    #[cfg(feature = "tui")]
    let read = screen_args::read(args);
    #[cfg(not(feature = "tui"))]
    let read = <Args as clap::Parser>::try_parse_from(args);
    let exit = match read {
        Ok(args) => dispatch(args),
        Err(error) => {
            let told = error.print();
            let asked = matches!(
                error.kind(),
                ClapError::DisplayHelp | ClapError::DisplayVersion
            );
            told.map_err(Trouble::Write)
                .map(|()| if asked { Exit::Ok } else { Exit::Usage })
        }
    };
    let code = match exit {
        Ok(exit) | Err(Trouble::Told(exit)) => exit,
        // Whoever read our output has seen enough: `gilscope run p.py | head`.
        Err(Trouble::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Exit::Ok,
        Err(Trouble::Write(error)) => say(&format!("cannot write the output: {error}")),
        Err(Trouble::Usage(text)) => say(&text),
    };
    ExitCode::from(code.code())
}

fn say(text: &str) -> Exit {
    match output::error_line(&format!("gilscope: {text}")) {
        // There is nobody left to tell.
        Ok(()) | Err(_) => Exit::Usage,
    }
}

fn dispatch(args: Args) -> Result<Exit, Trouble> {
    let Some(command) = args.command else {
        #[cfg(feature = "tui")]
        return screen::lessons(&args.screen);
        #[cfg(not(feature = "tui"))]
        return Err(Trouble::Usage(
            "built without the terminal; see --help".to_owned(),
        ));
    };
    match command {
        #[cfg(feature = "tui")]
        Command::Learn(args) => screen::learn(&args),
        #[cfg(feature = "tui")]
        Command::Lab(args) => screen::lab(&args),
        Command::Run(args) => run::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Real(args) => real::run(&args),
        Command::Explore(args) => explore::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Runtimes(args) => runtimes::run(&args),
        Command::Lessons(args) => lessons::run(&args),
        Command::Grade(args) => grade::run(&args),
        Command::Native(args) => native::run(&args),
        Command::Limits => limits::run(),
        Command::Calibrate(args) => calibrate::run(&args),
        Command::Check(args) => check::run(&args),
    }
}
