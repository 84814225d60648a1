//! Owns how a lesson's files become a [`Lesson`]: every name is resolved, every expression and moment
//! read, and all that is wrong is reported at once. Owns no proof by running (that is `check`).

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::base::{Diagnostic, Source, Span, VirtualDuration};

use super::format::{
    FORMAT_VERSION, RawAnswer, RawChange, RawInvestigation, RawKnob, RawLesson, RawQuiz, RawRun,
    RawValue,
};
use super::markdown::{self, Block, Inline, Text};
use super::misconceptions::{MISCONCEPTIONS, Misconception, misconception};
use super::model::{
    Beat, Change, Goal, Investigation, Knob, KnobValue, Lesson, LessonFiles, NamedRun, Page,
    Section, Settings, constant_in,
};
use super::moment::Moment;
use super::parse::{self, Scope, listed};
use super::quiz::{Answer, Quiz};
use super::report::{Helped, Written, diagnostic};

/// CPython's default switch interval (`DEFAULT_INTERVAL`, Python/ceval_gil.c).
const DEFAULT_SWITCH_INTERVAL: VirtualDuration = VirtualDuration::from_millis(5);
const MAX_CORES: u16 = 64;

/// Reads one lesson. `folder` is its folder's name, such as `02-meet-the-lock`.
pub fn read_lesson(folder: &str, files: LessonFiles) -> Result<Lesson, Vec<Diagnostic>> {
    let raw: RawLesson = from_toml(&files.lesson).map_err(|wrong| vec![wrong])?;
    let mut reader = Reader {
        files: &files,
        wrong: Vec::new(),
    };
    let lesson = reader.lesson(folder, &raw);
    let wrong = reader.wrong;
    match lesson {
        Some(draft) if wrong.is_empty() => Ok(draft(files)),
        _ => Err(wrong),
    }
}

/// Reads a TOML file; an unknown or missing key is reported where it stands.
pub(super) fn from_toml<T: DeserializeOwned>(source: &Source) -> Result<T, Diagnostic> {
    toml::from_str(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().trim_end().replace('\n', "; ");
        diagnostic(
            source,
            Span::new(span.start as u32, span.end as u32),
            message,
        )
    })
}

pub(super) fn written(source: &Source, words: &Spanned<String>) -> Written {
    Written::new(words.get_ref().clone(), source, words.span())
}

/// `02-meet-the-lock` is number 2, name `meet-the-lock`.
pub(super) fn folder_name(folder: &str) -> Option<(u32, &str)> {
    let (number, name) = folder.split_once('-')?;
    let good = number.len() == 2
        && !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    good.then_some(())?;
    Some((number.parse().ok()?, name))
}

struct Reader<'a> {
    files: &'a LessonFiles,
    wrong: Vec<Diagnostic>,
}

type Draft = Box<dyn FnOnce(LessonFiles) -> Lesson>;

impl Reader<'_> {
    fn keep<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|wrong| self.wrong.push(wrong)).ok()
    }

    fn words(&self, words: &Spanned<String>) -> Written {
        written(&self.files.lesson, words)
    }

    fn text(&mut self, words: &Spanned<String>, scope: Scope<'_>) -> Text {
        match markdown::text(&self.words(words), scope) {
            Ok(text) => text,
            Err(wrong) => {
                self.wrong.extend(wrong);
                Text::new()
            }
        }
    }

    /// Goes through everything even after a mistake, so that an author sees all mistakes at once; the
    /// lesson is only made when there was none.
    fn lesson(&mut self, folder: &str, raw: &RawLesson) -> Option<Draft> {
        self.version(&raw.format_version);
        let named = folder_name(folder);
        if named.is_none() {
            let message = format!("the folder `{folder}` is not named like `02-meet-the-lock`");
            self.wrong.push(
                diagnostic(&self.files.lesson, Span::default(), message)
                    .help("two digits, a hyphen, then lower-case letters, digits and hyphens"),
            );
        }
        let misconceptions = raw
            .misconceptions
            .iter()
            .filter_map(|tag| self.tag(tag))
            .collect();
        let runs = self.runs(&raw.run);
        let names: Vec<String> = runs.iter().map(|r| r.name.clone()).collect();
        let scope = Scope {
            runs: &names,
            default: None,
        };
        let idea = self.text(&raw.idea, scope);
        let page = self.page(scope);
        let predict: Vec<Option<Quiz>> = raw
            .predict
            .iter()
            .map(|quiz| self.quiz(quiz, &names))
            .collect();
        if raw.predict.is_empty() {
            self.wrong.push(diagnostic(
                &self.files.lesson,
                Span::default(),
                "a lesson needs at least one `[[predict]]`",
            ));
        }
        let see = self.quiz(&raw.see, &names);
        let investigate: Vec<Option<Investigation>> = raw
            .investigate
            .iter()
            .map(|raw| self.investigation(raw, &names))
            .collect();
        let change = self.change(&raw.change);
        let (number, name) = named?;
        let name = name.to_owned();
        let title = raw.title.get_ref().clone();
        let predict = predict.into_iter().collect::<Option<Vec<_>>>()?;
        let investigate = investigate.into_iter().collect::<Option<Vec<_>>>()?;
        let (see, change) = (see?, change?);
        Some(Box::new(move |files| Lesson {
            number,
            name,
            title,
            idea,
            misconceptions,
            runs,
            page,
            predict,
            see,
            investigate,
            change,
            files,
        }))
    }

    fn version(&mut self, version: &Spanned<u32>) {
        if let Err(wrong) = check_version(&self.files.lesson, version) {
            self.wrong.push(wrong);
        }
    }

    fn tag(&mut self, tag: &Spanned<String>) -> Option<&'static Misconception> {
        let found = misconception(tag.get_ref());
        if found.is_none() {
            let last = MISCONCEPTIONS.last().map_or("", |m| m.tag);
            let wrong = self
                .words(tag)
                .whole(format!("there is no misconception `{}`", tag.get_ref()))
                .help(format!("the tags are M1 to {last}"));
            self.wrong.push(wrong);
        }
        found
    }

    fn runs(&mut self, raw: &[RawRun]) -> Vec<NamedRun> {
        let mut runs: Vec<NamedRun> = Vec::new();
        for raw in raw {
            if runs.iter().any(|r| r.name == *raw.name.get_ref()) {
                let message = format!("there is already a run named `{}`", raw.name.get_ref());
                self.wrong.push(self.words(&raw.name).whole(message));
            }
            if raw.name.get_ref().is_empty()
                || !raw
                    .name
                    .get_ref()
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_')
            {
                let wrong = self
                    .words(&raw.name)
                    .whole("a run's name is made of letters, digits and `_`");
                self.wrong.push(wrong);
            }
            self.program_exists(&raw.program);
            self.runtime_exists(raw.runtime.get_ref(), raw.runtime.span());
            self.cores_possible(i64::from(*raw.cores.get_ref()), raw.cores.span());
            let switch_interval = match &raw.switch_interval {
                None => DEFAULT_SWITCH_INTERVAL,
                Some(text) => self
                    .interval(text.get_ref(), text.span())
                    .unwrap_or(DEFAULT_SWITCH_INTERVAL),
            };
            runs.push(NamedRun {
                name: raw.name.get_ref().clone(),
                title: raw.title.get_ref().clone(),
                settings: Settings {
                    program: raw.program.get_ref().clone(),
                    runtime: raw.runtime.get_ref().clone(),
                    cores: *raw.cores.get_ref(),
                    seed: raw.seed,
                    switch_interval,
                    constants: Vec::new(),
                },
            });
        }
        runs
    }

    fn at(&self, span: std::ops::Range<usize>, message: impl Into<String>) -> Diagnostic {
        diagnostic(
            &self.files.lesson,
            Span::new(span.start as u32, span.end as u32),
            message,
        )
    }

    fn program_exists(&mut self, file: &Spanned<String>) -> bool {
        let names = || self.files.programs.iter().map(|(name, _)| name.as_str());
        let found = names().any(|name| name == file.get_ref());
        if !found {
            let wrong = self
                .words(file)
                .whole(format!("the lesson has no program `{}`", file.get_ref()))
                .help(format!("its programs are {}", listed(names())));
            self.wrong.push(wrong);
        }
        found
    }

    fn cores_possible(&mut self, cores: i64, span: std::ops::Range<usize>) -> Option<u16> {
        match u16::try_from(cores) {
            Ok(cores @ 1..=MAX_CORES) => Some(cores),
            _ => {
                let message = format!("there can be 1 to {MAX_CORES} cores");
                self.wrong.push(self.at(span, message));
                None
            }
        }
    }

    fn interval(&mut self, text: &str, span: std::ops::Range<usize>) -> Option<VirtualDuration> {
        let read = parse::duration(text).filter(|d| *d > VirtualDuration::ZERO);
        if read.is_none() {
            let wrong = self
                .at(span, "a switch interval is a duration")
                .help("write a number and a unit: `5ms`, `100us`");
            self.wrong.push(wrong);
        }
        read
    }

    fn page(&mut self, scope: Scope<'_>) -> Page {
        let source = &self.files.page;
        let (blocks, wrong) = markdown::page(source, scope);
        self.wrong.extend(wrong);
        let mut sections: Vec<Section> = Vec::new();
        for placed in blocks {
            if let Block::Heading { level: 1, text } = &placed.block {
                let name = match text.as_slice() {
                    [Inline::Text(name)] => name.as_str(),
                    _ => "",
                };
                let beat = Beat::ALL.into_iter().find(|b| b.name() == name);
                let last = sections.last().map(|s| s.beat);
                match beat {
                    Some(beat) if last < Some(beat) => sections.push(Section {
                        beat,
                        blocks: Vec::new(),
                    }),
                    Some(_) => self.wrong.push(
                        diagnostic(source, placed.span, format!("`{name}` is out of order"))
                            .help(beats_help()),
                    ),
                    None => self.wrong.push(
                        diagnostic(
                            source,
                            placed.span,
                            format!("`{name}` is no beat of a lesson"),
                        )
                        .help(beats_help()),
                    ),
                }
                continue;
            }
            match sections.last_mut() {
                Some(section) => section.blocks.push(placed.block),
                None => {
                    self.wrong.push(
                        diagnostic(source, placed.span, "the page begins before its first beat")
                            .help("begin with `# Predict`"),
                    );
                    break;
                }
            }
        }
        for beat in Beat::ALL {
            if !sections
                .iter()
                .any(|s| s.beat == beat && !s.blocks.is_empty())
            {
                let message = format!("the page says nothing under `# {}`", beat.name());
                let end = source.text.len() as u32;
                let span = Span::new(end.saturating_sub(1), end);
                self.wrong
                    .push(diagnostic(source, span, message).help(beats_help()));
            }
        }
        Page { sections }
    }

    fn quiz(&mut self, raw: &RawQuiz, runs: &[String]) -> Option<Quiz> {
        self.question(&raw.run, &raw.question, &raw.answer, runs)
    }

    fn question(
        &mut self,
        run: &Spanned<String>,
        question: &Spanned<String>,
        answers: &Spanned<Vec<RawAnswer>>,
        runs: &[String],
    ) -> Option<Quiz> {
        if !runs.contains(run.get_ref()) {
            let wrong = self
                .words(run)
                .whole(format!("there is no run named `{}`", run.get_ref()))
                .help(format!(
                    "the runs here are {}",
                    listed(runs.iter().map(String::as_str))
                ));
            self.wrong.push(wrong);
            return None;
        }
        let scope = Scope {
            runs,
            default: Some(run.get_ref()),
        };
        let question = self.text(question, scope);
        let raw_answers = answers.get_ref();
        let read: Vec<Option<Answer>> = raw_answers
            .iter()
            .map(|raw| self.answer(raw, scope))
            .collect();
        let right = raw_answers.iter().filter(|a| a.right).count();
        if right != 1 || raw_answers.len() < 2 {
            let message = format!(
                "a question needs two answers or more, exactly one of them right; this one has {} and {right}",
                raw_answers.len()
            );
            let span = raw_answers
                .first()
                .map_or(answers.span(), |a| a.text.span());
            self.wrong.push(self.at(span, message));
        }
        Some(Quiz {
            run: run.get_ref().clone(),
            question,
            answers: read.into_iter().collect::<Option<Vec<_>>>()?,
        })
    }

    fn answer(&mut self, raw: &RawAnswer, scope: Scope<'_>) -> Option<Answer> {
        let misconception = raw.misconception.as_ref().and_then(|tag| self.tag(tag));
        if raw.right == raw.misconception.is_some() {
            let wrong = self
                .words(&raw.text)
                .whole("an answer is either right or a misconception")
                .help("give it `right = true` or `misconception = \"M7\"`");
            self.wrong.push(wrong);
        }
        let text = self.text(&raw.text, scope);
        let feedback = self.text(&raw.feedback, scope);
        let place = self.words(&raw.expect);
        let expect = self.keep(parse::condition(&place, scope))?;
        Some(Answer {
            text,
            right: raw.right,
            misconception,
            feedback,
            expect,
            place,
        })
    }

    fn investigation(&mut self, raw: &RawInvestigation, runs: &[String]) -> Option<Investigation> {
        let quiz = self.question(&raw.run, &raw.question, &raw.answer, runs);
        let place = self.words(&raw.at);
        let moment = self.keep(Moment::read(&place));
        let scope = Scope {
            runs,
            default: None,
        };
        let look = self.text(&raw.look, scope);
        Some(Investigation {
            moment: moment?,
            look,
            quiz: quiz?,
            place,
        })
    }

    fn change(&mut self, raw: &RawChange) -> Option<Change> {
        let runs = self.runs(&raw.run);
        let names: Vec<String> = runs.iter().map(|r| r.name.clone()).collect();
        let default = match names.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        };
        let scope = Scope {
            runs: &names,
            default,
        };
        let task = self.text(&raw.task, scope);
        let success = self.text(&raw.success, scope);
        let hints: Vec<Text> = raw
            .hints
            .get_ref()
            .iter()
            .map(|hint| self.text(hint, scope))
            .collect();
        if hints.len() != 3 {
            let wrong = self
                .at(
                    raw.hints.span(),
                    format!("a task has three hints, not {}", hints.len()),
                )
                .help("a nudge, a pointer to the moment in the lanes, nearly the solution");
            self.wrong.push(wrong);
        }
        let knobs: Vec<Option<Knob>> = raw.knob.iter().map(|knob| self.knob(knob, &runs)).collect();
        let place = self.words(&raw.goal);
        let expr = self.keep(parse::condition(&place, scope))?;
        Some(Change {
            task,
            runs,
            knobs: knobs.into_iter().collect::<Option<Vec<_>>>()?,
            goal: Goal { expr, place },
            hints,
            success,
        })
    }

    fn knob(&mut self, raw: &RawKnob, runs: &[NamedRun]) -> Option<Knob> {
        for name in &raw.runs {
            if !runs.iter().any(|r| r.name == *name.get_ref()) {
                let wrong = self
                    .words(name)
                    .whole(format!(
                        "there is no run named `{}` in `[change]`",
                        name.get_ref()
                    ))
                    .help(format!(
                        "its runs are {}",
                        listed(runs.iter().map(|r| r.name.as_str()))
                    ));
                self.wrong.push(wrong);
            }
        }
        let turned: Vec<&NamedRun> = runs
            .iter()
            .filter(|r| raw.runs.iter().any(|name| *name.get_ref() == r.name))
            .collect();
        let labels = raw.labels.as_ref().map(Spanned::get_ref);
        if let Some(given) = &raw.labels
            && given.get_ref().len() != raw.values.get_ref().len()
        {
            let message = "there must be as many `labels` as `values`";
            self.wrong.push(self.at(given.span(), message));
            return None;
        }
        let mut values = Vec::new();
        for (at, value) in raw.values.get_ref().iter().enumerate() {
            let label = labels.and_then(|l| l.get(at)).map(String::as_str);
            values.push(self.knob_value(raw, value, label, &turned));
        }
        let start = self.position(raw, &raw.start, "start");
        let solution = self.position(raw, &raw.solution, "solution");
        Some(Knob {
            label: raw.label.get_ref().clone(),
            runs: raw.runs.iter().map(|r| r.get_ref().clone()).collect(),
            values: values.into_iter().collect::<Option<Vec<_>>>()?,
            start: start?,
            solution: solution?,
        })
    }

    fn position(&mut self, raw: &RawKnob, wanted: &Spanned<RawValue>, key: &str) -> Option<usize> {
        let found = raw
            .values
            .get_ref()
            .iter()
            .position(|v| v.get_ref() == wanted.get_ref());
        if found.is_none() {
            let message = format!(
                "`{key}` is `{}`, which is not among the `values`",
                wanted.get_ref()
            );
            self.wrong.push(self.at(wanted.span(), message));
        }
        found
    }

    fn knob_value(
        &mut self,
        raw: &RawKnob,
        value: &Spanned<RawValue>,
        label: Option<&str>,
        turned: &[&NamedRun],
    ) -> Option<KnobValue> {
        let span = value.span();
        match (raw.sets.get_ref().as_str(), value.get_ref()) {
            ("cores", RawValue::Number(n)) => self.cores_possible(*n, span).map(KnobValue::Cores),
            ("runtime", RawValue::Text(name)) => self
                .runtime_exists(name, span)
                .then(|| KnobValue::Runtime(name.clone())),
            ("switch_interval", RawValue::Text(text)) => {
                self.interval(text, span).map(KnobValue::SwitchInterval)
            }
            ("program", RawValue::Text(file)) => {
                let words = Spanned::new(span, file.clone());
                self.program_exists(&words).then(|| KnobValue::Program {
                    file: file.clone(),
                    label: label.unwrap_or(file).to_owned(),
                })
            }
            ("cores" | "runtime" | "switch_interval" | "program", _) => {
                let message = format!(
                    "`{}` is no value for `{}`",
                    value.get_ref(),
                    raw.sets.get_ref()
                );
                let help = "cores are numbers; runtimes, intervals and programs are in quotes";
                self.wrong.push(self.at(span, message).help(help));
                None
            }
            (constant, value) => {
                for run in turned {
                    self.constant_exists(&raw.sets, &run.settings.program);
                }
                Some(KnobValue::Constant {
                    name: constant.to_owned(),
                    value: value.to_string(),
                })
            }
        }
    }

    /// A program that a knob sets a constant in must have it; a run's other variants need not.
    fn constant_exists(&mut self, name: &Spanned<String>, program: &str) {
        let Some((_, source)) = self.files.programs.iter().find(|(file, _)| file == program) else {
            return;
        };
        if constant_in(&source.text, name.get_ref()).is_none() {
            let wrong = self
                .words(name)
                .whole(format!("`{program}` has no constant `{}`", name.get_ref()))
                .help("a knob sets `cores`, `runtime`, `switch_interval`, `program`, or a line `NAME = value` of the program");
            if !self.wrong.contains(&wrong) {
                self.wrong.push(wrong);
            }
        }
    }

    /// The registry of runtimes says which names there are.
    fn runtime_exists(&mut self, name: &str, span: std::ops::Range<usize>) -> bool {
        let good = !name.is_empty();
        if !good {
            self.wrong.push(self.at(span, "a run needs a runtime"));
        }
        good
    }
}

pub(super) fn check_version(source: &Source, version: &Spanned<u32>) -> Result<(), Diagnostic> {
    if *version.get_ref() == FORMAT_VERSION {
        return Ok(());
    }
    let span = version.span();
    Err(diagnostic(
        source,
        Span::new(span.start as u32, span.end as u32),
        format!("format version {} is not known", version.get_ref()),
    )
    .help(format!("this gilscope reads version {FORMAT_VERSION}")))
}

fn beats_help() -> String {
    let names: Vec<String> = Beat::ALL
        .iter()
        .map(|b| format!("`# {}`", b.name()))
        .collect();
    format!("a page has, in this order, {}", names.join(", "))
}
