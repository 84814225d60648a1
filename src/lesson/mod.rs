//! Owns lessons: the files instructors write, pages as flat blocks, questions, goals over runs, the
//! learner's progress, and the proof that what a lesson says is what its programs do.
//! Owns no drawing and no running: `view` draws pages and questions, `sim` runs programs.

mod check;
mod embedded;
mod facts;
mod format;
mod goal;
mod lex;
mod library;
mod markdown;
mod misconceptions;
mod model;
mod moment;
mod parse;
mod progress;
mod prose;
mod quiz;
mod read;
mod read_change;
mod report;
mod runner;
mod simulated;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use check::{check, check_lesson};
pub use facts::{RunFacts, Runs, ThreadFacts};
pub use goal::{Expr, Failure, Metric, NumberFormat, Value};
pub use library::{Library, LoadError};
pub use markdown::{Block, Inline, Number, Text, plain};
pub use misconceptions::{MISCONCEPTIONS, Misconception, misconception};
pub use model::{
    Beat, Change, Goal, Investigation, Knob, KnobValue, Lesson, LessonFiles, NamedRun, Page,
    Section, Settings,
};
pub use moment::Moment;
pub use progress::{LessonProgress, Progress, ProgressError, ProgressFile, STATE_DIR};
pub use quiz::{Answer, Attempt, Quiz};
pub use read::read_lesson;
pub use runner::{Ran, RunError, Runner};
pub use simulated::Simulated;
