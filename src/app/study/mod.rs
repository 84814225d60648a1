//! Owns the way through a lesson: which beat, which question, what has been answered, which knobs are
//! turned and whether the goal is met. Owns no drawing, and no question: those are the lesson's.

mod beats;
mod task;
mod trial;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::app::keys::Context;
use crate::app::msg::{Action, Cmd};
use crate::app::watch::{Launch, SessionId, Watch};
use crate::base::{Diagnostic, Source};
use crate::lesson::{
    Attempt, Beat, Investigation, Lesson, LessonProgress, NamedRun, Progress, Quiz, RunFacts,
    Settings,
};
use crate::lesson::{Attempted, Finished, Trials, Verdict};
use crate::runtime;
use crate::session::{DEFAULT_UNTIL, Program, RunConfig, Session};

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
    /// Why the program as it stands does not run, if it does not.
    pub(super) broken: Option<String>,
    pub(super) solution_shown: bool,
    /// The learner has closed the lesson after its end.
    pub(super) finished: bool,
    /// How far the text is scrolled.
    pub(super) scroll: isize,
}

impl Study {
    /// Opens a lesson where the learner left it.
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
        let (program, config) = prepare(&lesson, &first.settings, &mut programs)?;
        let watch = Watch::new(launch, program, &config);
        let kept = progress.of_mut(&lesson.name);
        kept.predict
            .resize(lesson.predict.len(), Attempt::default());
        kept.investigate
            .resize(lesson.investigate.len(), Attempt::default());
        kept.review.resize(lesson.reviews.len(), Attempt::default());
        let answered = kept.predict.iter().filter(|a| a.first().is_some()).count();
        let beat = if answered < lesson.predict.len() || !due.is_empty() {
            Beat::Predict
        } else {
            kept.beat
        };
        let mut study = Self {
            watch,
            programs,
            facts: BTreeMap::new(),
            due,
            beat,
            at_question: answered.min(lesson.predict.len().saturating_sub(1)),
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
            broken: None,
            solution_shown: false,
            finished: false,
            scroll: 0,
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
        if self.beat != Beat::Predict {
            contexts.push(Context::Run);
        }
        contexts.push(Context::Always);
        contexts
    }

    /// What the learner has answered so far.
    pub(super) fn kept<'a>(&self, progress: &'a Progress) -> &'a LessonProgress {
        progress
            .of(&self.lesson.name)
            .expect("opening a lesson begins its progress")
    }

    /// The question that waits for an answer.
    pub(super) fn question(&self, progress: &Progress) -> Option<&Quiz> {
        let kept = self.kept(progress);
        let open = |quiz: &'_ Quiz, attempt: Option<&Attempt>| {
            !attempt.is_some_and(|attempt| attempt.is_right(quiz))
        };
        match self.beat {
            Beat::Predict if self.reviewed().is_some() => {
                self.reviewed().filter(|_| self.told.is_none())
            }
            Beat::Predict => {
                let attempt = kept.predict.get(self.at_question)?;
                let quiz = self.lesson.predict.get(self.at_question)?;
                attempt.first().is_none().then_some(quiz)
            }
            Beat::Compare if self.asking => {
                let quiz = &self.lesson.see;
                open(quiz, kept.see.as_ref()).then_some(quiz)
            }
            Beat::Investigate if self.asking => {
                let quiz = &self.investigation()?.quiz;
                open(quiz, kept.investigate.get(self.at_investigation)).then_some(quiz)
            }
            Beat::Run | Beat::Compare | Beat::Investigate | Beat::Change | Beat::Make => None,
        }
    }

    /// The question from an earlier lesson that is asked now, or whose outcome is told.
    pub(super) fn reviewed(&self) -> Option<&Quiz> {
        let review = self.lesson.reviews.get(*self.due.first()?)?;
        (self.beat == Beat::Predict).then_some(&review.quiz)
    }

    pub(super) fn investigation(&self) -> Option<&Investigation> {
        self.lesson.investigate.get(self.at_investigation)
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
            Err(why) => {
                self.broken = Some(why);
                None
            }
        }
    }

    /// Does a lesson's action; `None` when it is none.
    pub(super) fn act(&mut self, action: Action, progress: &mut Progress) -> Option<Cmd> {
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
            }
            Action::Choose(answer) => {
                let count = self.question(progress).map_or(0, |quiz| quiz.answers.len());
                let eliminated = self.is_eliminated(usize::from(answer), progress);
                if usize::from(answer) < count && !eliminated {
                    self.cursor = usize::from(answer);
                }
            }
            Action::Confidence(level) => self.confidence = level,
            Action::ScrollDown => self.scroll = self.scroll.saturating_add(4),
            Action::ScrollUp => self.scroll = self.scroll.saturating_sub(4),
            Action::Accept => return Some(self.accept(progress)),
            Action::NextBeat => self.go_on(progress),
            Action::PreviousBeat => self.go_back(),
            Action::KnobNext => self.turn(true),
            Action::KnobPrevious => self.turn(false),
            Action::Toggle => self.toggle_line(),
            Action::Eliminate => self.eliminate(),
            Action::Edit if self.work != Work::None => return Some(Cmd::Edit),
            Action::StartOver => return Some(self.start_over()),
            Action::Hint => return Some(self.hint(progress)),
            Action::Solution => self.show_solution(progress),
            _ => return None,
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

    /// Whether the question about what was to be seen has been answered rightly.
    pub(super) fn has_seen(&self, progress: &Progress) -> bool {
        let attempt = self.kept(progress).see.as_ref();
        attempt.is_some_and(|attempt| attempt.is_right(&self.lesson.see))
    }

    pub(super) fn investigation_done(&self, progress: &Progress) -> bool {
        let attempt = self.kept(progress).investigate.get(self.at_investigation);
        match (self.investigation(), attempt) {
            (Some(task), Some(attempt)) => attempt.is_right(&task.quiz),
            _ => true,
        }
    }

    /// Gives the answer under the cursor. A prediction counts only with how sure the learner is.
    fn answer(&mut self, progress: &mut Progress) -> Cmd {
        if self.is_eliminated(self.cursor, progress) {
            return Cmd::None;
        }
        let (answer, confidence) = (self.cursor, self.confidence);
        let kept = progress.of_mut(&self.lesson.name);
        match self.beat {
            Beat::Predict => {
                if confidence == 0 {
                    return Cmd::None;
                }
                if let Some(review) = self.due.first() {
                    kept.review[*review].choose(answer, confidence);
                    self.told = Some(answer);
                    self.confidence = 0;
                    return Cmd::SaveProgress;
                }
                kept.predict[self.at_question].choose(answer, confidence);
                self.cursor = 0;
                self.confidence = 0;
                if self.at_question + 1 < self.lesson.predict.len() {
                    self.at_question += 1;
                    self.show_predicted();
                }
            }
            Beat::Compare => {
                kept.see
                    .get_or_insert_with(Attempt::default)
                    .choose(answer, confidence.max(1));
                self.told = Some(answer);
            }
            Beat::Investigate => {
                kept.investigate[self.at_investigation].choose(answer, confidence.max(1));
                self.told = Some(answer);
            }
            Beat::Run | Beat::Change | Beat::Make => {}
        }
        self.scroll = 0;
        if self.is_eliminated(self.cursor, progress) {
            self.cursor = self.first_open(progress);
        }
        if self.beat == Beat::Predict && self.told.is_none() && self.question(progress).is_none() {
            self.go_on(progress);
        }
        Cmd::SaveProgress
    }

    /// Whether the answer has been given before, and was wrong: it is not offered again.
    pub(super) fn is_eliminated(&self, answer: usize, progress: &Progress) -> bool {
        let kept = self.kept(progress);
        let attempt = match self.beat {
            Beat::Compare => kept.see.as_ref(),
            Beat::Investigate => kept.investigate.get(self.at_investigation),
            _ => None,
        };
        attempt.is_some_and(|attempt| attempt.chosen.contains(&answer))
    }

    /// The first answer that is still offered.
    pub(super) fn first_open(&self, progress: &Progress) -> usize {
        let count = self.question(progress).map_or(0, |quiz| quiz.answers.len());
        (0..count)
            .find(|answer| !self.is_eliminated(*answer, progress))
            .unwrap_or(0)
    }

    /// Whether every prediction has been made: before that no run is shown.
    pub(super) fn has_predicted(&self, progress: &Progress) -> bool {
        self.kept(progress)
            .predict
            .iter()
            .all(|attempt| attempt.first().is_some())
    }
}

/// The facts that expressions may name: of the attempt first, then of the lesson's own runs.
pub(super) struct Known<'a> {
    pub(super) trial: &'a BTreeMap<String, RunFacts>,
    pub(super) lesson: &'a BTreeMap<String, RunFacts>,
    pub(super) verdicts: &'a BTreeMap<String, Verdict>,
}

impl crate::lesson::Runs for Known<'_> {
    fn facts(&self, run: &str) -> Option<&RunFacts> {
        self.trial.get(run).or_else(|| self.lesson.get(run))
    }

    fn verdict(&self, question: &str) -> Option<&Verdict> {
        self.verdicts.get(question)
    }
}

/// The numbers of a run; `None` while it has not ended.
fn facts(lesson: &Lesson, session: &Session, run: &NamedRun) -> Option<RunFacts> {
    let end = session.end()?;
    let asks = lesson.asks(&run.name).into_iter();
    let values = asks.map(|text| {
        let value = session.evaluate(&text);
        (text, value)
    });
    let finished = Finished {
        trace: session.trace(),
        program: session.program().source(),
        exit: end.exit_code,
        pickled_bytes: session.piped_bytes(),
        values: values.collect(),
    };
    Some(RunFacts::of(finished, run.settings.clone()))
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

/// The compiled program and the conditions of a run.
fn prepare(
    lesson: &Lesson,
    settings: &Settings,
    programs: &mut Vec<(Source, Arc<Program>)>,
) -> Result<(Arc<Program>, RunConfig), String> {
    let source = lesson
        .program(settings)
        .ok_or_else(|| format!("the lesson has no program {}", settings.program))?;
    let known = programs.iter().find(|(text, _)| *text == source);
    let program = match known {
        Some((_, program)) => program.clone(),
        None => {
            let program = Program::compile_in(&source, lesson.surroundings())
                .map_err(|wrong| in_words(&wrong))?;
            let program = Arc::new(program);
            programs.push((source, program.clone()));
            program
        }
    };
    let runtime = runtime::find(&settings.runtime)
        .ok_or_else(|| format!("there is no runtime called {}", settings.runtime))?;
    let config = RunConfig {
        runtime,
        cores: settings.cores,
        seed: settings.seed,
        switch_interval: Some(settings.switch_interval),
        until: DEFAULT_UNTIL,
        ..RunConfig::default()
    };
    Ok((program, config))
}

fn in_words(wrong: &[Diagnostic]) -> String {
    wrong.first().map_or_else(
        || "the program does not compile".to_owned(),
        ToString::to_string,
    )
}
