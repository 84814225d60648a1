//! Owns what an expression yields: values with their kinds, how a person says them, and why there may be
//! none. Owns no expression.

use std::fmt;

use crate::base::VirtualDuration;

/// What kind of thing an expression yields; kinds do not mix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Time,
    Number,
    Share,
    Text,
    Truth,
    /// What a variable of the program holds: a number, a text, or true or false.
    Any,
}

impl Kind {
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Time => "a duration",
            Self::Number => "a number",
            Self::Share => "a share",
            Self::Text => "a text",
            Self::Truth => "true or false",
            Self::Any => "a value of the program",
        }
    }

    /// Whether it can stand where the other is wanted; a value of the program is what it is compared with.
    pub(super) fn is(self, wanted: Self) -> bool {
        let plain = |kind| matches!(kind, Self::Number | Self::Text | Self::Truth | Self::Any);
        self == wanted
            || (self == Self::Any && plain(wanted))
            || (wanted == Self::Any && plain(self))
    }
}

/// What an expression yields. Times are in nanoseconds; shares are 0 to 1.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Time(f64),
    Number(f64),
    Share(f64),
    Text(String),
    Truth(bool),
}

impl Value {
    #[cfg(test)]
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Time(_) => Kind::Time,
            Self::Number(_) => Kind::Number,
            Self::Share(_) => Kind::Share,
            Self::Text(_) => Kind::Text,
            Self::Truth(_) => Kind::Truth,
        }
    }

    pub(super) fn number(&self) -> Result<f64, Failure> {
        match self {
            Self::Time(x) | Self::Number(x) | Self::Share(x) => Ok(*x),
            Self::Text(_) | Self::Truth(_) => {
                Err(Failure::Mismatch(format!("{self} is not a number")))
            }
        }
    }

    pub(super) fn text(self) -> Result<String, Failure> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(Failure::Mismatch(format!("{other} is not a text"))),
        }
    }

    /// As a Python literal.
    pub(super) fn python(&self) -> Option<String> {
        Some(match self {
            Self::Number(x) => format!("{x}"),
            Self::Text(text) => format!("{text:?}"),
            Self::Truth(true) => "True".to_owned(),
            Self::Truth(false) => "False".to_owned(),
            Self::Time(_) | Self::Share(_) => return None,
        })
    }

    pub(super) fn like(&self, x: f64) -> Self {
        match self {
            Self::Time(_) => Self::Time(x),
            Self::Share(_) => Self::Share(x),
            _ => Self::Number(x),
        }
    }

    pub(super) fn truth(&self) -> Result<bool, Failure> {
        match self {
            Self::Truth(truth) => Ok(*truth),
            other => Err(Failure::Mismatch(format!(
                "{other} is neither true nor false"
            ))),
        }
    }
}

/// As a person would say it: `80.4 ms`, `1.98`, `52 %`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(ns) if *ns >= 100e6 => write!(f, "{:.0} ms", ns / 1e6),
            Self::Time(ns) if *ns >= 1e6 => write!(f, "{:.1} ms", ns / 1e6),
            Self::Time(ns) => write!(f, "{}", VirtualDuration(ns.max(0.0).round() as u64)),
            Self::Number(x) if x.fract() == 0.0 => write!(f, "{x:.0}"),
            Self::Number(x) => write!(f, "{x:.2}"),
            Self::Share(x) => write!(f, "{:.0} %", x * 100.0),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Truth(true) => f.write_str("true"),
            Self::Truth(false) => f.write_str("false"),
        }
    }
}

/// Why an expression has no value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The named run has not been run.
    NotRun(String),
    /// The run has no thread of this name; with the names it has.
    NoThread {
        run: String,
        thread: String,
        has: Vec<String>,
    },
    /// The program has taken no lock of this name; with the names of those it has.
    NoLock {
        run: String,
        lock: String,
        has: Vec<String>,
    },
    /// A statistic of nothing.
    NothingMeasured(String),
    /// The Python expression has no value; why, in Python's words.
    Python { text: String, why: String },
    /// A value of the program is of another kind than what it is compared with.
    Mismatch(String),
    /// Many runs are needed and have not been made.
    NotTried,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRun(run) => write!(f, "run `{run}` has not been run"),
            Self::NoThread { run, thread, has } => write!(
                f,
                "run `{run}` has no thread named {thread:?}; its threads are {}",
                has.join(", ")
            ),
            Self::NoLock { run, lock, has } if has.is_empty() => write!(
                f,
                "run `{run}` has no lock named {lock:?}: it takes no lock that the program has a name for"
            ),
            Self::NoLock { run, lock, has } => write!(
                f,
                "run `{run}` has no lock named {lock:?}; its locks are {}",
                has.join(", ")
            ),
            Self::NothingMeasured(what) => write!(f, "{what} is of nothing: it never happened"),
            Self::Python { text, why } => write!(f, "`{text}` has no value at the end: {why}"),
            Self::Mismatch(what) => f.write_str(what),
            Self::NotTried => f.write_str("the many runs that this needs have not been made"),
        }
    }
}
