//! Owns the proof that a lesson is true: every right answer is right, every wrong one wrong, the goal
//! unmet at the start and met by the solution, every claimed number in the prose what the run shows.
//! Owns no running (that is a [`Runner`]), no reading (what cannot be read is reported by `read`) and no
//! look at what is written (that is `shape`).

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::Diagnostic;

use super::contents::numbers;
use super::facts::{RunFacts, Runs};
use super::goal::Expr;
use super::library::Library;
use super::markdown::{Inline, Number};
use super::model::{Ending, Goal, Lesson, NamedRun, Settings};
use super::over::{Trials, Verdict, WithVerdicts};
use super::quiz::Quiz;
use super::report::{Helped, Written};
use super::runner::{Job, Ran, RunError, Runner};
use super::shape::shape;
use super::tries::Tries;
use super::value::Failure;

/// Everything that is wrong with these lessons: what could not be read, and what is not true.
pub fn check(library: &Library, runner: &dyn Runner) -> Vec<Diagnostic> {
    let mut wrong = library.broken().to_vec();
    for lesson in library.lessons() {
        wrong.extend(check_lesson(lesson, runner));
    }
    wrong
}

/// How many seeds every claim is proved with: the run's own and the ones after it. A lesson must not be
/// true by luck.
const SEEDS: u64 = 3;

/// Everything in one lesson, and in each of its variants, that is not true. What fails only under a later
/// seed, or in another variant, says so.
pub fn check_lesson(lesson: &Lesson, runner: &dyn Runner) -> Vec<Diagnostic> {
    let mut wrong = check_variant(lesson, runner);
    for variant in 1..lesson.variants {
        if !wrong.is_empty() {
            break;
        }
        wrong = match lesson.in_variant(variant) {
            Ok(other) => check_variant(&other, runner),
            Err(wrong) => wrong,
        };
        also(&mut wrong, &format!("in the variant {variant}"));
    }
    wrong
}

fn check_variant(lesson: &Lesson, runner: &dyn Runner) -> Vec<Diagnostic> {
    for later in 0..SEEDS {
        let mut wrong = check_with_seed(lesson, runner, later);
        if wrong.is_empty() {
            continue;
        }
        if later > 0 {
            also(&mut wrong, &format!("with `seed` {later} higher"));
        }
        return wrong;
    }
    Vec::new()
}

/// Says under which circumstances something is wrong.
fn also(wrong: &mut [Diagnostic], circumstances: &str) {
    for fault in wrong {
        fault.help = Some(match fault.help.take() {
            Some(help) => format!("{circumstances}; {help}"),
            None => circumstances.to_owned(),
        });
    }
}

fn check_with_seed(lesson: &Lesson, runner: &dyn Runner, later: u64) -> Vec<Diagnostic> {
    let mut proof = Proof {
        lesson,
        runner,
        later,
        done: Vec::new(),
        wrong: if later == 0 {
            shape(lesson)
        } else {
            Vec::new()
        },
    };
    let mut runs = Facts::new();
    for run in &lesson.runs {
        if let Some(ran) = proof.run(run, Some(run.ends)) {
            runs.insert(run.name.clone(), ran.facts.clone());
        }
    }
    if proof.wrong.is_empty() {
        proof.questions(&runs);
        proof.change();
        proof.make();
    }
    proof.wrong
}

struct Proof<'a> {
    lesson: &'a Lesson,
    runner: &'a dyn Runner,
    /// Added to every run's seed.
    later: u64,
    /// Runs that were made, so that equal settings run once.
    done: Vec<(Settings, Result<Rc<Ran>, RunError>)>,
    wrong: Vec<Diagnostic>,
}

impl Proof<'_> {
    /// Runs a named run; what goes wrong is reported at its name. `ends` is how it has to end.
    fn run(&mut self, run: &NamedRun, ends: Option<Ending>) -> Option<Rc<Ran>> {
        match self.ran(run) {
            Ok(ran) => {
                let problem = ends.and_then(|wanted| ends_otherwise(run, wanted, &ran.facts));
                if let Some(message) = problem {
                    self.wrong.push(run.place.whole(message));
                }
                Some(ran)
            }
            Err(RunError::Rejected(diagnostics)) => {
                for wrong in diagnostics {
                    if !self.wrong.contains(&wrong) {
                        self.wrong.push(wrong);
                    }
                }
                None
            }
            Err(RunError::Failed(why)) => {
                let message = format!("run `{}` does not come to its end: {why}", run.name);
                self.wrong.push(
                    run.place
                        .whole(message)
                        .help("let the program do less, or end by itself"),
                );
                None
            }
        }
    }

    fn ran(&mut self, run: &NamedRun) -> Result<Rc<Ran>, RunError> {
        let settings = &run.settings;
        let asks = self.lesson.asks(&run.name);
        let known = self.done.iter().find(|(s, done)| {
            let answered = |ran: &Rc<Ran>| asks.iter().all(|a| ran.facts.values.contains_key(a));
            s == settings && done.as_ref().map_or(true, answered)
        });
        if let Some((_, done)) = known {
            return done.clone();
        }
        let seeded = Settings {
            seed: settings.seed.wrapping_add(self.later),
            ..settings.clone()
        };
        let result = make(self.lesson, self.runner, &seeded, &asks).map(Rc::new);
        self.done.push((settings.clone(), result.clone()));
        result
    }

    /// What the questions over many runs among these come to. With later seeds they are not asked again:
    /// they have seeds of their own.
    fn verdicts<'e>(
        &self,
        expressions: impl IntoIterator<Item = &'e Expr>,
        runs: &[NamedRun],
    ) -> BTreeMap<String, Verdict> {
        let mut trials = Trials::of(expressions, runs);
        let mut tries = Tries::new(self.lesson, self.runner);
        while !trials.are_decided() {
            trials.step(&mut tries);
        }
        trials.verdicts()
    }

    fn asked_now<'e>(&self, expressions: impl IntoIterator<Item = &'e Expr>) -> Vec<&'e Expr> {
        let all = expressions.into_iter();
        all.filter(|expr| self.later == 0 || !expr.needs_many_runs())
            .collect()
    }

    fn questions(&mut self, runs: &Facts) {
        let lesson = self.lesson;
        let answers = lesson.quizzes().flat_map(|quiz| &quiz.answers);
        let expressions = answers.map(|answer| &answer.expect);
        let expressions = expressions.chain(numbers(lesson.texts()).map(|n| &n.expr));
        let verdicts = self.verdicts(self.asked_now(expressions), &lesson.runs);
        let known = WithVerdicts {
            runs,
            verdicts: &verdicts,
        };
        for quiz in lesson.quizzes() {
            let faults = self.quiz_faults(quiz, &known);
            self.wrong.extend(faults);
        }
        for investigation in &lesson.investigate {
            let run = lesson
                .run(&investigation.quiz.run)
                .expect("`read` has checked that the run exists");
            if let Ok(ran) = self.ran(run)
                && investigation.moment.find(&ran.trace).is_none()
            {
                let message = format!("run `{}` has no such moment", run.name);
                let help = investigation.moment.instead(&ran.trace);
                self.wrong
                    .push(investigation.place.whole(message).help(help));
            }
        }
        let faults = self.number_faults(lesson.texts(), &known);
        self.wrong.extend(faults);
    }

    fn change(&mut self) {
        let lesson = self.lesson;
        let goal = &lesson.change.goal;
        self.goal(goal, lesson.attempt(&lesson.start()), false);
        let solved = self.goal(goal, lesson.attempt(&lesson.solution()), true);
        if let Some((facts, verdicts)) = solved {
            let known = WithVerdicts {
                runs: &facts,
                verdicts: &verdicts,
            };
            let faults = self.number_faults(lesson.task_texts(), &known);
            self.wrong.extend(faults);
        }
        self.distractors();
    }

    /// Each line that is wrong must be so: the solution with it instead of the line that it tempts to
    /// leave out does not meet the goal.
    fn distractors(&mut self) {
        let lesson = self.lesson;
        let Some(lines) = &lesson.change.lines else {
            return;
        };
        for (at, line) in lines.lines.iter().enumerate() {
            let Some(replaced) = line.instead_of else {
                continue;
            };
            let mut attempted = lesson.solution();
            let place = attempted.lines.iter_mut().find(|l| **l == replaced);
            place.into_iter().for_each(|place| *place = at);
            let said = "this line is wrong, but the goal is met with it";
            let goal = Goal {
                place: line.place.clone(),
                ..lesson.change.goal.clone()
            };
            self.held(&goal, &lesson.attempt(&attempted), false, said);
        }
    }

    fn make(&mut self) {
        let lesson = self.lesson;
        let Some(make) = &lesson.make else { return };
        let Some(goal) = &make.goal else {
            let run = make.run.clone();
            self.run(&run, None);
            return;
        };
        self.goal(goal, vec![make.run.clone()], false);
        let mut solved = make.run.clone();
        solved.settings.text = make.solution.as_ref().and_then(|f| lesson.file(f)).cloned();
        self.goal(goal, vec![solved], true);
    }

    /// Holds a goal against runs: at the start it must be unmet, by the solution met. What was found.
    fn goal(
        &mut self,
        goal: &Goal,
        runs: Vec<NamedRun>,
        wanted: bool,
    ) -> Option<(Facts, BTreeMap<String, Verdict>)> {
        let said = if wanted {
            "the solution does not meet the goal"
        } else {
            "the goal is met already at the start"
        };
        self.held(goal, &runs, wanted, said)
    }

    fn held(
        &mut self,
        goal: &Goal,
        runs: &[NamedRun],
        wanted: bool,
        said: &str,
    ) -> Option<(Facts, BTreeMap<String, Verdict>)> {
        if self.later > 0 && goal.expr.needs_many_runs() {
            return None;
        }
        let mut facts = Facts::new();
        for run in runs {
            let ran = if wanted {
                self.run(run, Some(run.ends))?
            } else {
                // It may hang, fail or not even compile: that may be what is to be repaired.
                self.ran(run).ok()?
            };
            facts.insert(run.name.clone(), ran.facts.clone());
        }
        let verdicts = self.verdicts([&goal.expr], runs);
        if wanted && let Some(partly) = verdicts.values().find(|verdict| verdict.is_incomplete()) {
            let wrong = goal
                .place
                .whole(format!("not every schedule can be tried: it {partly}"))
                .help("let the program do less: fewer rounds, fewer threads");
            self.wrong.push(wrong);
        }
        let known = WithVerdicts {
            runs: &facts,
            verdicts: &verdicts,
        };
        match goal.expr.holds(&known) {
            // A start that does not come so far as to have a value does not meet the goal.
            Err(_) if !wanted => {}
            _ => {
                let found = fault(&goal.expr, &goal.place, &known, wanted, said);
                self.wrong.extend(found);
            }
        }
        Some((facts, verdicts))
    }

    fn quiz_faults(&self, quiz: &Quiz, runs: &dyn Runs) -> Vec<Diagnostic> {
        let answers = quiz.answers.iter();
        let now = answers.filter(|answer| self.later == 0 || !answer.expect.needs_many_runs());
        let faults = now.filter_map(|answer| {
            let said = if answer.right {
                "this answer is marked right, but the run shows otherwise"
            } else {
                "this answer is a misconception, but the run shows that it is right"
            };
            fault(&answer.expect, &answer.place, runs, answer.right, said)
        });
        faults.collect()
    }

    fn number_faults<'n>(
        &self,
        texts: impl IntoIterator<Item = &'n Inline>,
        runs: &dyn Runs,
    ) -> Vec<Diagnostic> {
        numbers(texts)
            .filter(|number| self.later == 0 || !number.expr.needs_many_runs())
            .filter_map(|number| number_fault(number, runs))
            .collect()
    }
}

/// Makes one run of a lesson.
pub(super) fn make(
    lesson: &Lesson,
    runner: &dyn Runner,
    settings: &Settings,
    asks: &[String],
) -> Result<Ran, RunError> {
    let program = lesson
        .program(settings)
        .ok_or_else(|| RunError::Failed("it has no such program or constant".to_owned()))?;
    runner.run(Job {
        program: &program,
        folder: &lesson.surroundings(),
        settings,
        asks,
    })
}

/// What a run does instead of ending as it is to end.
fn ends_otherwise(run: &NamedRun, wanted: Ending, facts: &RunFacts) -> Option<String> {
    let name = &run.name;
    match (wanted, &facts.deadlock, facts.exit) {
        (Ending::Deadlock, Some(_), _) | (Ending::Well, None, 0) => None,
        (Ending::Exception, None, code) if code != 0 => None,
        (Ending::Well | Ending::Exception, Some(deadlock), _) => {
            Some(format!("run `{name}` ends in a {deadlock}"))
        }
        (Ending::Deadlock, None, _) => Some(format!(
            "run `{name}` is to end in a deadlock and comes to its end"
        )),
        (Ending::Exception, None, _) => Some(format!(
            "run `{name}` is to end with an exception and ends well"
        )),
        (Ending::Well, None, code) => {
            let last = facts.stderr.trim_end().lines().last();
            let why = last.unwrap_or("no message");
            Some(format!("run `{name}` ends with exit code {code}: {why}"))
        }
    }
}

type Facts = BTreeMap<String, RunFacts>;

/// `said`, with the measured values, when the expression is not what it should be.
fn fault(
    expr: &Expr,
    place: &Written,
    runs: &dyn Runs,
    wanted: bool,
    said: &str,
) -> Option<Diagnostic> {
    match expr.holds(runs) {
        Ok(holds) if holds == wanted => None,
        Ok(_) => Some(place.whole(said).help(evidence(expr, runs))),
        Err(failure) => Some(unknown(place, &failure)),
    }
}

fn number_fault(number: &Number, runs: &dyn Runs) -> Option<Diagnostic> {
    if number.claimed.is_some() {
        let said = "the run does not show this number";
        return fault(&number.expr, &number.place, runs, true, said);
    }
    let failure = number.expr.value(runs).err()?;
    Some(unknown(&number.place, &failure))
}

fn evidence(expr: &Expr, runs: &dyn Runs) -> String {
    let lines = expr.evidence(runs);
    if lines.is_empty() {
        return "nothing in this expression is measured".to_owned();
    }
    format!("measured: {}", lines.join(", "))
}

fn unknown(place: &Written, failure: &Failure) -> Diagnostic {
    place.whole(failure.to_string())
}
