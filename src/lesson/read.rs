//! Owns how a lesson's files become a [`Lesson`]: every name is resolved, every expression and moment
//! read, and all that is wrong is reported at once. Its parts are read by `read_run`, `read_page`,
//! `read_question`, `read_change` and `read_task`. Owns no proof by running (that is `check`).

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::base::{Diagnostic, Source, Span};

use super::fit::{Measured, Pane};
use super::format::{FORMAT_VERSION, RawLesson};
use super::markdown::{self, Text};
use super::misconceptions::{MISCONCEPTIONS, Misconception, misconception};
use super::model::{Beat, Investigation, Lesson, LessonFiles, Page, Review};
use super::parse::Scope;
use super::prose::bare_numbers;
use super::report::{Helped, Written, diagnostic};
use super::variant::read_variant;

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
        measured: Vec::new(),
    };
    let lesson = reader.lesson(folder, &raw);
    let wrong = reader.wrong;
    match lesson {
        Some(draft) if wrong.is_empty() => Ok(Lesson {
            variant,
            original,
            measured: reader.measured,
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
    pub(super) measured: Vec<Measured>,
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

    /// How much room a text takes on the screen.
    pub(super) fn measure(&mut self, pane: Pane, words: &Spanned<String>, text: &Text) {
        let place = self.words(words);
        self.measured.push(Measured::of(pane, [text], place));
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
        let named = self.named(folder);
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
        let predict = self.predictions(&raw.predict, scope);
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
        if raw.make.is_none() {
            self.nothing_to_make(&page);
        }
        let (number, name) = named?;
        let title = raw.title.get_ref().clone();
        let predict = predict?;
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
            measured: Vec::new(),
            original: files.clone(),
            files,
        }))
    }

    /// The lesson's number and name, which are its folder's.
    fn named(&mut self, folder: &str) -> Option<(u32, String)> {
        let named = folder_name(folder);
        if named.is_none() {
            let message = format!("the folder `{folder}` is not named like `02-meet-the-lock`");
            self.wrong.push(
                diagnostic(&self.files.lesson, Span::default(), message)
                    .help("two digits, a hyphen, then lower-case letters, digits and hyphens"),
            );
        }
        named.map(|(number, name)| (number, name.to_owned()))
    }

    fn nothing_to_make(&mut self, page: &Page) {
        if let Some(section) = page.sections.iter().find(|s| s.beat == Beat::Make) {
            self.wrong.push(
                diagnostic(&self.files.page, section.place, "there is nothing to make")
                    .help("add a `[make]` to `lesson.toml`, or take `# Make` out"),
            );
        }
    }

    fn version(&mut self, version: &Spanned<u32>) {
        if let Err(wrong) = check_version(&self.files.lesson, version) {
            self.wrong.push(wrong);
        }
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

    pub(super) fn tag(&mut self, tag: &Spanned<String>) -> Option<&'static Misconception> {
        let found = misconception(tag.get_ref());
        if found.is_none() {
            let last = MISCONCEPTIONS.last().map_or("", |m| m.tag);
            let wrong = self
                .words(tag)
                .whole(format!("there is no misconception `{}`", tag.get_ref()))
                .help(format!(
                    "the tags are M1 to {last}; `gilscope lessons misconceptions` lists them"
                ));
            self.wrong.push(wrong);
        }
        found
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

pub(super) const BARE_HELP: &str =
    "write `{{run.metric}}` or, as a claim to be proved, `{{80 ms ~ run.makespan ± 5%}}`";

pub(super) fn bare(number: &str) -> String {
    format!("the number {number} is neither computed nor proved")
}
