//! Owns the way through a lesson: which beat it is at, and what each action does there. Each part of it is a
//! file: questions (`answers`), going on (`beats`), the lesson's runs (`runs`), changing things (`task`),
//! trying them out (`trial`). Owns no drawing, and no question: those are the lesson's.

mod answers;
mod beats;
mod runs;
mod task;
mod trial;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::app::keys::Context;
use crate::app::msg::{Action, Cmd};
use crate::app::watch::{Launch, SessionId, Watch};
use crate::base::Source;
use crate::lesson::{
    Attempt, Attempted, Beat, Lesson, LessonProgress, NamedRun, Progress, RunFacts, Settings,
    Trials, Verdict,
};
use crate::session::Program;

pub(super) use runs::{Broken, Known};
use runs::{facts, prepare};

/// What an attempt at the task has come to.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Trial {
    /// Knobs are being turned.
    Turning,
    /// The runs are under way.
    Running,
    /// They have ended; the goal is about many more, which are made now.
    Trying,
    /// All runs have ended: whether the goal holds, and the numbers it is about.
    Judged { met: bool, evidence: Vec<String> },
}

/// Where the learner's own copy of a program is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Work {
    /// There is none, or it has not been asked for yet.
    None,
    Asked,
    /// In this file.
    At(String),
}

/// A lesson being worked through.
#[derive(Debug)]
pub(super) struct Study {
    pub(super) lesson: Arc<Lesson>,
    pub(super) watch: Watch,
    programs: Vec<(Source, Arc<Program>)>,
    /// Facts of the lesson's runs by name, as far as they have ended.
    pub(super) facts: BTreeMap<String, RunFacts>,
    /// The lesson's review questions that come first, the next one first.
    pub(super) due: Vec<usize>,
    pub(super) beat: Beat,
    /// The question of the first beat that is asked, or whose outcome the third tells; the run of the
    /// second that is shown.
    pub(super) at_question: usize,
    pub(super) at_run: usize,
    pub(super) at_investigation: usize,
    /// Whether the question is open, or still the looking: at the outcomes, at the marked moment.
    pub(super) asking: bool,
    /// The answer under the cursor, and how sure the learner is (0: not said).
    pub(super) cursor: usize,
    pub(super) confidence: u8,
    /// The answer whose feedback is shown.
    pub(super) told: Option<usize>,
    pub(super) attempted: Attempted,
    /// What the learner has written for the last beat.
    pub(super) made: Option<Source>,
    pub(super) work: Work,
    /// The chosen knob; behind the knobs, the chosen line.
    pub(super) item: usize,
    /// Wrong lines that were taken away, on request.
    pub(super) eliminated: Vec<usize>,
    pub(super) trial: Trial,
    /// Runs and facts of the attempt.
    trial_runs: Vec<(NamedRun, SessionId)>,
    pub(super) trial_facts: BTreeMap<String, RunFacts>,
    pub(super) trials: Option<Trials>,
    pub(super) verdicts: BTreeMap<String, Verdict>,
    /// Whether the run that is shown is one of many, which does not do what is asked.
    pub(super) counterexample: bool,
    /// Why the program as it stands does not run, if it does not.
    pub(super) broken: Option<Broken>,
    pub(super) solution_shown: bool,
    /// The learner has closed the lesson after its end.
    pub(super) finished: bool,
    /// How far the text is scrolled, and what a key has just brought into it.
    pub(super) scroll: isize,
    pub(super) news: Option<News>,
}

/// What a key has brought: it is looked at first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum News {
    Hint,
    Solution,
}

impl Study {
    /// Opens a lesson where the learner left it; one that they have been through, at its beginning.
    ///
    /// # Errors
    /// In words, when a program of the lesson does not compile or names a runtime that does not exist.
    pub(super) fn new(
        launch: Launch,
        lesson: Arc<Lesson>,
        progress: &mut Progress,
        due: Vec<usize>,
    ) -> Result<Self, String> {
        let first = lesson
            .predict
            .first()
            .and_then(|quiz| lesson.run(&quiz.run))
            .or(lesson.runs.first())
            .ok_or("this lesson has no run")?
            .clone();
        let mut programs = Vec::new();
        let (program, config) =
            prepare(&lesson, &first.settings, &mut programs).map_err(|broken| broken.why)?;
        let watch = Watch::new(launch, program, &config);
        let kept = progress.of_mut(&lesson.name);
        kept.predict
            .resize(lesson.predict.len(), Attempt::default());
        kept.investigate
            .resize(lesson.investigate.len(), Attempt::default());
        kept.review.resize(lesson.reviews.len(), Attempt::default());
        let answered = kept.predict.iter().filter(|a| a.first().is_some()).count();
        let over = is_over(&lesson, kept);
        let beat = if answered < lesson.predict.len() || !due.is_empty() {
            Beat::Predict
        } else {
            resumed_at(&lesson, kept)
        };
        let at_question = if over { 0 } else { answered };
        let mut study = Self {
            watch,
            programs,
            facts: BTreeMap::new(),
            due,
            beat,
            at_question: at_question.min(lesson.predict.len().saturating_sub(1)),
            at_run: 0,
            at_investigation: 0,
            asking: false,
            cursor: 0,
            confidence: 0,
            told: None,
            attempted: lesson.start(),
            made: None,
            work: Work::None,
            item: 0,
            eliminated: Vec::new(),
            trial: Trial::Turning,
            trial_runs: Vec::new(),
            trial_facts: BTreeMap::new(),
            trials: None,
            verdicts: BTreeMap::new(),
            counterexample: false,
            broken: None,
            solution_shown: false,
            finished: false,
            scroll: 0,
            news: None,
            lesson,
        };
        study.enter(beat);
        Ok(study)
    }

    pub(super) fn wants_tick(&self) -> bool {
        let verdict_due = match self.trial {
            Trial::Running => !self.watch.playing,
            Trial::Trying => true,
            Trial::Turning | Trial::Judged { .. } => false,
        };
        self.watch.wants_tick()
            || verdict_due
            || self.wants_work()
            || self.facts.len() < self.lesson.runs.len()
    }

    pub(super) fn contexts(&self, progress: &Progress) -> Vec<Context> {
        let mut contexts = Vec::new();
        if let Some(hand) = self.watch.hand() {
            contexts.push(hand.context());
            if self.beat == Beat::Change {
                contexts.push(Context::Task);
            }
            contexts.push(Context::Always);
            return contexts;
        }
        if self.question(progress).is_some() {
            contexts.push(Context::Question);
            if self.beat == Beat::Predict {
                contexts.push(Context::Prediction);
            }
        }
        if matches!(self.beat, Beat::Change | Beat::Make) {
            contexts.extend(self.task_contexts());
        }
        contexts.push(Context::Lesson);
        // Of a program that does not run there is nothing to watch.
        if self.beat != Beat::Predict && !self.is_broken() {
            if self.watch.is_beside() {
                contexts.push(Context::Real);
            }
            contexts.push(Context::Run);
        }
        contexts.push(Context::Always);
        contexts
    }

    /// Whether what the learner has made does not run.
    pub(super) fn is_broken(&self) -> bool {
        matches!(self.beat, Beat::Change | Beat::Make) && self.broken.is_some()
    }

    /// What the learner has answered so far.
    pub(super) fn kept<'a>(&self, progress: &'a Progress) -> &'a LessonProgress {
        progress
            .of(&self.lesson.name)
            .expect("opening a lesson begins its progress")
    }

    /// The runs that the predictions are about, each once.
    pub(super) fn predicted_runs(&self) -> Vec<&NamedRun> {
        let mut runs: Vec<&NamedRun> = Vec::new();
        for quiz in &self.lesson.predict {
            if let Some(run) = self.lesson.run(&quiz.run)
                && !runs.iter().any(|known| known.name == run.name)
            {
                runs.push(run);
            }
        }
        runs
    }

    /// A little work for the runs; facts of those that have ended.
    pub(super) fn tick(&mut self, elapsed: Duration) {
        self.watch.tick(elapsed);
        if self.watch.session().end().is_some() {
            self.find_moment();
        }
        let next = self
            .lesson
            .runs
            .iter()
            .find(|run| !self.facts.contains_key(&run.name))
            .cloned();
        if let Some(run) = next
            && let Some(id) = self.open(&run.settings)
            && let Some(found) = self
                .watch
                .session_of(id)
                .and_then(|session| facts(&self.lesson, session, &run))
        {
            self.facts.insert(run.name, found);
        }
        match self.trial {
            Trial::Running => self.judge(),
            Trial::Trying => self.try_more(),
            Trial::Turning | Trial::Judged { .. } => {}
        }
    }

    fn open(&mut self, settings: &Settings) -> Option<SessionId> {
        match prepare(&self.lesson, settings, &mut self.programs) {
            Ok((program, config)) => Some(self.watch.open(&program, &config)),
            Err(broken) => {
                self.broken = Some(broken);
                None
            }
        }
    }

    /// Does a lesson's action; `None` when it is none.
    pub(super) fn act(&mut self, action: Action, progress: &mut Progress) -> Option<Cmd> {
        if self.watch.hand().is_some() && action != Action::Hint {
            self.act_by_hand(action);
            return Some(Cmd::None);
        }
        let news = self.news.take();
        match action {
            Action::Up | Action::Down if self.question(progress).is_some() => {
                let count = self.question(progress).map_or(1, |quiz| quiz.answers.len());
                for _ in 0..count {
                    self.cursor = turned(self.cursor, count, action == Action::Down);
                    if !self.is_eliminated(self.cursor, progress) {
                        break;
                    }
                }
            }
            Action::Up | Action::Down => {
                self.item = turned(self.item, self.items(), action == Action::Down);
                self.scroll = 0;
                self.show_chosen();
            }
            Action::Choose(answer) => {
                let count = self.question(progress).map_or(0, |quiz| quiz.answers.len());
                let eliminated = self.is_eliminated(usize::from(answer), progress);
                if usize::from(answer) < count && !eliminated {
                    self.cursor = usize::from(answer);
                }
            }
            Action::Confidence(level) => self.confidence = level,
            Action::Accept => return Some(self.accept(progress)),
            Action::NextBeat => {
                self.go_on(progress);
                return Some(Cmd::SaveProgress);
            }
            Action::PreviousBeat => self.go_back(),
            Action::KnobNext => self.turn(true),
            Action::KnobPrevious => self.turn(false),
            Action::Toggle => self.toggle_line(),
            Action::Eliminate => self.eliminate(),
            // An answer's letter, pressed before its question is there.
            Action::BeScheduler if self.beat == Beat::Compare && !self.has_seen(progress) => {}
            Action::Edit if self.work != Work::None => return Some(Cmd::Edit),
            Action::StartOver => return Some(self.start_over()),
            Action::Hint => return Some(self.hint(progress)),
            Action::Solution => self.show_solution(progress),
            _ => {
                // Looking at the run changes nothing of the page.
                self.news = news;
                return None;
            }
        }
        Some(Cmd::None)
    }

    fn accept(&mut self, progress: &mut Progress) -> Cmd {
        if self.question(progress).is_some() {
            return self.answer(progress);
        }
        match self.beat {
            Beat::Predict if self.reviewed().is_some() => self.next_review(progress),
            Beat::Predict => self.go_on(progress),
            Beat::Run if self.watch.seen.nanos() == 0 => self.watch.playing = true,
            Beat::Run if self.at_run + 1 < self.predicted_runs().len() => {
                self.at_run += 1;
                self.show_run();
            }
            Beat::Compare if !self.asking && !self.has_seen(progress) => {
                self.next_outcome();
                self.cursor = self.first_open(progress);
            }
            Beat::Investigate if !self.asking && !self.investigation_done(progress) => {
                self.ask();
                self.cursor = self.first_open(progress);
            }
            Beat::Investigate if self.at_investigation + 1 < self.lesson.investigate.len() => {
                self.at_investigation += 1;
                self.show_investigation();
            }
            Beat::Run | Beat::Compare | Beat::Investigate => self.go_on(progress),
            Beat::Change | Beat::Make => return self.accept_task(progress),
        }
        Cmd::SaveProgress
    }
}

/// Whether the learner has been through all of it.
pub(super) fn is_over(lesson: &Lesson, kept: &LessonProgress) -> bool {
    kept.done && lesson.beat_after(kept.beat).is_none()
}

/// Where a lesson goes on whose predictions have been made.
fn resumed_at(lesson: &Lesson, kept: &LessonProgress) -> Beat {
    if is_over(lesson, kept) {
        Beat::Predict
    } else {
        kept.beat
    }
}

/// The neighbour in a ring of `count`.
fn turned(at: usize, count: usize, forward: bool) -> usize {
    let count = count.max(1);
    if forward {
        (at + 1) % count
    } else {
        (at + count - 1) % count
    }
}
