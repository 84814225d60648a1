//! Owns the lab: a program of the learner's own, watched under conditions of their choice; when it does
//! not compile, what is wrong with it.

use std::sync::Arc;

use super::watch::{Launch, Watch};
use crate::base::{Diagnostic, ProgramFolder, Source};
use crate::session::{Program, RunConfig};

#[derive(Debug)]
pub(super) struct Lab {
    launch: Launch,
    pub(super) source: Source,
    folder: ProgramFolder,
    config: RunConfig,
    pub(super) watch: Result<Watch, Vec<Diagnostic>>,
}

impl Lab {
    pub(super) fn new(
        launch: Launch,
        source: Result<Source, Box<Diagnostic>>,
        folder: ProgramFolder,
        config: RunConfig,
    ) -> Self {
        let (source, program) = match source {
            Ok(source) => {
                let program = Program::compile_in(&source, folder.clone());
                (source, program)
            }
            Err(wrong) => (wrong.source.clone(), Err(vec![*wrong])),
        };
        let watch = program.map(|program| Watch::new(launch, Arc::new(program), &config));
        Self {
            launch,
            source,
            folder,
            config,
            watch,
        }
    }

    /// The file was saved: the new text runs under the conditions chosen last, and plays at once when the
    /// old one had been played.
    pub(super) fn replace(&mut self, source: Result<Source, Box<Diagnostic>>) {
        let mut panes = None;
        if let Ok(watch) = &self.watch {
            self.config = watch.session().config().clone();
            panes = Some((watch.panes, watch.seen.nanos() > 0));
        }
        *self = Self::new(
            self.launch,
            source,
            self.folder.afresh(),
            self.config.clone(),
        );
        if let (Ok(watch), Some((panes, played))) = (&mut self.watch, panes) {
            watch.panes.inspector = panes.inspector;
            watch.panes.output = panes.output;
            watch.playing = played;
        }
    }
}
