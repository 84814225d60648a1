//! Owns lessons: the files instructors write, pages as flat blocks, questions, goals over runs, the
//! learner's progress, and the proof that what a lesson says is what its programs do.
//! Owns no drawing and no running: `view` draws pages and questions, `sim` runs programs.

mod embedded;
mod facts;
mod format;
mod goal;
mod library;
mod markdown;
mod misconceptions;
mod model;
mod moment;
mod parse;
mod quiz;
mod read;
mod report;

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
pub use quiz::{Answer, Attempt, Quiz};
pub use read::read_lesson;
