//! Owns how a lesson's files become a [`Lesson`]: every name is resolved, every expression and moment
//! read, and all that is wrong is reported at once. Owns no proof by running (that is `check`).

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::base::{Diagnostic, Source, Span, VirtualDuration};
use crate::runtime::{self, RUNTIMES};

use super::format::{
    FORMAT_VERSION, RawAnswer, RawInvestigation, RawLesson, RawQuiz, RawReview, RawRun,
};
use super::lex::duration;
use super::markdown::{self, Block, Inline, Text};
use super::misconceptions::{MISCONCEPTIONS, Misconception, misconception};
use super::model::{
    Beat, Ending, Investigation, Lesson, LessonFiles, NamedRun, Page, Review, Section, Settings,
};
use super::moment::Moment;
use super::parse::{self, Scope, instead};
use super::prose::bare_numbers;
use super::quiz::{Answer, Quiz};
use super::report::{Helped, Written, diagnostic};
use super::variant::read_variant;

/// CPython's default switch interval (`DEFAULT_INTERVAL`, Python/ceval_gil.c).
const DEFAULT_SWITCH_INTERVAL: VirtualDuration = VirtualDuration::from_millis(5);
pub(super) const MAX_CORES: u16 = 64;

/// Reads one lesson. `folder` is its folder's name, such as `02-meet-the-lock`.
///
/// # Errors
/// All that is wrong with its files.
pub fn read_lesson(folder: &str, files: LessonFiles) -> Result<Lesson, Vec<Diagnostic>> {
    read_variant(folder, files, 0)
}

/// Reads a lesson whose variant has been put in; `original` are the files without it.
pub(super) fn read_whole(
    folder: &str,
    files: LessonFiles,
    original: LessonFiles,
    variant: usize,
) -> Result<Lesson, Vec<Diagnostic>> {
    let raw: RawLesson = from_toml(&files.lesson).map_err(|wrong| vec![wrong])?;
    let mut reader = Reader {
        files: &files,
        wrong: Vec::new(),
    };
    let lesson = reader.lesson(folder, &raw);
    let wrong = reader.wrong;
    match lesson {
        Some(draft) if wrong.is_empty() => Ok(Lesson {
            variant,
            original,
            ..draft(files)
        }),
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

pub(super) struct Reader<'a> {
    pub(super) files: &'a LessonFiles,
    pub(super) wrong: Vec<Diagnostic>,
}

type Draft = Box<dyn FnOnce(LessonFiles) -> Lesson>;

impl Reader<'_> {
    pub(super) fn keep<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|wrong| self.wrong.push(wrong)).ok()
    }

    pub(super) fn words(&self, words: &Spanned<String>) -> Written {
        written(&self.files.lesson, words)
    }

    pub(super) fn text(&mut self, words: &Spanned<String>, scope: Scope<'_>) -> Text {
        match markdown::text(&self.words(words), scope) {
            Ok(text) => text,
            Err(wrong) => {
                self.wrong.extend(wrong);
                Text::new()
            }
        }
    }

    /// A text that may not state a number that is neither computed nor proved.
    pub(super) fn prose(&mut self, words: &Spanned<String>, scope: Scope<'_>) -> Text {
        let place = self.words(words);
        for range in bare_numbers(&place.text) {
            let number = &place.text[range.clone()];
            self.wrong
                .push(place.at(range.clone(), bare(number)).help(BARE_HELP));
        }
        self.text(words, scope)
    }

    /// Goes through everything even after a mistake, so that an author sees all mistakes at once; the
    /// lesson is only made when there was none.
    fn lesson(&mut self, folder: &str, raw: &RawLesson) -> Option<Draft> {
        self.version(&raw.format_version);
        if let Some((name, span)) = raw.uneven_variant() {
            let message = format!("not every `[[variant]]` has a value for `{name}`");
            self.wrong.push(self.at(span, message));
        }
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
        let programs = self.programs_of(&runs);
        let scope = Scope {
            runs: &names,
            default: None,
            programs: &programs,
        };
        let idea = self.prose(&raw.idea, scope);
        let page = self.page(scope);
        let predict: Vec<Option<Quiz>> = raw
            .predict
            .iter()
            .map(|quiz| self.quiz(quiz, scope))
            .collect();
        if raw.predict.is_empty() {
            self.wrong.push(diagnostic(
                &self.files.lesson,
                Span::default(),
                "a lesson needs at least one `[[predict]]`",
            ));
        }
        let see = self.quiz(&raw.see, scope);
        let investigate: Vec<Option<Investigation>> = raw
            .investigate
            .iter()
            .map(|raw| self.investigation(raw, scope))
            .collect();
        let reviews: Vec<Option<Review>> = raw
            .review
            .iter()
            .map(|raw| self.review(raw, scope))
            .collect();
        let change = self.change(&raw.change);
        let make = raw.make.as_ref().map(|make| self.make(make));
        if raw.make.is_none()
            && let Some(section) = page.sections.iter().find(|s| s.beat == Beat::Make)
        {
            self.wrong.push(
                diagnostic(&self.files.page, section.place, "there is nothing to make")
                    .help("add a `[make]` to `lesson.toml`, or take `# Make` out"),
            );
        }
        let (number, name) = named?;
        let name = name.to_owned();
        let title = raw.title.get_ref().clone();
        let predict = predict.into_iter().collect::<Option<Vec<_>>>()?;
        let investigate = investigate.into_iter().collect::<Option<Vec<_>>>()?;
        let reviews = reviews.into_iter().collect::<Option<Vec<_>>>()?;
        let (see, change) = (see?, change?);
        let make = match make {
            Some(make) => Some(make?),
            None => None,
        };
        let variants = raw.variant.len().max(1);
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
            make,
            reviews,
            variants,
            variant: 0,
            original: files.clone(),
            files,
        }))
    }

    fn version(&mut self, version: &Spanned<u32>) {
        if let Err(wrong) = check_version(&self.files.lesson, version) {
            self.wrong.push(wrong);
        }
    }

    pub(super) fn tag(&mut self, tag: &Spanned<String>) -> Option<&'static Misconception> {
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

    pub(super) fn runs(&mut self, raw: &[RawRun]) -> Vec<NamedRun> {
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
            let runtime = self.runtime(raw.runtime.get_ref(), raw.runtime.span());
            self.cores_possible(i64::from(*raw.cores.get_ref()), raw.cores.span());
            let ends = self.ending(raw.ends.as_ref());
            let switch_interval = match &raw.switch_interval {
                None => DEFAULT_SWITCH_INTERVAL,
                Some(text) => self
                    .interval(text.get_ref(), text.span())
                    .unwrap_or(DEFAULT_SWITCH_INTERVAL),
            };
            runs.push(NamedRun {
                name: raw.name.get_ref().clone(),
                title: raw.title.get_ref().clone(),
                place: self.words(&raw.name),
                ends,
                settings: Settings {
                    program: raw.program.get_ref().clone(),
                    runtime: runtime.unwrap_or_default().to_owned(),
                    cores: *raw.cores.get_ref(),
                    seed: raw.seed,
                    switch_interval,
                    constants: Vec::new(),
                    text: None,
                },
            });
        }
        runs
    }

    fn ending(&mut self, words: Option<&Spanned<String>>) -> Ending {
        let Some(words) = words else {
            return Ending::Well;
        };
        let mut known = Ending::WORDS.iter();
        if let Some((_, ending)) = known.find(|(word, _)| word == words.get_ref()) {
            return *ending;
        }
        let help = instead(
            words.get_ref(),
            "the ways",
            Ending::WORDS.iter().map(|(word, _)| *word),
        );
        let message = format!("a run cannot end in `{}`", words.get_ref());
        self.wrong.push(self.words(words).whole(message).help(help));
        Ending::Well
    }

    /// What the program of each run is.
    pub(super) fn programs_of(&self, runs: &[NamedRun]) -> Vec<(String, Source)> {
        let program = |run: &NamedRun| {
            let mut files = self.files.programs.iter();
            let (_, source) = files.find(|(file, _)| *file == run.settings.program)?;
            Some((run.name.clone(), source.clone()))
        };
        runs.iter().filter_map(program).collect()
    }

    pub(super) fn at(
        &self,
        span: std::ops::Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        diagnostic(
            &self.files.lesson,
            Span::new(span.start as u32, span.end as u32),
            message,
        )
    }

    pub(super) fn program_exists(&mut self, file: &Spanned<String>) -> bool {
        let names = || self.files.programs.iter().map(|(name, _)| name.as_str());
        let found = names().any(|name| name == file.get_ref());
        if !found {
            let wrong = self
                .words(file)
                .whole(format!("the lesson has no program `{}`", file.get_ref()))
                .help(instead(file.get_ref(), "its programs", names()));
            self.wrong.push(wrong);
        }
        found
    }

    pub(super) fn cores_possible(
        &mut self,
        cores: i64,
        span: std::ops::Range<usize>,
    ) -> Option<u16> {
        match u16::try_from(cores) {
            Ok(cores @ 1..=MAX_CORES) => Some(cores),
            _ => {
                let message = format!("there can be 1 to {MAX_CORES} cores");
                self.wrong.push(self.at(span, message));
                None
            }
        }
    }

    pub(super) fn interval(
        &mut self,
        text: &str,
        span: std::ops::Range<usize>,
    ) -> Option<VirtualDuration> {
        let read = duration(text).filter(|d| *d > VirtualDuration::ZERO);
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
        for range in bare_numbers(&source.text) {
            let number = &source.text[range.clone()];
            let span = Span::new(range.start as u32, range.end as u32);
            self.wrong
                .push(diagnostic(source, span, bare(number)).help(BARE_HELP));
        }
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
                        place: placed.span,
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
        for beat in Beat::ALL.into_iter().filter(|beat| *beat != Beat::Make) {
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

    fn quiz(&mut self, raw: &RawQuiz, scope: Scope<'_>) -> Option<Quiz> {
        self.question(&raw.run, &raw.question, &raw.answer, scope)
    }

    fn review(&mut self, raw: &RawReview, scope: Scope<'_>) -> Option<Review> {
        let misconception = self.tag(&raw.misconception);
        let quiz = self.question(&raw.run, &raw.question, &raw.answer, scope);
        Some(Review {
            misconception: misconception?,
            quiz: quiz?,
        })
    }

    fn question(
        &mut self,
        run: &Spanned<String>,
        question: &Spanned<String>,
        answers: &Spanned<Vec<RawAnswer>>,
        scope: Scope<'_>,
    ) -> Option<Quiz> {
        if !scope.runs.contains(run.get_ref()) {
            let runs = scope.runs.iter().map(String::as_str);
            let wrong = self
                .words(run)
                .whole(format!("there is no run named `{}`", run.get_ref()))
                .help(instead(run.get_ref(), "the runs here", runs));
            self.wrong.push(wrong);
            return None;
        }
        let scope = Scope {
            default: Some(run.get_ref()),
            ..scope
        };
        let question = self.prose(question, scope);
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
        let feedback = self.prose(&raw.feedback, scope);
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

    fn investigation(&mut self, raw: &RawInvestigation, scope: Scope<'_>) -> Option<Investigation> {
        let quiz = self.question(&raw.run, &raw.question, &raw.answer, scope);
        let place = self.words(&raw.at);
        let moment = self.keep(Moment::read(&place));
        let look = self.prose(&raw.look, scope);
        Some(Investigation {
            moment: moment?,
            look,
            quiz: quiz?,
            place,
        })
    }

    /// The name of the runtime with this name or alias.
    pub(super) fn runtime(
        &mut self,
        name: &str,
        span: std::ops::Range<usize>,
    ) -> Option<&'static str> {
        let found = runtime::find(name);
        if found.is_none() {
            let names = RUNTIMES.iter().map(|spec| spec.name);
            let wrong = self
                .at(span, format!("there is no runtime named `{name}`"))
                .help(instead(name, "the runtimes", names));
            self.wrong.push(wrong);
        }
        found.map(|spec| spec.name)
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

const BARE_HELP: &str =
    "write `{{run.metric}}` or, as a claim to be proved, `{{80 ms ~ run.makespan ± 5%}}`";

fn bare(number: &str) -> String {
    format!("the number {number} is neither computed nor proved")
}

fn beats_help() -> String {
    let names: Vec<String> = Beat::ALL
        .iter()
        .map(|b| format!("`# {}`", b.name()))
        .collect();
    format!("a page has, in this order, {}", names.join(", "))
}
