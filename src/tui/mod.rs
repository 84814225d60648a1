//! The terminal: taking it, painting pictures into it, turning what it reports into messages.
//!
//! Owns: everything that touches crossterm or ratatui. Does not own what is shown or what a key does:
//! `app` does, and an [`Application`] is all that is known of it here.

mod charset;
mod color;
mod event_loop;
mod keys;
mod paint;
mod record;
mod terminal;
mod theme;
mod wake;
mod watch;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::{Context, bail};

pub use charset::wants_ascii;
pub use color::{ColorChoice, ColorLevel};
pub use paint::{Look, paint};
pub use record::Recorder;
pub use terminal::TerminalGuard;
pub use theme::ThemeName;

use crate::app::{self, Cmd, Model, Msg, Screen, WorkFile};
use crate::base::Source;
use crate::view::Size;

/// What the terminal shows and steers.
pub trait Application {
    /// Takes in what happened, and says what should happen outside.
    fn update(&mut self, msg: Msg) -> Cmd;

    /// The picture at this size.
    fn screen(&self, size: Size) -> Screen;

    /// Whether something moves by itself, so that [`Msg::Tick`] should be sent.
    fn wants_tick(&self) -> bool;

    /// The screen is gone: whatever it has started outside ends.
    fn close(&mut self);
}

impl Application for Model {
    fn update(&mut self, msg: Msg) -> Cmd {
        app::update(self, msg)
    }

    fn screen(&self, size: Size) -> Screen {
        app::screen(self, size)
    }

    fn wants_tick(&self) -> bool {
        Self::wants_tick(self)
    }

    fn close(&mut self) {
        Self::close(self);
    }
}

/// What an application asks of the world outside the terminal.
pub trait Outside<A> {
    /// Writes down what the learner has achieved.
    ///
    /// # Errors
    /// One sentence for the learner; the program goes on.
    fn save_progress(&mut self, application: &A) -> Result<(), String>;

    /// Reads the watched program again.
    ///
    /// # Errors
    /// What tells the learner why not; the program goes on.
    fn reload(&mut self) -> Result<Source, Msg>;

    /// Makes the learner's file when it is not there, and has [`Self::reload`] read it from now on.
    ///
    /// # Errors
    /// One sentence for the learner; the program goes on.
    fn open_work(&mut self, work: &WorkFile) -> Result<PathBuf, String>;

    /// Lets the learner edit the watched file; the terminal is theirs until this returns.
    ///
    /// # Errors
    /// One sentence for the learner; the program goes on.
    fn edit(&mut self) -> Result<(), String>;

    /// Reads the watched lessons again; the message that tells of them.
    ///
    /// # Errors
    /// One sentence for the author; the program goes on.
    fn reload_lessons(&mut self) -> Result<Msg, String>;

    /// Real interpreters on this machine, none of which is run for it; the message that tells of them.
    fn interpreters(&mut self) -> Msg;
}

/// How the user wants the terminal to be used.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// None: as [`ThemeName::for_environment`] says.
    pub theme: Option<ThemeName>,
    /// Whether to use colours.
    pub color: ColorChoice,
    /// ASCII only, even where [`wants_ascii`] would allow more.
    pub ascii: bool,
    /// Whether clicks and the wheel are for us; the terminal's own selection needs Shift then.
    pub mouse: bool,
    /// A file whose saving means [`Outside::reload`].
    pub watch: Option<PathBuf>,
    /// A folder whose files' saving means [`Outside::reload_lessons`].
    pub watch_lessons: Option<PathBuf>,
}

/// Runs an application in the terminal until it quits, and gives the terminal back.
///
/// When a signal ends it, the terminal is given back and the process then dies of that signal.
///
/// # Errors
/// When standard output is no terminal, or the terminal goes away.
pub fn run<A: Application>(
    application: &mut A,
    outside: &mut impl Outside<A>,
    options: &Options,
) -> anyhow::Result<()> {
    if !io::stdout().is_terminal() {
        bail!("standard output is no terminal; `gilscope run FILE.py` works without one");
    }
    let ended = event_loop::run(application, outside, options);
    application.close();
    match ended.context("the terminal can no longer be used")? {
        event_loop::Ended::Quit => Ok(()),
        #[cfg(unix)]
        event_loop::Ended::Signal(signal) => Ok(wake::job::die_of(signal)?),
        #[cfg(not(unix))]
        event_loop::Ended::Signal(_) => Ok(()),
    }
}
