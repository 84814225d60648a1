//! Owns the shape of `lesson.toml` and `lessons.toml` as they are written: the version of the format,
//! the keys, and which are required. Unknown keys are errors. Owns no meaning (that is `read`).

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// The only version there is. A change that old files do not survive makes it 2.
pub(super) const FORMAT_VERSION: u32 = 1;

type Words = Spanned<String>;

/// `lessons/lessons.toml`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOrder {
    pub(super) format_version: Spanned<u32>,
    /// Folder names, in the order of the course.
    pub(super) order: Vec<Words>,
    /// What the course is cut into.
    #[serde(default)]
    pub(super) part: Vec<RawPart>,
}

/// `[[part]]`: from this lesson to the next part.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPart {
    pub(super) title: Words,
    pub(super) first: Words,
}

/// `lessons/glossary.toml`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGlossary {
    pub(super) format_version: Spanned<u32>,
    pub(super) term: Vec<RawTerm>,
}

/// `[[term]]`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerm {
    pub(super) name: Words,
    pub(super) says: Words,
    /// Name of the lesson that is about it.
    pub(super) lesson: Option<Words>,
}

/// `lessons/NN-name/lesson.toml`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLesson {
    pub(super) format_version: Spanned<u32>,
    pub(super) title: Words,
    pub(super) idea: Words,
    pub(super) misconceptions: Vec<Words>,
    pub(super) run: Vec<RawRun>,
    pub(super) predict: Vec<RawQuiz>,
    pub(super) see: RawQuiz,
    pub(super) investigate: Vec<RawInvestigation>,
    pub(super) change: RawChange,
    pub(super) make: Option<RawMake>,
    #[serde(default)]
    pub(super) review: Vec<RawReview>,
    /// Each a set of values for the `$NAME`s of the lesson; the first is the lesson's own.
    #[serde(default)]
    pub(super) variant: Vec<BTreeMap<String, Spanned<RawValue>>>,
}

/// `[[run]]` and `[[change.run]]`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRun {
    pub(super) name: Words,
    pub(super) title: Words,
    pub(super) program: Words,
    pub(super) runtime: Words,
    pub(super) cores: Spanned<u16>,
    #[serde(default)]
    pub(super) seed: u64,
    /// CPython's default, 5 ms, when absent.
    pub(super) switch_interval: Option<Words>,
    /// `exception` or `deadlock`, for a run that is to end so.
    pub(super) ends: Option<Words>,
}

/// `[[predict]]` and `[see]`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuiz {
    pub(super) run: Words,
    pub(super) question: Words,
    pub(super) answer: Spanned<Vec<RawAnswer>>,
}

/// `[[predict.answer]]`: either `right = true` or a `misconception`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnswer {
    pub(super) text: Words,
    #[serde(default)]
    pub(super) right: bool,
    pub(super) misconception: Option<Words>,
    /// Whether the misconception, in its own words, speaks about this answer.
    pub(super) belief: Option<Spanned<bool>>,
    pub(super) expect: Words,
    pub(super) feedback: Words,
}

/// `[[investigate]]`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInvestigation {
    pub(super) run: Words,
    pub(super) at: Words,
    pub(super) look: Words,
    pub(super) question: Words,
    pub(super) answer: Spanned<Vec<RawAnswer>>,
}

/// `[change]`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChange {
    pub(super) task: Words,
    pub(super) run: Vec<RawRun>,
    #[serde(default)]
    pub(super) knob: Vec<RawKnob>,
    /// The program that the learner edits, and one that meets the goal.
    pub(super) edit: Option<Words>,
    pub(super) solution: Option<Words>,
    pub(super) lines: Option<RawLines>,
    /// The run that the learner schedules; `solution` is a schedule then.
    pub(super) schedule: Option<Words>,
    pub(super) goal: Words,
    pub(super) hints: Spanned<Vec<Words>>,
    pub(super) success: Words,
}

/// `[change.lines]`: lines to be put in order.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLines {
    /// The program that they are put into, in the place of the line `at`.
    pub(super) program: Words,
    pub(super) at: Words,
    /// Numbers of lines, from 1.
    #[serde(default)]
    pub(super) start: Vec<Spanned<usize>>,
    pub(super) solution: Spanned<Vec<Spanned<usize>>>,
    pub(super) line: Vec<RawLine>,
}

/// `[[change.lines.line]]`; one that is not in the solution is a misconception.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLine {
    pub(super) text: Words,
    pub(super) misconception: Option<Words>,
    pub(super) feedback: Option<Words>,
    /// Number of the solution's line in whose place it is proved wrong.
    pub(super) instead_of: Option<Spanned<usize>>,
}

/// `[make]`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMake {
    pub(super) task: Words,
    /// What the learner begins with.
    pub(super) program: Words,
    pub(super) runtime: Option<Words>,
    pub(super) cores: Option<Spanned<u16>>,
    /// About the run `own`.
    pub(super) goal: Option<Words>,
    pub(super) solution: Option<Words>,
}

/// `[[review]]`: a question for those who have shown a misconception in an earlier lesson.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    pub(super) misconception: Words,
    pub(super) run: Words,
    pub(super) question: Words,
    pub(super) answer: Spanned<Vec<RawAnswer>>,
}

/// `[[change.knob]]`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKnob {
    pub(super) label: Words,
    /// Names of `[[change.run]]`s.
    pub(super) runs: Vec<Words>,
    /// `cores`, `runtime`, `switch_interval`, `program`, or the name of a constant in the program.
    pub(super) sets: Words,
    pub(super) values: Spanned<Vec<Spanned<RawValue>>>,
    /// For people, one per value; needed for programs.
    pub(super) labels: Option<Spanned<Vec<String>>>,
    /// The task is to choose: a program that is handed in must be one of these.
    #[serde(default)]
    pub(super) choice: bool,
    pub(super) start: Spanned<RawValue>,
    pub(super) solution: Spanned<RawValue>,
}

#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(untagged)]
pub(super) enum RawValue {
    Number(i64),
    Text(String),
}

impl std::fmt::Display for RawValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(n) => write!(f, "{n}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}
