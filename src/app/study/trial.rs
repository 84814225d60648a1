//! Owns trying out what has been changed: its runs, holding them against the goal, hints, the solution.
//! Owns no changing (that is `task`).

use super::runs::facts;
use super::{Known, News, Study, Trial};
use crate::app::msg::{Action, Cmd};
use crate::app::watch::SessionId;
use crate::base::VirtualDuration;
use crate::lesson::{Beat, Expr, NamedRun, Progress, Simulated, Trials, Tries};

/// So much simulated work of many small runs is done between two frames.
const BETWEEN_FRAMES: VirtualDuration = VirtualDuration::from_millis(40);

impl Study {
    /// Shows, unplayed, the run that the chosen knob is about.
    pub(super) fn show_trial(&mut self) {
        self.broken = None;
        if let Some(run) = self.chosen_run()
            && let Some(id) = self.open(&run.settings)
        {
            self.show_one(id, &run);
        }
    }

    /// Shows a run of the attempt, by name when there are more.
    fn show_one(&mut self, id: SessionId, run: &NamedRun) {
        if self.task_runs().len() > 1 {
            self.watch.show_named(id, &run.title);
        } else {
            self.watch.show_afresh(id);
        }
    }

    /// The run that the chosen knob is about.
    pub(in crate::app) fn chosen_run(&self) -> Option<NamedRun> {
        let runs = self.task_runs();
        let knobs = &self.lesson.change.knobs;
        let chosen = knobs.get(self.item).and_then(|knob| knob.runs.first());
        let run = runs.iter().find(|run| Some(&run.name) == chosen);
        run.or(runs.first()).cloned()
    }

    /// Shows the run that the chosen knob is about, when it is another than the one that is shown.
    pub(super) fn show_chosen(&mut self) {
        if self.trial == Trial::Turning
            && let Some(run) = self.chosen_run()
            && let Some(id) = self.open(&run.settings)
            && (!self.watch.is_at(id) || self.watch.label().is_some_and(|name| name != run.title))
        {
            self.show_one(id, &run);
        }
    }

    fn goal(&self) -> Option<&Expr> {
        match self.beat {
            Beat::Make => {
                let made = self.lesson.make.as_ref()?;
                made.goal.as_ref().map(|goal| &goal.expr)
            }
            _ => Some(&self.lesson.change.goal.expr),
        }
    }

    pub(super) fn accept_task(&mut self, progress: &mut Progress) -> Cmd {
        match self.trial {
            Trial::Turning if self.schedules() => {
                self.watch.be_scheduler();
                Cmd::None
            }
            Trial::Turning => {
                self.begin_trial();
                Cmd::None
            }
            Trial::Running => {
                self.watch.act(Action::GoEnd);
                self.judge();
                Cmd::None
            }
            Trial::Trying => Cmd::None,
            Trial::Judged { met: true, .. } => {
                progress.of_mut(&self.lesson.name).done = true;
                if self.beat == Beat::Change && self.lesson.make.is_some() {
                    self.go_on(progress);
                } else {
                    self.finished = true;
                }
                Cmd::SaveProgress
            }
            Trial::Judged { met: false, .. } => {
                self.trial = Trial::Turning;
                self.scroll = 0;
                // The numbers make room for what is to be changed.
                self.watch.compare_no_more();
                Cmd::None
            }
        }
    }

    pub(super) fn begin_trial(&mut self) {
        self.trial_runs.clear();
        self.trial_facts.clear();
        self.counterexample = false;
        self.scroll = 0;
        self.trials = None;
        self.verdicts.clear();
        self.broken = None;
        for run in self.task_runs() {
            if let Some(id) = self.open(&run.settings) {
                self.trial_runs.push((run, id));
            }
        }
        if self.broken.is_some() {
            self.trial = Trial::Judged {
                met: false,
                evidence: Vec::new(),
            };
            self.scroll = 0;
            return;
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
                && let Some(found) = facts(&self.lesson, session, run)
            {
                self.trial_facts.insert(run.name.clone(), found);
            }
        }
        // The verdict waits for the learner to have seen the runs.
        if self.trial_facts.len() < self.trial_runs.len() || self.watch.playing {
            return;
        }
        if let Some(goal) = self.goal()
            && goal.needs_many_runs()
            && self.trials.is_none()
            && !goal.is_lost(&self.trial_facts)
        {
            let runs: Vec<NamedRun> = self.trial_runs.iter().map(|(r, _)| r.clone()).collect();
            self.trials = Some(Trials::of([goal], &runs));
            self.trial = Trial::Trying;
            return;
        }
        let known = Known {
            trial: &self.trial_facts,
            lesson: &self.facts,
            verdicts: &self.verdicts,
        };
        let (met, evidence) = match self.goal() {
            None => (true, Vec::new()),
            Some(goal) => match goal.holds(&known) {
                Ok(met) => {
                    let runs: Vec<NamedRun> =
                        self.trial_runs.iter().map(|(run, _)| run.clone()).collect();
                    let mut clauses = goal.clauses(&known, &runs);
                    // What is missing is to be read first.
                    clauses.sort_by_key(|clause| clause.met);
                    let said = clauses.into_iter().map(|clause| match clause.met {
                        true => format!("✓ {}", clause.said),
                        false => format!("✗ {}", clause.said),
                    });
                    (met, said.collect())
                }
                Err(failure) => (false, vec![failure.to_string()]),
            },
        };
        self.scroll = 0;
        self.trial = Trial::Judged { met, evidence };
        self.counterexample = !met && self.show_counterexample();
    }

    /// Shows the run of many that does not do what is asked; false when none was found.
    fn show_counterexample(&mut self) -> bool {
        let found = self.verdicts.values().find_map(|verdict| {
            let about = |(run, _): &&(NamedRun, SessionId)| verdict.about.contains(&run.name);
            let (run, _) = self
                .trial_runs
                .iter()
                .find(about)
                .or(self.trial_runs.first())?;
            let mut settings = run.settings.clone();
            match (&verdict.explored, &verdict.failing) {
                (Some(Ok(explored)), _) => {
                    let failing = explored.failing.as_ref()?;
                    settings.schedule = Some(failing.schedule.turns.clone());
                }
                (None, Some((seed, _))) => settings.seed = *seed,
                _ => return None,
            }
            Some(settings)
        });
        let Some(id) = found.and_then(|settings| self.open(&settings)) else {
            return false;
        };
        self.watch.show_afresh(id);
        self.watch.act(Action::GoEnd);
        true
    }

    /// Gives up the many runs; false when there are none.
    pub(in crate::app) fn stop_trying(&mut self) -> bool {
        let tries = self.trial == Trial::Trying;
        if tries {
            self.trials = None;
            self.trial = Trial::Turning;
        }
        tries
    }

    /// Makes some of the many runs that the goal is about.
    pub(super) fn try_more(&mut self) {
        let Some(trials) = &mut self.trials else {
            return self.judge();
        };
        let mut tries = Tries::new(&self.lesson, &Simulated);
        while !trials.are_done() && tries.spent < BETWEEN_FRAMES {
            trials.step(&mut tries);
            // Runs that do nothing take time, too.
            tries.spent += VirtualDuration::from_millis(1);
        }
        if trials.are_done() {
            self.verdicts = trials.verdicts();
            self.judge();
        }
    }

    /// Notes a met goal; true when there is something new to save.
    pub(in crate::app) fn note_success(&self, progress: &mut Progress) -> bool {
        let met =
            self.beat == Beat::Change && matches!(self.trial, Trial::Judged { met: true, .. });
        let kept = progress.of_mut(&self.lesson.name);
        let news = met && !kept.done;
        kept.done |= met;
        news
    }

    pub(super) fn hint(&mut self, progress: &mut Progress) -> Cmd {
        let kept = progress.of_mut(&self.lesson.name);
        if self.beat == Beat::Change && usize::from(kept.hints) < self.lesson.change.hints.len() {
            kept.hints += 1;
            (self.news, self.scroll) = (Some(News::Hint), 0);
            return Cmd::SaveProgress;
        }
        Cmd::None
    }

    /// Only after all hints, or when the goal has been met: the near-solution teaches more than the
    /// solution.
    pub(super) fn show_solution(&mut self, progress: &Progress) {
        let kept = self.kept(progress);
        let allowed = kept.done || usize::from(kept.hints) >= self.lesson.change.hints.len();
        if allowed && self.beat == Beat::Change {
            self.attempted = self.lesson.solution();
            self.solution_shown = true;
            self.trial = Trial::Turning;
            (self.news, self.scroll) = (Some(News::Solution), 0);
            self.show_trial();
        }
    }
}
