//! Owns going from beat to beat: what each of them shows when it is entered.

use super::{Study, Trial};
use crate::app::msg::Action;
use crate::lesson::{Beat, Progress};

impl Study {
    pub(super) fn go_on(&mut self, progress: &mut Progress) {
        if !self.has_predicted(progress) {
            return;
        }
        if let Some(next) = self.beat.next() {
            let kept = progress.of_mut(&self.lesson.name);
            kept.beat = kept.beat.max(next);
            self.enter(next);
        }
    }

    pub(super) fn go_back(&mut self) {
        let before = Beat::ALL.into_iter().rev().find(|beat| *beat < self.beat);
        if let Some(before) = before {
            self.enter(before);
        }
    }

    pub(super) fn enter(&mut self, beat: Beat) {
        self.beat = beat;
        self.cursor = 0;
        self.told = None;
        self.scroll = 0;
        match beat {
            Beat::Predict => {}
            Beat::Run => {
                self.at_run = 0;
                self.show_run();
            }
            Beat::Compare => {
                let run = self.lesson.see.run.clone();
                self.show_whole(&run);
            }
            Beat::Investigate => {
                self.at_investigation = 0;
                self.show_investigation();
            }
            Beat::Change => {
                self.trial = Trial::Turning;
                self.show_trial();
            }
        }
    }

    pub(super) fn show_run(&mut self) {
        let run = self
            .predicted_runs()
            .get(self.at_run)
            .map(|run| run.settings.clone());
        if let Some(settings) = run
            && let Some(id) = self.open(&settings)
        {
            self.watch.show_afresh(id);
        }
    }

    /// Shows a run of the lesson from its start to its end, as it has been seen before.
    pub(super) fn show_whole(&mut self, name: &str) {
        let settings = self.lesson.run(name).map(|run| run.settings.clone());
        if let Some(settings) = settings
            && let Some(id) = self.open(&settings)
        {
            self.watch.show_afresh(id);
            self.watch.act(Action::GoEnd);
        }
    }

    /// Goes to the marked moment; in the middle of a long run as well as at its start.
    pub(super) fn show_investigation(&mut self) {
        self.asking = false;
        self.told = None;
        self.cursor = 0;
        self.scroll = 0;
        let Some(run) = self.investigation().map(|task| task.quiz.run.clone()) else {
            return;
        };
        self.show_whole(&run);
        self.find_moment();
    }

    /// Goes to the marked moment once the run is known far enough.
    pub(super) fn find_moment(&mut self) {
        if self.beat != Beat::Investigate || self.watch.mark.is_some() {
            return;
        }
        let found = self
            .investigation()
            .and_then(|task| task.moment.find(self.watch.session().trace()));
        if let Some(at) = found {
            self.watch.mark = Some(at);
            self.watch.jump(at);
        }
    }
}
