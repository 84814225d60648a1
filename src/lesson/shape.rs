//! Owns what can be seen of a lesson without running anything: programs and pages that fit the screen,
//! code that compiles, files that are used, tags that are declared. Owns no proof (that is `check`).

use crate::base::{Diagnostic, Source, Span};
use crate::frontend;

use super::markdown::Block;
use super::model::{KnobValue, Lesson, Page};
use super::report::{Helped, diagnostic};

/// A program that a student is to understand at once.
const PROGRAM_LINES: u32 = 25;
/// The code pane beside the page at 80 columns, with line numbers.
const PROGRAM_COLUMNS: usize = 34;
/// The page beside the code pane at 80 columns, with the indent of code.
const PAGE_COLUMNS: usize = 36;

/// Everything that is wrong with a lesson as it is written.
pub(super) fn shape(lesson: &Lesson) -> Vec<Diagnostic> {
    let mut seen = Shape {
        lesson,
        wrong: Vec::new(),
    };
    seen.shape();
    seen.wrong
}

struct Shape<'a> {
    lesson: &'a Lesson,
    wrong: Vec<Diagnostic>,
}

impl Shape<'_> {
    /// What can be seen without running.
    fn shape(&mut self) {
        let lesson = self.lesson;
        let lines = lesson.change.lines.as_ref();
        for (file, source) in &lesson.files.programs {
            match lines.filter(|lines| lines.program == *file) {
                // Without any line where they go, it may not be a program.
                Some(lines) => self.compiles(&lines.compose(source, &lines.solution)),
                None => self.compiles(source),
            }
            self.program_shape(file, source);
        }
        self.lines_shape();
        self.page_shape(&lesson.page);
        for measured in &lesson.measured {
            if let Some(message) = measured.too_long() {
                self.wrong.push(measured.place.whole(message));
            }
        }
        self.tags();
    }

    /// A program whose lines are to be ordered is looked at with the lines of the solution in it.
    fn lines_shape(&mut self) {
        let lesson = self.lesson;
        for run in lesson.attempt(&lesson.solution()) {
            if let Some(text) = &run.settings.text
                && lesson.change.lines.is_some()
            {
                self.program_length(text);
            }
        }
        for line in lesson.change.lines.iter().flat_map(|lines| &lines.lines) {
            let width = line.text.chars().count();
            if width > PROGRAM_COLUMNS {
                let message =
                    format!("this line has {width} columns; {PROGRAM_COLUMNS} fit beside the page");
                self.wrong.push(line.place.whole(message));
            }
        }
    }

    fn compiles(&mut self, source: &Source) {
        if let Err(wrong) = frontend::compile(source, frontend::Options::default()) {
            self.wrong.extend(wrong);
        }
    }

    fn program_length(&mut self, source: &Source) {
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
    }

    fn program_size(&mut self, source: &Source) {
        self.program_length(source);
        for line in 1..=source.text.lines().count() as u32 {
            let width = source.line_text(line).chars().count();
            if width > PROGRAM_COLUMNS {
                let message =
                    format!("this line has {width} columns; {PROGRAM_COLUMNS} fit beside the page");
                self.wrong
                    .push(diagnostic(source, line_span(source, line), message));
            }
        }
    }

    fn program_shape(&mut self, file: &str, source: &Source) {
        self.program_size(source);
        let lesson = self.lesson;
        let make = lesson.make.as_ref();
        let in_runs = lesson
            .runs
            .iter()
            .chain(&lesson.change.runs)
            .chain(make.map(|make| &make.run))
            .any(|run| run.settings.program == file);
        let solves = lesson.change.edit.as_ref().map(|edit| &edit.solution);
        let solves = solves
            .into_iter()
            .chain(make.and_then(|make| make.solution.as_ref()));
        let is_solution = solves.into_iter().any(|solution| solution == file);
        let imported = self.is_imported(file);
        let in_knobs = lesson
            .change
            .knobs
            .iter()
            .flat_map(|k| &k.values)
            .any(|value| matches!(value, KnobValue::Program(f) if f == file));
        if !in_runs && !in_knobs && !is_solution && !imported {
            let message = format!("no run, no knob and no task uses `{file}`");
            self.wrong.push(
                diagnostic(source, line_span(source, 1), message).help("use it or remove it"),
            );
        }
    }

    /// Whether another program of the lesson imports this one.
    fn is_imported(&self, file: &str) -> bool {
        let module = file.trim_end_matches(".py");
        let others = self.lesson.files.programs.iter();
        others
            .filter(|(name, _)| name != file)
            .filter_map(|(_, source)| frontend::names(&source.text))
            .any(|names| names.used.iter().any(|used| used == module))
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
        let lines = lesson.change.lines.iter().flat_map(|lines| &lines.lines);
        let used: Vec<&str> = lesson
            .quizzes()
            .flat_map(|quiz| &quiz.answers)
            .filter_map(|answer| answer.misconception)
            .chain(lines.filter_map(|line| line.misconception))
            .map(|m| m.tag)
            .collect();
        for declared in &lesson.misconceptions {
            if !used.contains(&declared.tag) {
                let message = format!("no answer holds the misconception {}", declared.tag);
                let span = find(source, "misconceptions");
                self.wrong.push(diagnostic(source, span, message));
            }
        }
        // A review asks about what earlier lessons were about.
        let own = lesson.quizzes().count() - lesson.reviews.len();
        let answers = lesson.quizzes().take(own).flat_map(|quiz| &quiz.answers);
        let answers = answers.map(|answer| (answer.misconception, &answer.place));
        let lines = lesson.change.lines.iter().flat_map(|lines| &lines.lines);
        let lines = lines.map(|line| (line.misconception, &line.place));
        for (misconception, place) in answers.chain(lines) {
            if let Some(m) = misconception
                && !lesson.misconceptions.contains(&m)
            {
                let message = format!("{} is not among the lesson's `misconceptions`", m.tag);
                self.wrong.push(place.whole(message));
            }
        }
    }
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
