//! Owns the proof that a lesson is true: every right answer is right, every wrong one wrong, the goal
//! unmet at the start and met by the solution, every claimed number in the prose what the run shows.
//! Owns no running (that is a [`Runner`]) and no reading (what cannot be read is reported by `read`).

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::{Diagnostic, Source, Span};
use crate::frontend;

use super::facts::RunFacts;
use super::goal::{Expr, Failure};
use super::library::Library;
use super::markdown::{Block, Inline, Number};
use super::model::{KnobValue, Lesson, NamedRun, Page, Settings};
use super::quiz::Quiz;
use super::report::{Helped, Written, diagnostic};
use super::runner::{Ran, RunError, Runner};

/// A program that a student is to understand at once.
const PROGRAM_LINES: u32 = 25;
/// The code pane beside the page at 80 columns, with line numbers.
const PROGRAM_COLUMNS: usize = 34;
/// The page beside the code pane at 80 columns, with the indent of code.
const PAGE_COLUMNS: usize = 36;

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

/// Everything in one lesson that is not true. What fails only under a later seed says so.
pub fn check_lesson(lesson: &Lesson, runner: &dyn Runner) -> Vec<Diagnostic> {
    for later in 0..SEEDS {
        let mut wrong = check_with_seed(lesson, runner, later);
        if wrong.is_empty() {
            continue;
        }
        if later > 0 {
            for fault in &mut wrong {
                let help = fault.help.take().unwrap_or_default();
                fault.help = Some(format!("with `seed` {later} higher; {help}"));
            }
        }
        return wrong;
    }
    Vec::new()
}

fn check_with_seed(lesson: &Lesson, runner: &dyn Runner, later: u64) -> Vec<Diagnostic> {
    let mut proof = Proof {
        lesson,
        runner,
        later,
        runs: Facts::new(),
        done: Vec::new(),
        wrong: Vec::new(),
    };
    proof.shape();
    for run in &lesson.runs {
        if let Some(ran) = proof.run(run) {
            proof.runs.insert(run.name.clone(), ran.facts.clone());
        }
    }
    if proof.wrong.is_empty() {
        proof.questions();
        proof.change();
    }
    proof.wrong
}

struct Proof<'a> {
    lesson: &'a Lesson,
    runner: &'a dyn Runner,
    /// Added to every run's seed.
    later: u64,
    /// Facts of the lesson's named runs.
    runs: Facts,
    /// Runs that were made, so that equal settings run once.
    done: Vec<(Settings, Result<Rc<Ran>, RunError>)>,
    wrong: Vec<Diagnostic>,
}

impl Proof<'_> {
    /// What can be seen without running.
    fn shape(&mut self) {
        let lesson = self.lesson;
        for (file, source) in &lesson.files.programs {
            self.compiles(source);
            self.program_shape(file, source);
        }
        self.page_shape(&lesson.page);
        self.tags();
    }

    fn compiles(&mut self, source: &Source) {
        if let Err(wrong) = frontend::compile(source, frontend::Options::default()) {
            self.wrong.extend(wrong);
        }
    }

    fn program_shape(&mut self, file: &str, source: &Source) {
        let lines = source.text.lines().count() as u32;
        if lines > PROGRAM_LINES {
            let message =
                format!("a program has at most {PROGRAM_LINES} lines, this one has {lines}");
            self.wrong.push(diagnostic(
                source,
                line_span(source, PROGRAM_LINES + 1),
                message,
            ));
        }
        for line in 1..=lines {
            let width = source.line_text(line).chars().count();
            if width > PROGRAM_COLUMNS {
                let message =
                    format!("this line has {width} columns; {PROGRAM_COLUMNS} fit beside the page");
                self.wrong
                    .push(diagnostic(source, line_span(source, line), message));
            }
        }
        let lesson = self.lesson;
        let in_runs = lesson
            .runs
            .iter()
            .chain(&lesson.change.runs)
            .any(|run| run.settings.program == file);
        let in_knobs = lesson
            .change
            .knobs
            .iter()
            .flat_map(|k| &k.values)
            .any(|value| matches!(value, KnobValue::Program { file: f, .. } if f == file));
        if !in_runs && !in_knobs {
            let message = format!("no run and no knob uses `{file}`");
            self.wrong.push(
                diagnostic(source, line_span(source, 1), message).help("use it or remove it"),
            );
        }
    }

    fn page_shape(&mut self, page: &Page) {
        let source = &self.lesson.files.page;
        for block in page.sections.iter().flat_map(|s| &s.blocks) {
            let Block::Code {
                language,
                text,
                span,
            } = block
            else {
                continue;
            };
            if language == "py" {
                self.compiles(&in_place(source, text, *span));
            }
            let first = source.line(span.start);
            for (at, code) in text.lines().enumerate() {
                let width = code.chars().count();
                if width > PAGE_COLUMNS {
                    let message =
                        format!("this line has {width} columns; {PAGE_COLUMNS} fit on the page");
                    let line = first + at as u32;
                    self.wrong
                        .push(diagnostic(source, line_span(source, line), message));
                }
            }
        }
    }

    /// The list of misconceptions is the answers' tags: a learner's record relies on it.
    fn tags(&mut self) {
        let lesson = self.lesson;
        let source = &lesson.files.lesson;
        let used: Vec<&str> = quizzes(lesson)
            .flat_map(|quiz| &quiz.answers)
            .filter_map(|answer| answer.misconception.map(|m| m.tag))
            .collect();
        for declared in &lesson.misconceptions {
            if !used.contains(&declared.tag) {
                let message = format!("no answer holds the misconception {}", declared.tag);
                let span = find(source, "misconceptions");
                self.wrong.push(diagnostic(source, span, message));
            }
        }
        for answer in quizzes(lesson).flat_map(|quiz| &quiz.answers) {
            if let Some(m) = answer.misconception
                && !lesson.misconceptions.contains(&m)
            {
                let wrong = answer.place.whole(format!(
                    "{} is not among the lesson's `misconceptions`",
                    m.tag
                ));
                self.wrong.push(wrong);
            }
        }
    }

    /// Runs a named run; what goes wrong is reported at its name.
    fn run(&mut self, run: &NamedRun) -> Option<Rc<Ran>> {
        match self.ran(&run.settings) {
            Ok(ran) => {
                let problem = match (&ran.facts.deadlock, ran.facts.exit) {
                    (Some(deadlock), _) => Some(format!("run `{}` ends in a {deadlock}", run.name)),
                    (None, 0) => None,
                    (None, code) => Some(format!(
                        "run `{}` ends with exit code {code}: {}",
                        run.name,
                        ran.facts
                            .stderr
                            .trim_end()
                            .lines()
                            .last()
                            .unwrap_or("no message")
                    )),
                };
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
                self.wrong.push(run.place.whole(message));
                None
            }
        }
    }

    fn ran(&mut self, settings: &Settings) -> Result<Rc<Ran>, RunError> {
        if let Some((_, done)) = self.done.iter().find(|(s, _)| s == settings) {
            return done.clone();
        }
        let program = self
            .lesson
            .program(settings)
            .ok_or_else(|| RunError::Failed("it has no such program or constant".to_owned()))?;
        let seeded = Settings {
            seed: settings.seed.wrapping_add(self.later),
            ..settings.clone()
        };
        let result = self
            .runner
            .run(&program, &self.lesson.surroundings(), &seeded)
            .map(Rc::new);
        self.done.push((settings.clone(), result.clone()));
        result
    }

    fn questions(&mut self) {
        let lesson = self.lesson;
        for quiz in quizzes(lesson) {
            self.wrong.extend(quiz_faults(quiz, &self.runs));
        }
        for investigation in &lesson.investigate {
            let run = lesson
                .run(&investigation.quiz.run)
                .expect("`read` has checked that the run exists");
            if let Ok(ran) = self.ran(&run.settings)
                && investigation.moment.find(&ran.trace).is_none()
            {
                let message = format!("run `{}` has no such moment", run.name);
                self.wrong.push(investigation.place.whole(message));
            }
        }
        let mut texts: Vec<&Inline> = lesson.idea.iter().collect();
        for block in lesson.page.sections.iter().flat_map(|s| &s.blocks) {
            texts.extend(inlines(block));
        }
        for quiz in quizzes(lesson) {
            texts.extend(&quiz.question);
            for answer in &quiz.answers {
                texts.extend(answer.text.iter().chain(&answer.feedback));
            }
        }
        texts.extend(lesson.investigate.iter().flat_map(|i| &i.look));
        self.wrong.extend(number_faults(texts, &self.runs));
    }

    fn change(&mut self) {
        let change = &self.lesson.change;
        let goal = &change.goal;
        if let Some(start) = self.turned(&change.start()) {
            let said = "the goal is met already at the start";
            self.wrong
                .extend(fault(&goal.expr, &goal.place, &start, false, said));
        }
        if let Some(solved) = self.turned(&change.solution()) {
            let said = "the solution does not meet the goal";
            self.wrong
                .extend(fault(&goal.expr, &goal.place, &solved, true, said));
            let texts = change.task.iter().chain(&change.success);
            let texts = texts.chain(change.hints.iter().flatten());
            self.wrong.extend(number_faults(texts, &solved));
        }
    }

    /// Facts of the task's runs with the knobs at these positions.
    fn turned(&mut self, positions: &[usize]) -> Option<Facts> {
        let mut facts = Facts::new();
        for run in self.lesson.change.settings(positions) {
            let ran = self.run(&run)?;
            facts.insert(run.name, ran.facts.clone());
        }
        Some(facts)
    }
}

type Facts = BTreeMap<String, RunFacts>;

/// `said`, with the measured values, when the expression is not what it should be.
fn fault(
    expr: &Expr,
    place: &Written,
    runs: &Facts,
    wanted: bool,
    said: &str,
) -> Option<Diagnostic> {
    match expr.holds(runs) {
        Ok(holds) if holds == wanted => None,
        Ok(_) => Some(place.whole(said).help(evidence(expr, runs))),
        Err(failure) => Some(unknown(place, &failure)),
    }
}

fn quiz_faults(quiz: &Quiz, runs: &Facts) -> Vec<Diagnostic> {
    let faults = quiz.answers.iter().filter_map(|answer| {
        let said = if answer.right {
            "this answer is marked right, but the run shows otherwise"
        } else {
            "this answer is a misconception, but the run shows that it is right"
        };
        fault(&answer.expect, &answer.place, runs, answer.right, said)
    });
    faults.collect()
}

fn number_faults<'n>(texts: impl IntoIterator<Item = &'n Inline>, runs: &Facts) -> Vec<Diagnostic> {
    let numbers = texts.into_iter().filter_map(|inline| match inline {
        Inline::Number(number) => Some(number),
        _ => None,
    });
    numbers
        .filter_map(|number| number_fault(number, runs))
        .collect()
}

fn number_fault(number: &Number, runs: &Facts) -> Option<Diagnostic> {
    if number.claimed.is_some() {
        let said = "the run does not show this number";
        return fault(&number.expr, &number.place, runs, true, said);
    }
    let failure = number.expr.value(runs).err()?;
    Some(unknown(&number.place, &failure))
}

fn quizzes(lesson: &Lesson) -> impl Iterator<Item = &Quiz> {
    lesson
        .predict
        .iter()
        .chain([&lesson.see])
        .chain(lesson.investigate.iter().map(|i| &i.quiz))
}

fn inlines(block: &Block) -> Vec<&Inline> {
    match block {
        Block::Heading { text, .. }
        | Block::Paragraph(text)
        | Block::Quote(text)
        | Block::Note(text) => text.iter().collect(),
        Block::List { items, .. } => items.iter().flatten().collect(),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).flatten().collect(),
        Block::Code { .. } => Vec::new(),
    }
}

fn evidence(expr: &Expr, runs: &Facts) -> String {
    let lines = expr.evidence(runs);
    if lines.is_empty() {
        return "nothing in this expression is measured".to_owned();
    }
    format!("measured: {}", lines.join(", "))
}

fn unknown(place: &Written, failure: &Failure) -> Diagnostic {
    place.whole(failure.to_string())
}

/// Code of a page under the page's name, on the page's lines.
fn in_place(page: &Source, code: &str, span: Span) -> Source {
    let above = page.line(span.start) as usize - 1;
    Source::new(page.name.clone(), "\n".repeat(above) + code)
}

fn line_span(source: &Source, line: u32) -> Span {
    let start: usize = source
        .text
        .split_inclusive('\n')
        .take(line as usize - 1)
        .map(str::len)
        .sum();
    Span::new(start as u32, (start + source.line_text(line).len()) as u32)
}

fn find(source: &Source, word: &str) -> Span {
    let start = source.text.find(word).unwrap_or(0);
    Span::new(start as u32, (start + word.len()) as u32)
}
