//! Owns how the runs of a lesson are read: program, runtime, cores and how they are to end. Owns no run of
//! a program.

use toml::Spanned;

use crate::base::{Source, VirtualDuration};
use crate::runtime::{self, RUNTIMES};

use super::format::RawRun;
use super::lex::duration;
use super::model::{Ending, NamedRun, Settings};
use super::parse::instead;
use super::read::Reader;
use super::report::Helped;

/// CPython's default switch interval (`DEFAULT_INTERVAL`, Python/ceval_gil.c).
const DEFAULT_SWITCH_INTERVAL: VirtualDuration = VirtualDuration::from_millis(5);
pub(super) const MAX_CORES: u16 = 64;

impl Reader<'_> {
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
                    schedule: None,
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
