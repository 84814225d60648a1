//! Owns the messages that change the application's state, and the commands it gives back to whoever runs
//! it. Owns no effect: `update` only says what should happen outside.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::keys::Key;
use crate::base::{Diagnostic, Source};
use crate::lesson::Library;
use crate::view::Size;

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key went down. What it means depends on what is shown: see [`super::keys::KEYS`].
    Key(Key),
    /// Real time passed. Sent as often as the screen is drawn while [`super::Model::wants_tick`].
    Tick { elapsed: Duration },
    /// The terminal has this size from now on. Sent once at the start, too.
    Resize(Size),
    /// A click on a target of the last screen ([`super::Screen::target`]), or an action from elsewhere.
    Do(Action),
    /// The mouse wheel turned by this many rows, downwards positive.
    Wheel(i16),
    /// The file that is open in the lab, or edited in a lesson, was saved with this text.
    SourceChanged(Source),
    /// The same file was saved with what is no text of a program: why not.
    NoText(Box<Diagnostic>),
    /// The file that [`Cmd::OpenWork`] asked for is there, with this text.
    WorkReady { path: String, source: Source },
    /// What [`Cmd::FindInterpreters`] has found, and the file that is open, if it is one.
    Interpreters {
        found: Vec<PathBuf>,
        file: Option<PathBuf>,
    },
    /// The lessons' files were saved: these are the lessons now.
    LessonsChanged(Library),
    /// Something outside failed (progress could not be saved, …): one sentence for the learner.
    Failed(String),
}

/// What a learner can ask for. Keys and click targets stand for actions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Quit,
    Suspend,
    /// Close what is on top; from a lesson back to the list. Never quits.
    Back,
    Help,
    Legend,
    /// The words of the course, and the course itself.
    Glossary,
    Map,
    /// Forget what was done in the chosen lesson, once that has been confirmed.
    Reset,
    Limits,
    NextTheme,

    Up,
    Down,
    Top,
    Bottom,
    /// Some lines of text, as a wheel does.
    ScrollUp,
    ScrollDown,
    /// A whole pane of text.
    TextUp,
    TextDown,
    /// Half a pane of the program.
    CodeUp,
    CodeDown,
    /// Enter: open, answer, confirm, go on.
    Accept,
    /// The answer or list entry with this number, from 0.
    Choose(u8),
    /// How sure the learner is: 1 (guessing) to 3 (certain).
    Confidence(u8),
    NextBeat,
    PreviousBeat,

    PlayPause,
    NextEvent,
    PreviousEvent,
    NextInstruction,
    PreviousInstruction,
    NextThread,
    PreviousThread,
    /// The thread with this number, from 0 (the main thread).
    SelectThread(u8),
    Faster,
    Slower,
    ZoomIn,
    ZoomOut,
    ScrubForward,
    ScrubBack,
    PageForward,
    PageBack,
    GoStart,
    GoEnd,
    NextMark,

    /// GIL and free-threaded by turns.
    ToggleRuntime,
    RuntimeMenu,
    MoreCores,
    FewerCores,
    Compare,
    /// The same program on real threads, beside the simulated run.
    Real,
    /// Below that, the very same file under a real interpreter of the learner's.
    Python,
    /// End what runs on this machine.
    StopReal,
    /// Look into the next of the strips.
    NextStrip,
    Why,
    Inspector,
    Output,

    /// Let a person decide which thread goes on.
    BeScheduler,
    /// Whoever has the turn keeps it.
    KeepRunning,
    RunUntilItWaits,
    RunToLine,
    /// The rest goes by itself.
    FinishRun,
    /// Ask everywhere, or only before what threads share.
    OnlyShared,
    TakeBack,
    TakeAllBack,
    /// Of a line's number.
    Digit(u8),
    EraseDigit,

    /// The next value of the chosen knob, or the one before.
    KnobNext,
    KnobPrevious,
    /// The chosen line into the program, or out of it.
    Toggle,
    /// Take a wrong line away.
    Eliminate,
    /// The learner's file, in their editor.
    Edit,
    StartOver,
    Hint,
    Solution,
}

/// A program that the learner wants to edit in a file of their own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkFile {
    /// The lesson's name, which the file is kept under.
    pub lesson: String,
    pub file: String,
    /// What is in it at first.
    pub start: Arc<str>,
    /// Even when the learner has begun: they want to begin again.
    pub afresh: bool,
}

/// What should happen outside after an update.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cmd {
    #[default]
    None,
    Quit,
    /// Give the terminal back and stop until the shell continues us.
    Suspend,
    /// Write down what the learner has achieved: [`super::Model::progress`].
    SaveProgress,
    /// Paint with the next theme.
    NextTheme,
    /// Make this file when it is not there, and watch it; [`Msg::WorkReady`] tells of it.
    OpenWork(WorkFile),
    /// Open the watched file in the learner's editor.
    Edit,
    /// Look for real interpreters, which are not run; [`Msg::Interpreters`] tells of them.
    FindInterpreters,
}
