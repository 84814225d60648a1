//! Owns lessons: the files instructors write, pages as flat blocks, questions, goals over runs, the
//! learner's progress, and the proof that what a lesson says is what its programs do.
//! Owns no drawing and no running: `view` draws pages and questions, `sim` runs programs.

mod ask;
mod ask_many;
mod attempt;
mod check;
mod contents;
mod embedded;
mod evaluate;
mod exam;
mod facts;
mod fit;
mod format;
mod glossary;
mod goal;
mod grade;
mod lex;
mod library;
mod markdown;
mod metric;
mod misconceptions;
mod model;
mod moment;
mod node;
mod number;
mod over;
mod parse;
mod progress;
mod prose;
mod quiz;
mod read;
mod read_change;
mod read_page;
mod read_question;
mod read_run;
mod read_task;
mod report;
mod review;
mod runner;
mod scaffold;
mod series;
mod shape;
mod simulated;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod tries;
mod value;
mod variant;
mod words;

pub use attempt::{Attempted, Edit, Lines, OfferedLine, Scheduled};
pub use check::{check, check_lesson};
pub use exam::{Question, questions};
pub use facts::{Finished, LockFacts, RunFacts, Runs, ThreadFacts};
pub use glossary::{Part, Term};
pub use goal::{Clause, Expr};
pub use grade::{Grade, GradeError, grade};
pub use library::{Library, LoadError};
pub use markdown::{Block, Inline, Number, Text, plain};
pub use metric::Metric;
pub use misconceptions::{MISCONCEPTIONS, Misconception, misconception};
pub use model::{
    Beat, Change, Ending, Goal, Investigation, Knob, KnobValue, Lesson, LessonFiles, Make,
    NamedRun, Page, Review, Section, Settings,
};
pub use moment::Moment;
pub use number::NumberFormat;
pub use over::{Trials, Verdict, WithVerdicts};
pub use progress::{LessonProgress, Progress, ProgressError, ProgressFile, STATE_DIR};
pub use quiz::{Answer, Attempt, Quiz};
pub use read::read_lesson;
pub use review::due;
pub use runner::{Explored, Exploring, FailingSchedule, Job, Ran, RunError, Runner};
pub use scaffold::{ScaffoldError, example, scaffold};
pub use simulated::Simulated;
pub use tries::Tries;
pub use value::{Failure, Value};
