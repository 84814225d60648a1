//! Owns the fifth beat: turning knobs, running the attempt, holding it against the goal, hints.

use super::{Known, Study, Trial, facts, turned};
use crate::app::msg::{Action, Cmd};
use crate::app::watch::SessionId;
use crate::lesson::Progress;

impl Study {
    pub(super) fn turn(&mut self, forward: bool) {
        if let (Some(knob), Some(at)) = (
            self.lesson.change.knobs.get(self.knob),
            self.knobs.get_mut(self.knob),
        ) {
            *at = turned(*at, knob.values.len(), forward);
        }
        self.trial = Trial::Turning;
        self.solution_shown = false;
        self.show_trial();
    }

    /// Shows, unplayed, the run that the chosen knob is about.
    pub(super) fn show_trial(&mut self) {
        let runs = self.lesson.change.settings(&self.knobs);
        let chosen = self
            .lesson
            .change
            .knobs
            .get(self.knob)
            .and_then(|knob| knob.runs.first());
        let run = runs
            .iter()
            .find(|run| Some(&run.name) == chosen)
            .or(runs.first());
        if let Some(settings) = run.map(|run| run.settings.clone())
            && let Some(id) = self.open(&settings)
        {
            self.watch.show_afresh(id);
        }
    }

    pub(super) fn accept_change(&mut self, progress: &mut Progress) -> Cmd {
        match self.trial {
            Trial::Turning => {
                self.begin_trial();
                Cmd::None
            }
            Trial::Running => {
                self.watch.act(Action::GoEnd);
                self.judge();
                Cmd::None
            }
            Trial::Judged { met: true, .. } => {
                progress.of_mut(&self.lesson.name).done = true;
                self.finished = true;
                Cmd::SaveProgress
            }
            Trial::Judged { met: false, .. } => {
                self.trial = Trial::Turning;
                Cmd::None
            }
        }
    }

    pub(super) fn begin_trial(&mut self) {
        let runs = self.lesson.change.settings(&self.knobs);
        self.trial_runs.clear();
        self.trial_facts.clear();
        for run in runs {
            if let Some(id) = self.open(&run.settings) {
                self.trial_runs.push((run, id));
            }
        }
        self.trial = Trial::Running;
        let shown: Vec<(SessionId, String)> = self
            .trial_runs
            .iter()
            .map(|(run, id)| (*id, run.title.clone()))
            .collect();
        if let Some((first, _)) = shown.first() {
            self.watch.show_afresh(*first);
            if shown.len() > 1 {
                self.watch.compare(shown);
            }
            self.watch.playing = true;
        }
        self.judge();
    }

    /// Holds the attempt against the goal once all its runs have ended.
    pub(super) fn judge(&mut self) {
        for (run, id) in &self.trial_runs {
            if !self.trial_facts.contains_key(&run.name)
                && let Some(session) = self.watch.session_of(*id)
                && let Some(found) = facts(session, &run.settings)
            {
                self.trial_facts.insert(run.name.clone(), found);
            }
        }
        // The verdict waits for the learner to have seen the runs.
        if self.trial_facts.len() < self.trial_runs.len() || self.watch.playing {
            return;
        }
        let goal = &self.lesson.change.goal.expr;
        let known = Known {
            trial: &self.trial_facts,
            lesson: &self.facts,
        };
        self.trial = Trial::Judged {
            met: goal.holds(&known).unwrap_or(false),
            evidence: goal.evidence(&known),
        };
    }

    /// Notes a met goal; true when there is something new to save.
    pub(in crate::app) fn note_success(&self, progress: &mut Progress) -> bool {
        let met = matches!(self.trial, Trial::Judged { met: true, .. });
        let kept = progress.of_mut(&self.lesson.name);
        let news = met && !kept.done;
        kept.done |= met;
        news
    }

    pub(super) fn hint(&mut self, progress: &mut Progress) -> Cmd {
        let kept = progress.of_mut(&self.lesson.name);
        if usize::from(kept.hints) < self.lesson.change.hints.len() {
            kept.hints += 1;
            return Cmd::SaveProgress;
        }
        Cmd::None
    }

    /// Only after all hints: the near-solution teaches more than the solution.
    pub(super) fn show_solution(&mut self, progress: &Progress) {
        let hints = usize::from(self.kept(progress).hints);
        if hints >= self.lesson.change.hints.len() {
            self.knobs = self.lesson.change.solution();
            self.solution_shown = true;
            self.trial = Trial::Turning;
            self.show_trial();
        }
    }
}
