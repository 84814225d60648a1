//! Owns going from beat to beat: what each of them shows when it is entered.

use super::{Study, Trial, Work, resumed_at};
use crate::app::msg::Action;
use crate::lesson::{Beat, Progress};

impl Study {
    pub(super) fn go_on(&mut self, progress: &mut Progress) {
        if !self.has_predicted(progress) {
            return;
        }
        if let Some(next) = self.lesson.beat_after(self.beat) {
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

    /// Goes to a beat that the learner has been at, as far as the lesson still lets them.
    pub(in crate::app) fn resume(&mut self, beat: Beat, progress: &Progress) {
        if self.has_predicted(progress) && (beat != Beat::Make || self.lesson.make.is_some()) {
            self.enter(beat);
        }
    }

    pub(super) fn enter(&mut self, beat: Beat) {
        self.beat = beat;
        self.cursor = 0;
        self.told = None;
        self.scroll = 0;
        self.news = None;
        self.asking = false;
        match beat {
            Beat::Predict => self.show_predicted(),
            Beat::Run => {
                self.at_run = 0;
                self.show_run();
            }
            Beat::Compare => {
                self.at_question = 0;
                let quiz = self.lesson.predict.first().unwrap_or(&self.lesson.see);
                let run = quiz.run.clone();
                self.show_whole(&run);
            }
            Beat::Investigate => {
                self.at_investigation = 0;
                self.show_investigation();
            }
            Beat::Change | Beat::Make => {
                self.trial = Trial::Turning;
                self.work = Work::None;
                self.solution_shown = false;
                self.show_trial();
            }
        }
    }

    /// Shows, unplayed, the run that the question is about: its program is what the learner thinks about.
    pub(super) fn show_predicted(&mut self) {
        let run = self
            .reviewed()
            .or(self.lesson.predict.get(self.at_question))
            .and_then(|quiz| self.lesson.run(&quiz.run))
            .map(|run| run.settings.clone());
        if let Some(settings) = run
            && let Some(id) = self.open(&settings)
        {
            self.watch.show_afresh(id);
        }
    }

    /// The next question from an earlier lesson; after the last, the lesson.
    pub(super) fn next_review(&mut self, progress: &Progress) {
        self.due.remove(0);
        let beat = if self.due.is_empty() && self.has_predicted(progress) {
            resumed_at(&self.lesson, self.kept(progress))
        } else {
            Beat::Predict
        };
        self.enter(beat);
    }

    /// What has become of the next prediction, beside its run; after the last, what was to be seen.
    pub(super) fn next_outcome(&mut self) {
        let shown = self.lesson.predict.get(self.at_question);
        let shown = shown.map(|quiz| quiz.run.clone());
        let next = match self.lesson.predict.get(self.at_question + 1) {
            Some(quiz) => {
                self.at_question += 1;
                self.scroll = 0;
                quiz.run.clone()
            }
            None => {
                self.ask();
                self.lesson.see.run.clone()
            }
        };
        if shown.as_ref() != Some(&next) {
            self.show_whole(&next);
        }
    }

    /// Opens the question; what was opened for looking makes room for it.
    pub(super) fn ask(&mut self) {
        self.asking = true;
        self.cursor = 0;
        self.scroll = 0;
        let panes = &mut self.watch.panes;
        (panes.why, panes.inspector, panes.output) = (false, false, false);
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
            self.watch.whole = true;
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
        // A moment is about single turns.
        self.watch.whole = false;
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
