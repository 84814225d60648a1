//! Owns the small language of questions and goals: what an expression means over the facts of runs.
//! Owns no syntax (that is `parse`), no vocabulary (`metric`, `series`) and no repetition (`over`).

use std::fmt;

use crate::base::VirtualDuration;
use crate::frontend;
use crate::sim::Found;

use super::facts::{RunFacts, Runs};
use super::metric::{Metric, Series};
use super::over::Over;
use super::series::Statistic;

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

    fn number(&self) -> Result<f64, Failure> {
        match self {
            Self::Time(x) | Self::Number(x) | Self::Share(x) => Ok(*x),
            Self::Text(_) | Self::Truth(_) => {
                Err(Failure::Mismatch(format!("{self} is not a number")))
            }
        }
    }

    fn text(self) -> Result<String, Failure> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(Failure::Mismatch(format!("{other} is not a text"))),
        }
    }

    /// As a Python literal.
    fn python(&self) -> Option<String> {
        Some(match self {
            Self::Number(x) => format!("{x}"),
            Self::Text(text) => format!("{text:?}"),
            Self::Truth(true) => "True".to_owned(),
            Self::Truth(false) => "False".to_owned(),
            Self::Time(_) | Self::Share(_) => return None,
        })
    }

    fn like(&self, x: f64) -> Self {
        match self {
            Self::Time(_) => Self::Time(x),
            Self::Share(_) => Self::Share(x),
            _ => Self::Number(x),
        }
    }

    fn truth(&self) -> Result<bool, Failure> {
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

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arith {
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compare {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
}

impl Compare {
    const fn python(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
        }
    }
}

/// An expression over named runs, checked when it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    pub(super) node: Node,
    pub(super) kind: Kind,
    /// As it was written.
    pub text: String,
    /// The parts that `and` joins at the outermost, with their texts; none when it is one whole.
    pub(super) clauses: Vec<(String, Node)>,
}

/// One part of a goal, held against runs.
#[derive(Clone, PartialEq, Debug)]
pub struct Clause {
    pub text: String,
    pub met: bool,
    /// What was measured, or why nothing could be.
    pub measured: Vec<String>,
}

/// How a Python expression's value is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    /// As it is.
    Value,
    /// A number of seconds, as a duration.
    Seconds,
    /// As true or false, by Python's rules.
    Invariant,
}

impl Taken {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Seconds => "seconds",
            Self::Invariant => "invariant",
        }
    }

    /// What the interpreter is asked.
    fn asked(self, text: &str) -> String {
        match self {
            Self::Value | Self::Seconds => text.to_owned(),
            Self::Invariant => format!("bool({text}\n)"),
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Node {
    Const(Value),
    Metric {
        run: String,
        metric: Metric,
        /// The thread or lock it is asked of.
        name: Option<String>,
    },
    Statistic {
        run: String,
        statistic: Statistic,
        series: (&'static str, Series),
        name: String,
    },
    /// A Python expression, evaluated in the program's module when the run has ended.
    Python {
        run: String,
        taken: Taken,
        text: String,
    },
    /// An exception left the program or one of its threads: one of this class, or any.
    Raised {
        run: String,
        class: Option<String>,
    },
    /// The program's text has this name in it: `threading.Lock`, however imported.
    Uses {
        run: String,
        name: String,
    },
    /// A function of the program has the code that it had at first.
    Unchanged {
        run: String,
        function: String,
        code: String,
    },
    /// The time both runs spent on cores is the same within 5 %: neither did less work than the other.
    SameWork(String, String),
    Over(Over),
    Arith(Arith, Box<Self>, Box<Self>),
    Compare(Compare, Box<Self>, Box<Self>),
    /// Left equals right within a tolerance: a share of the right side, or an amount.
    Near(Box<Self>, Box<Self>, Box<Self>),
    Contains(Box<Self>, Box<Self>),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
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

impl Expr {
    /// The value over these runs.
    pub fn value(&self, runs: &dyn Runs) -> Result<Value, Failure> {
        self.node.value(runs)
    }

    /// Whether the expression holds. Expressions used as goals and proofs are checked to be true or
    /// false when they are read.
    pub fn holds(&self, runs: &dyn Runs) -> Result<bool, Failure> {
        self.value(runs)?.truth()
    }

    /// The parts of the goal, each by itself, so that somebody who misses it sees which they miss.
    pub fn clauses(&self, runs: &dyn Runs) -> Vec<Clause> {
        let whole = [(self.text.clone(), self.node.clone())];
        let clauses = match self.clauses.as_slice() {
            [] => &whole,
            clauses => clauses,
        };
        let held = clauses.iter().map(|(text, node)| {
            let (met, measured) = match node.value(runs).and_then(|value| value.truth()) {
                Ok(met) => (met, node.evidence(runs)),
                Err(failure) => (false, vec![failure.to_string()]),
            };
            Clause {
                text: text.clone(),
                met,
                measured,
            }
        });
        held.collect()
    }

    /// Whether the expression is true or false, rather than a quantity.
    pub fn is_condition(&self) -> bool {
        self.kind == Kind::Truth
    }

    /// Whether it needs more runs than those it names.
    pub fn needs_many_runs(&self) -> bool {
        !self.node.overs().is_empty()
    }

    /// Names of the runs that the expression needs, in order of first mention.
    pub fn runs(&self) -> Vec<&str> {
        self.node.runs()
    }

    /// The Python expressions that it asks of a run.
    pub fn asks<'a>(&'a self, run: &str) -> Vec<String> {
        let mut asked = Vec::new();
        self.node.visit(&mut |node: &'a Node| {
            if let Node::Python {
                run: of,
                taken,
                text,
            } = node
                && of == run
            {
                asked.push(taken.asked(text));
            }
        });
        asked
    }

    /// The measured values the expression looks at, as `two.makespan = 80.4 ms`, so that a learner
    /// (or an instructor whose lesson fails) sees why it holds or not.
    pub fn evidence(&self, runs: &dyn Runs) -> Vec<String> {
        self.node.evidence(runs)
    }
}

fn push_new<'a>(names: &mut Vec<&'a str>, name: &'a str) {
    if !names.contains(&name) {
        names.push(name);
    }
}

impl Node {
    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Const(_)
            | Self::Metric { .. }
            | Self::Statistic { .. }
            | Self::Python { .. }
            | Self::Raised { .. }
            | Self::Uses { .. }
            | Self::Unchanged { .. }
            | Self::SameWork(..) => {}
            Self::Over(over) => over.body.visit(see),
            Self::Not(a) => a.visit(see),
            Self::Arith(_, a, b)
            | Self::Compare(_, a, b)
            | Self::Contains(a, b)
            | Self::And(a, b)
            | Self::Or(a, b) => {
                a.visit(see);
                b.visit(see);
            }
            Self::Near(a, b, c) => {
                a.visit(see);
                b.visit(see);
                c.visit(see);
            }
        }
    }

    pub(super) fn overs(&self) -> Vec<&Over> {
        let mut found = Vec::new();
        self.visit(&mut |node| {
            if let Self::Over(over) = node {
                found.push(over);
            }
        });
        found
    }

    pub(super) fn runs(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.visit(&mut |node| match node {
            Self::Metric { run, .. }
            | Self::Statistic { run, .. }
            | Self::Python { run, .. }
            | Self::Raised { run, .. }
            | Self::Uses { run, .. }
            | Self::Unchanged { run, .. } => push_new(&mut names, run),
            Self::SameWork(a, b) => {
                push_new(&mut names, a);
                push_new(&mut names, b);
            }
            _ => {}
        });
        names
    }

    /// What Python would assert at the program's end, for the same to hold under a schedule that neither
    /// deadlocks nor raises; `None` when it cannot be said so.
    pub(super) fn assertions(&self) -> Option<Vec<String>> {
        Some(match self {
            Self::And(a, b) => [a.assertions()?, b.assertions()?].concat(),
            Self::Metric {
                metric: Metric::DeadlockFree,
                ..
            } => Vec::new(),
            Self::Not(a) if matches!(**a, Self::Raised { .. }) => Vec::new(),
            Self::Python {
                taken: Taken::Invariant,
                text,
                ..
            } => vec![format!("({text})")],
            Self::Compare(op, a, b) => match (&**a, &**b) {
                (
                    Self::Python {
                        taken: Taken::Value,
                        text,
                        ..
                    },
                    Self::Const(value),
                ) => vec![format!("({text}) {} {}", op.python(), value.python()?)],
                _ => return None,
            },
            _ => return None,
        })
    }

    /// What was measured, one line each. Of a question about many runs, what they came to.
    pub(super) fn evidence(&self, runs: &dyn Runs) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        self.collect_evidence(runs, &mut lines);
        lines
    }

    fn collect_evidence(&self, runs: &dyn Runs, lines: &mut Vec<String>) {
        let mut say = |line: String| {
            if !lines.contains(&line) {
                lines.push(line);
            }
        };
        match self {
            Self::Over(over) => {
                if let Some(verdict) = runs.verdict(&over.text) {
                    say(verdict.to_string());
                }
            }
            Self::Const(_) | Self::SameWork(..) => {}
            Self::Not(a) => a.collect_evidence(runs, lines),
            Self::Arith(_, a, b)
            | Self::Compare(_, a, b)
            | Self::Contains(a, b)
            | Self::And(a, b)
            | Self::Or(a, b)
            | Self::Near(a, b, _) => {
                a.collect_evidence(runs, lines);
                b.collect_evidence(runs, lines);
            }
            leaf => {
                if let Some(name) = leaf.name()
                    && let Ok(value) = leaf.value(runs)
                {
                    say(format!("{name} = {value}"));
                }
            }
        }
    }

    /// What a measured value is called in the evidence.
    fn name(&self) -> Option<String> {
        Some(match self {
            Self::Metric { run, metric, name } => {
                let of = name.as_ref().map(|name| format!("({name:?})"));
                format!("{run}.{}{}", metric.name(), of.unwrap_or_default())
            }
            Self::Statistic {
                run,
                statistic,
                series,
                name,
            } => {
                let (word, _) = super::series::STATISTICS
                    .iter()
                    .find(|(_, known)| known == statistic)
                    .expect("every statistic has its word");
                format!("{run}.{word}({}({name:?}))", series.0)
            }
            Self::Python { run, taken, text } => format!("{run}.{}({text})", taken.word()),
            Self::Raised { run, class } => {
                let of = class.as_ref().map(|class| format!("({class:?})"));
                format!("{run}.raised{}", of.unwrap_or_default())
            }
            Self::Uses { run, name } => format!("{run}.uses({name:?})"),
            Self::Unchanged { run, function, .. } => {
                format!("{run}.source_unchanged({function})")
            }
            _ => return None,
        })
    }

    pub(super) fn value(&self, runs: &dyn Runs) -> Result<Value, Failure> {
        Ok(match self {
            Self::Const(value) => value.clone(),
            Self::Metric { run, metric, name } => {
                metric.measure(facts(runs, run)?, run, name.as_deref())?
            }
            Self::Statistic {
                run,
                statistic,
                series,
                name,
            } => {
                let measured = series.1.of(facts(runs, run)?, run, name)?;
                let number = statistic.of(measured);
                let number = number
                    .ok_or_else(|| Failure::NothingMeasured(format!("`{}({name:?})`", series.0)))?;
                match statistic {
                    Statistic::Count => Value::Number(number),
                    _ => Value::Time(number),
                }
            }
            Self::Python { run, taken, text } => python(facts(runs, run)?, *taken, text)?,
            Self::Raised { run, class } => {
                let raised = facts(runs, run)?.raised();
                Value::Truth(match class {
                    Some(class) => raised.contains(&class.as_str()),
                    None => !raised.is_empty(),
                })
            }
            Self::Uses { run, name } => {
                let names = frontend::names(&facts(runs, run)?.program.text);
                Value::Truth(names.is_some_and(|names| names.used.contains(name)))
            }
            Self::Unchanged {
                run,
                function,
                code,
            } => {
                let names = frontend::names(&facts(runs, run)?.program.text);
                let now = names.and_then(|names| names.defined.get(function).cloned());
                Value::Truth(now.as_ref() == Some(code))
            }
            Self::SameWork(a, b) => {
                let (a, b) = (facts(runs, a)?.busy(), facts(runs, b)?.busy());
                Value::Truth(near(
                    a.nanos() as f64,
                    b.nanos() as f64,
                    &Value::Share(0.05),
                )?)
            }
            Self::Over(over) => over.value(runs.verdict(&over.text).ok_or(Failure::NotTried)?),
            Self::Arith(op, a, b) => arith(*op, &a.value(runs)?, &b.value(runs)?)?,
            Self::Compare(op, a, b) => {
                Value::Truth(compare(*op, &a.value(runs)?, &b.value(runs)?)?)
            }
            Self::Near(a, b, tolerance) => Value::Truth(near(
                a.value(runs)?.number()?,
                b.value(runs)?.number()?,
                &tolerance.value(runs)?,
            )?),
            Self::Contains(a, b) => {
                Value::Truth(a.value(runs)?.text()?.contains(&b.value(runs)?.text()?))
            }
            Self::Not(a) => Value::Truth(!a.value(runs)?.truth()?),
            Self::And(a, b) => Value::Truth(a.value(runs)?.truth()? && b.value(runs)?.truth()?),
            Self::Or(a, b) => Value::Truth(a.value(runs)?.truth()? || b.value(runs)?.truth()?),
        })
    }
}

fn facts<'a>(runs: &'a dyn Runs, run: &str) -> Result<&'a RunFacts, Failure> {
    runs.facts(run)
        .ok_or_else(|| Failure::NotRun(run.to_owned()))
}

fn python(facts: &RunFacts, taken: Taken, text: &str) -> Result<Value, Failure> {
    let failure = |why: &str| Failure::Python {
        text: text.to_owned(),
        why: why.to_owned(),
    };
    let found = facts.values.get(&taken.asked(text));
    let found = match found {
        Some(Ok(found)) => found,
        Some(Err(why)) => return Err(failure(why)),
        None => return Err(failure("nobody has asked")),
    };
    Ok(match (taken, found) {
        (Taken::Seconds, Found::Int(i)) => Value::Time(*i as f64 * 1e9),
        (Taken::Seconds, Found::Float(x)) => Value::Time(x * 1e9),
        (Taken::Seconds, _) => return Err(failure("it is no number of seconds")),
        (_, Found::Int(i)) => Value::Number(*i as f64),
        (_, Found::Float(x)) => Value::Number(*x),
        (_, Found::Bool(b)) => Value::Truth(*b),
        (_, Found::Text(text) | Found::Other(text)) => Value::Text(text.clone()),
    })
}

fn near(left: f64, right: f64, tolerance: &Value) -> Result<bool, Failure> {
    let slack = match tolerance {
        Value::Share(share) => right.abs() * share,
        amount => amount.number()?,
    };
    Ok((left - right).abs() <= slack)
}

fn arith(op: Arith, a: &Value, b: &Value) -> Result<Value, Failure> {
    let (x, y) = (a.number()?, b.number()?);
    Ok(match op {
        Arith::Add => a.like(x + y),
        Arith::Sub => a.like(x - y),
        Arith::Mul if matches!(a, Value::Number(_)) => b.like(x * y),
        Arith::Mul => a.like(x * y),
        Arith::Div if matches!(b, Value::Time(_) | Value::Share(_)) => Value::Number(x / y),
        Arith::Div => a.like(x / y),
    })
}

fn compare(op: Compare, a: &Value, b: &Value) -> Result<bool, Failure> {
    use std::cmp::Ordering;
    let order = match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Truth(a), Value::Truth(b)) => a.cmp(b),
        // Not a number (0 / 0) compares with nothing, so such a goal is not met.
        _ => match a.number()?.partial_cmp(&b.number()?) {
            Some(order) => order,
            None => return Ok(false),
        },
    };
    Ok(match op {
        Compare::Less => order == Ordering::Less,
        Compare::LessEqual => order != Ordering::Greater,
        Compare::Greater => order == Ordering::Greater,
        Compare::GreaterEqual => order != Ordering::Less,
        Compare::Equal => order == Ordering::Equal,
        Compare::NotEqual => order != Ordering::Equal,
    })
}
