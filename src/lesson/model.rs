//! Owns what a lesson is once it has been read: programs, named runs, a page in beats, questions and
//! the task to change something. Owns no file format (that is `format`).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::{MemoryFolder, ProgramFolder, Source, Span, VirtualDuration, VirtualTime};
use crate::runtime;
use crate::session::RunConfig;
use crate::sim::policy::{Schedule, Turn, fingerprint};

use super::attempt::{Edit, Lines, Scheduled};
use super::fit::Measured;
use super::goal::Expr;
use super::markdown::{Block, Text};
use super::misconceptions::Misconception;
use super::moment::Moment;
use super::quiz::Quiz;
use super::report::Written;

/// The steps of every lesson, in order. The evidence for predicting before running, and for keeping a
/// wrong prediction in view, is in the course's design notes.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Beat {
    #[default]
    Predict,
    Run,
    Compare,
    Investigate,
    Change,
    /// A task without a fixed answer; not every lesson has one.
    Make,
}

impl Beat {
    pub const ALL: [Self; 6] = [
        Self::Predict,
        Self::Run,
        Self::Compare,
        Self::Investigate,
        Self::Change,
        Self::Make,
    ];

    /// As a page's heading names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Predict => "Predict",
            Self::Run => "Run",
            Self::Compare => "Compare",
            Self::Investigate => "Investigate",
            Self::Change => "Change",
            Self::Make => "Make",
        }
    }
}

/// What decides a run: same settings, same trace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// File name of one of the lesson's programs.
    pub program: String,
    /// A name that `gilscope runtimes` lists.
    pub runtime: String,
    /// 1 to 64.
    pub cores: u16,
    pub seed: u64,
    pub switch_interval: VirtualDuration,
    /// Top-level constants of the program that are set to another value: name and literal.
    pub constants: Vec<(String, String)>,
    /// What the program's text is instead: a learner has changed it.
    pub text: Option<Source>,
    /// Who decides which thread goes on: these turns; else time does.
    pub schedule: Option<Vec<Turn>>,
}

/// How a run is to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ending {
    #[default]
    Well,
    /// With an exception, or another exit code than 0.
    Exception,
    Deadlock,
}

impl Ending {
    pub(super) const WORDS: &'static [(&'static str, Self)] = &[
        ("well", Self::Well),
        ("exception", Self::Exception),
        ("deadlock", Self::Deadlock),
    ];
}

impl Settings {
    /// Virtual time after which a lesson's run is stopped.
    pub const UNTIL: VirtualTime = VirtualTime(10_000_000_000);

    /// The conditions of the run of this program, as a session wants them.
    pub fn config(&self, program: &Source) -> RunConfig {
        RunConfig {
            schedule: self.schedule_of(program).map(Arc::new),
            runtime: runtime::find(&self.runtime)
                .expect("a lesson is only read when its runtimes exist"),
            cores: self.cores,
            seed: self.seed,
            switch_interval: Some(self.switch_interval),
            until: Self::UNTIL,
            ..RunConfig::default()
        }
    }
}

impl Settings {
    /// Whether a schedule is one of this run.
    ///
    /// # Errors
    /// In words, what it is one of.
    pub fn takes(&self, schedule: &Schedule, program: &Source) -> Result<(), String> {
        if schedule.runtime != self.runtime || schedule.cores != self.cores {
            return Err(format!(
                "this schedule is for {} with {} cores, the run is for {} with {}",
                schedule.runtime, schedule.cores, self.runtime, self.cores
            ));
        }
        if schedule.fingerprint != fingerprint(&program.text) {
            return Err(format!(
                "this schedule is for another program than `{}`, or for another text of it",
                self.program
            ));
        }
        Ok(())
    }

    /// The schedule of the run, if it has one, as a schedule of this program.
    pub fn schedule_of(&self, program: &Source) -> Option<Schedule> {
        Some(Schedule {
            runtime: self.runtime.clone(),
            cores: self.cores,
            fingerprint: fingerprint(&program.text),
            turns: self.schedule.clone()?,
        })
    }
}

/// A run with a name, which questions, numbers and goals use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedRun {
    pub name: String,
    /// For people: "two cores, no lock".
    pub title: String,
    pub settings: Settings,
    pub ends: Ending,
    pub(super) place: Written,
}

/// The texts of one lesson's folder, by file name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LessonFiles {
    pub lesson: Source,
    pub page: Source,
    pub programs: Vec<(String, Source)>,
}

/// One lesson, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Lesson {
    /// From the folder's name: `02-meet-the-lock` is number 2, name `meet-the-lock`.
    pub number: u32,
    pub name: String,
    pub title: String,
    /// The one idea, in a sentence.
    pub idea: Text,
    pub misconceptions: Vec<&'static Misconception>,
    pub runs: Vec<NamedRun>,
    pub page: Page,
    pub predict: Vec<Quiz>,
    /// "What did you see?", asked once more after the run.
    pub see: Quiz,
    pub investigate: Vec<Investigation>,
    pub change: Change,
    pub make: Option<Make>,
    pub reviews: Vec<Review>,
    /// How many variants of it there are, and which one this is.
    pub variants: usize,
    pub variant: usize,
    /// With the values of the variant put in.
    pub files: LessonFiles,
    /// As they are written.
    pub(super) original: LessonFiles,
    /// Its texts, with the room that each takes.
    pub(super) measured: Vec<Measured>,
}

impl Lesson {
    pub fn run(&self, name: &str) -> Option<&NamedRun> {
        self.runs.iter().find(|r| r.name == name)
    }

    /// One of its programs.
    pub fn file(&self, name: &str) -> Option<&Source> {
        let found = self.files.programs.iter().find(|(file, _)| file == name);
        found.map(|(_, source)| source)
    }

    /// The beat after this one; not every lesson has the last.
    pub fn beat_after(&self, beat: Beat) -> Option<Beat> {
        let next = Beat::ALL.get(beat as usize + 1).copied();
        next.filter(|next| *next != Beat::Make || self.make.is_some())
    }

    /// The folder that its programs see: the programs themselves.
    pub fn surroundings(&self) -> ProgramFolder {
        let files = self.files.programs.iter();
        let files = files.map(|(name, source)| (name.as_str(), &*source.text));
        ProgramFolder::new(MemoryFolder::new(format!("/lessons/{}", self.name), files))
    }

    /// The text of a run's program, with the run's constants set.
    pub fn program(&self, settings: &Settings) -> Option<Source> {
        let source = match &settings.text {
            Some(own) => own,
            None => self.file(&settings.program)?,
        };
        if settings.constants.is_empty() {
            return Some(source.clone());
        }
        let mut text = source.text.to_string();
        for (name, value) in &settings.constants {
            let range = constant_in(&text, name)?;
            text.replace_range(range, value);
        }
        Some(Source::new(source.name.clone(), text))
    }
}

/// Byte range of the value in a line `NAME = value` that stands at the left margin; a comment after
/// the value is not part of it.
pub(super) fn constant_in(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix(name)
            && let Some(value) = rest.trim_start().strip_prefix('=')
            && !value.starts_with('=')
        {
            let value = value.split('#').next().unwrap_or("");
            let from = line.len() - line[line.find('=')? + 1..].len();
            let from = from + (value.len() - value.trim_start().len());
            return Some(start + from..start + from + value.trim().len());
        }
        start += line.len();
    }
    None
}

/// The prose, cut into the beats in which it is read.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    pub sections: Vec<Section>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    pub beat: Beat,
    /// Where its heading stands.
    pub(super) place: Span,
    pub blocks: Vec<Block>,
}

impl Page {
    /// What is read in this beat.
    pub fn beat(&self, beat: Beat) -> &[Block] {
        self.sections
            .iter()
            .find(|s| s.beat == beat)
            .map_or(&[], |s| &s.blocks)
    }
}

/// A marked moment of a run, and a question about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Investigation {
    pub moment: Moment,
    /// What to do there: step, press `w`.
    pub look: Text,
    pub quiz: Quiz,
    pub(super) place: Written,
}

/// The task: turn the knobs, edit the program or order its lines until the goal holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub task: Text,
    /// Copies of named runs under the names that the goal uses; knobs turn these.
    pub runs: Vec<NamedRun>,
    pub knobs: Vec<Knob>,
    pub edit: Option<Edit>,
    pub lines: Option<Lines>,
    pub schedule: Option<Scheduled>,
    pub goal: Goal,
    /// A nudge, a pointer to the moment, nearly the solution.
    pub hints: Vec<Text>,
    /// Said when the goal is met.
    pub success: Text,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Goal {
    pub expr: Expr,
    pub(super) place: Written,
}

/// Something a learner may change, by choosing among values.
#[derive(Clone, PartialEq, Debug)]
pub struct Knob {
    /// For people: "cores of run A".
    pub label: String,
    /// The runs it changes; never empty.
    pub runs: Vec<String>,
    pub values: Vec<KnobValue>,
    /// Each value as the learner reads it.
    pub labels: Vec<String>,
    /// Indices into `values`.
    pub start: usize,
    pub solution: usize,
    /// A program that is handed in must be one of those that it chooses among.
    pub is_choice: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KnobValue {
    Cores(u16),
    Runtime(String),
    SwitchInterval(VirtualDuration),
    /// File name.
    Program(String),
    /// A top-level constant of the program, and the literal it is set to.
    Constant {
        name: String,
        value: String,
    },
}

impl KnobValue {
    /// As it is called where the lesson has no other word for it.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Cores(n) => n.to_string(),
            Self::Runtime(name) => {
                runtime::find(name).map_or_else(|| name.clone(), |spec| spec.title.to_owned())
            }
            Self::Constant { value, .. } => value.clone(),
            Self::SwitchInterval(d) => d.to_string(),
            Self::Program(file) => file.clone(),
        }
    }
}

impl Knob {
    pub(super) fn turn(&self, at: usize, settings: &mut Settings) {
        match &self.values[at] {
            KnobValue::Cores(n) => settings.cores = *n,
            KnobValue::Runtime(name) => settings.runtime.clone_from(name),
            KnobValue::SwitchInterval(d) => settings.switch_interval = *d,
            KnobValue::Program(file) => settings.program.clone_from(file),
            KnobValue::Constant { name, value } => {
                settings.constants.retain(|(n, _)| n != name);
                settings.constants.push((name.clone(), value.clone()));
            }
        }
    }
}

/// A task without a fixed answer: the learner's own program.
#[derive(Clone, PartialEq, Debug)]
pub struct Make {
    pub task: Text,
    /// With the program that the learner begins with.
    pub run: NamedRun,
    pub goal: Option<Goal>,
    /// A program that meets the goal.
    pub solution: Option<String>,
}

/// A question for those who have shown a misconception in an earlier lesson.
#[derive(Clone, PartialEq, Debug)]
pub struct Review {
    pub misconception: &'static Misconception,
    pub quiz: Quiz,
}
