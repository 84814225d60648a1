//! Owns the whole state of what is shown: the list of lessons, a lesson or the lab, and a card on top.
//! Owns no drawing and no meaning of messages.

use std::path::PathBuf;
use std::sync::Arc;

use super::keys::Context;
use super::lab::Lab;
use super::study::Study;
use super::watch::{Launch, Watch};
use crate::base::{Diagnostic, ProgramFolder, Source};
use crate::lesson::{Lesson, Library, Progress, due};
use crate::session::RunConfig;
use crate::view::Size;

/// What to open first.
#[derive(Clone, Debug)]
pub enum Start {
    Lessons,
    Lesson(Arc<Lesson>),
    Lab {
        /// Or why the file is no text of a program.
        source: Result<Source, Box<Diagnostic>>,
        folder: ProgramFolder,
        config: Box<RunConfig>,
    },
}

/// Where the learner is.
#[derive(Debug)]
pub(super) enum Route {
    Lessons,
    Lesson(Box<Study>),
    Lab(Box<Lab>),
}

/// What lies on top of everything else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Card {
    Help,
    Legend,
    Runtimes {
        cursor: usize,
    },
    Glossary,
    Map,
    /// Whether to forget what was done in the chosen lesson.
    Reset,
    /// Real interpreters, to choose one to run.
    Interpreters {
        cursor: usize,
    },
    /// Whether to run the chosen one.
    Consent {
        cursor: usize,
    },
    Limits,
}

/// Everything that is shown, without a terminal.
#[derive(Debug)]
pub struct Model {
    pub(super) size: Size,
    pub(super) launch: Launch,
    pub(super) library: Library,
    pub(super) progress: Progress,
    pub(super) route: Route,
    /// The chosen lesson of the list.
    pub(super) chosen: usize,
    pub(super) card: Option<Card>,
    pub(super) card_scroll: usize,
    /// Real interpreters that were found, and the file they would run.
    pub(super) interpreters: Vec<PathBuf>,
    pub(super) file: Option<PathBuf>,
    /// Those that the learner has let be run.
    pub(super) consented: Vec<PathBuf>,
    /// One sentence about what just happened; the next key takes it away.
    pub(super) message: Option<String>,
}

impl Model {
    /// `launch` starts runs.
    pub fn new(start: Start, library: Library, progress: Progress, launch: Launch) -> Self {
        let mut model = Self {
            size: Size {
                columns: 80,
                rows: 24,
            },
            launch,
            library,
            progress,
            route: Route::Lessons,
            chosen: 0,
            card: None,
            card_scroll: 0,
            interpreters: Vec::new(),
            file: None,
            consented: Vec::new(),
            message: None,
        };
        model.chosen = model.first_unfinished();
        match start {
            Start::Lessons => {}
            Start::Lesson(lesson) => model.open_lesson(&lesson),
            Start::Lab {
                source,
                folder,
                config,
            } => {
                model.route = Route::Lab(Box::new(Lab::new(launch, source, folder, *config)));
            }
        }
        model
    }

    /// What the learner has achieved, to be kept on [`super::Cmd::SaveProgress`].
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Whether time should pass: [`super::Msg::Tick`] is wanted.
    pub fn wants_tick(&self) -> bool {
        match &self.route {
            Route::Lessons => false,
            Route::Lesson(study) => study.wants_tick(),
            Route::Lab(lab) => lab.watch.as_ref().is_ok_and(Watch::wants_tick),
        }
    }

    /// The contexts of the keys, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        match self.card {
            Some(Card::Runtimes { .. } | Card::Interpreters { .. }) => {
                vec![Context::Menu, Context::Always]
            }
            Some(Card::Consent { .. }) => vec![Context::Consent, Context::Always],
            Some(Card::Reset) => vec![Context::Confirm, Context::Always],
            Some(_) => vec![Context::Card, Context::Always],
            None => self.contexts_below(),
        }
    }

    /// The contexts of what is shown, without the card on top.
    pub(super) fn contexts_below(&self) -> Vec<Context> {
        match &self.route {
            Route::Lessons => vec![Context::Lessons, Context::Always],
            Route::Lesson(study) => study.contexts(&self.progress),
            Route::Lab(lab) => match &lab.watch {
                Ok(watch) => match watch.hand() {
                    Some(hand) => vec![hand.context(), Context::Always],
                    None if watch.is_beside() => {
                        vec![Context::Real, Context::Run, Context::Lab, Context::Always]
                    }
                    None => vec![Context::Run, Context::Lab, Context::Always],
                },
                Err(_) => vec![Context::Lab, Context::Card, Context::Always],
            },
        }
    }

    pub(super) fn first_unfinished(&self) -> usize {
        self.library
            .lessons()
            .iter()
            .position(|lesson| !self.progress.is_done(&lesson.name))
            .unwrap_or(0)
    }

    pub(super) fn open_lesson(&mut self, lesson: &Arc<Lesson>) {
        if let Some(at) = self
            .library
            .lessons()
            .iter()
            .position(|known| known.name == lesson.name)
        {
            self.chosen = at;
        }
        let due = due(self.library.lessons(), lesson, &self.progress);
        match Study::new(self.launch, lesson.clone(), &mut self.progress, due) {
            Ok(study) => self.route = Route::Lesson(Box::new(study)),
            Err(why) => self.message = Some(why),
        }
    }

    /// Takes in lessons whose files were saved. The one that is open is opened again where it is; broken
    /// ones are told of, and what was there stays.
    pub(super) fn replace_lessons(&mut self, library: Library) {
        let broken = library.broken().first().map(|wrong| {
            let (line, column) = wrong.position();
            format!("{}:{line}:{column}: {}", wrong.source.name, wrong.message)
        });
        if broken.is_some() {
            self.message = broken;
            return;
        }
        // What was wrong before is mended.
        self.message = None;
        self.library = library;
        self.chosen = self
            .chosen
            .min(self.library.lessons().len().saturating_sub(1));
        if let Route::Lesson(study) = &self.route {
            let (name, beat) = (study.lesson.name.clone(), study.beat);
            let lessons = self.library.lessons().iter();
            if let Some(lesson) = lessons.clone().find(|lesson| lesson.name == name).cloned() {
                self.open_lesson(&lesson);
                if let Route::Lesson(study) = &mut self.route {
                    study.resume(beat, &self.progress);
                }
            }
        }
    }

    /// Ends what runs on this machine: nothing of it outlives the lab.
    pub fn close(&mut self) {
        if let Some(watch) = self.watch_mut() {
            watch.forget_machine();
        }
    }

    /// The runs that are watched, if any.
    pub(super) fn watch_mut(&mut self) -> Option<&mut Watch> {
        match &mut self.route {
            Route::Lessons => None,
            Route::Lesson(study) => Some(&mut study.watch),
            Route::Lab(lab) => lab.watch.as_mut().ok(),
        }
    }
}
