//! Owns the small language of questions and goals: what an expression means over the facts of runs.
//! Owns no syntax (that is `parse`).

use std::fmt;

use crate::base::VirtualDuration;

use super::facts::{RunFacts, Runs};

/// What an expression may ask of one run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Metric {
    Makespan,
    Busy,
    Parallelism,
    Switches,
    DropRequests,
    Threads,
    Cores,
    Runtime,
    SwitchInterval,
    Stdout,
    Exit,
    Running,
    Waiting,
    Runnable,
    Blocked,
    HeldShare,
    WaitShare,
    Starts,
    Ends,
}

/// What kind of thing an expression yields; kinds do not mix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Time,
    Number,
    Share,
    Text,
    Truth,
}

impl Kind {
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Time => "a duration",
            Self::Number => "a number",
            Self::Share => "a share",
            Self::Text => "a text",
            Self::Truth => "true or false",
        }
    }
}

/// One row per metric: name, what it yields, whether it asks about one thread.
pub(super) struct MetricRow {
    pub(super) metric: Metric,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) of_thread: bool,
}

const fn row(metric: Metric, name: &'static str, kind: Kind, of_thread: bool) -> MetricRow {
    MetricRow {
        metric,
        name,
        kind,
        of_thread,
    }
}

pub(super) const METRICS: &[MetricRow] = &[
    row(Metric::Makespan, "makespan", Kind::Time, false),
    row(Metric::Busy, "busy", Kind::Time, false),
    row(Metric::Parallelism, "parallelism", Kind::Number, false),
    row(Metric::Switches, "switches", Kind::Number, false),
    row(Metric::DropRequests, "drop_requests", Kind::Number, false),
    row(Metric::Threads, "threads", Kind::Number, false),
    row(Metric::Cores, "cores", Kind::Number, false),
    row(Metric::Runtime, "runtime", Kind::Text, false),
    row(Metric::SwitchInterval, "switch_interval", Kind::Time, false),
    row(Metric::Stdout, "stdout", Kind::Text, false),
    row(Metric::Exit, "exit", Kind::Number, false),
    row(Metric::Running, "running", Kind::Time, true),
    row(Metric::Waiting, "waiting", Kind::Time, true),
    row(Metric::Runnable, "runnable", Kind::Time, true),
    row(Metric::Blocked, "blocked", Kind::Time, true),
    row(Metric::HeldShare, "held%", Kind::Share, true),
    row(Metric::WaitShare, "wait%", Kind::Share, true),
    row(Metric::Starts, "starts", Kind::Time, true),
    row(Metric::Ends, "ends", Kind::Time, true),
];

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
    fn number(&self) -> f64 {
        match self {
            Self::Time(x) | Self::Number(x) | Self::Share(x) => *x,
            Self::Text(_) | Self::Truth(_) => {
                unreachable!("the parser has checked the kinds of operands")
            }
        }
    }

    fn like(&self, x: f64) -> Self {
        match self {
            Self::Time(_) => Self::Time(x),
            Self::Share(_) => Self::Share(x),
            _ => Self::Number(x),
        }
    }

    fn truth(&self) -> bool {
        matches!(self, Self::Truth(true))
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

/// An expression over named runs, checked when it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    pub(super) node: Node,
    pub(super) kind: Kind,
    /// As it was written.
    pub text: String,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Node {
    Const(Value),
    Metric {
        run: String,
        metric: Metric,
        thread: Option<String>,
    },
    /// The time both runs spent on cores is the same within 5 %: neither did less work than the other.
    SameWork(String, String),
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
        Ok(self.value(runs)?.truth())
    }

    /// Whether the expression is true or false, rather than a quantity.
    pub fn is_condition(&self) -> bool {
        self.kind == Kind::Truth
    }

    /// Names of the runs that the expression needs, in order of first mention.
    pub fn runs(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.node.visit(&mut |node| match node {
            Node::Metric { run, .. } => push_new(&mut names, run),
            Node::SameWork(a, b) => {
                push_new(&mut names, a);
                push_new(&mut names, b);
            }
            _ => {}
        });
        names
    }

    /// The measured values the expression looks at, as `two.makespan = 80.4 ms`, so that a learner
    /// (or an instructor whose lesson fails) sees why it holds or not.
    pub fn evidence(&self, runs: &dyn Runs) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        self.node.visit(&mut |node| {
            if let Node::Metric {
                run,
                metric,
                thread,
            } = node
                && let Ok(value) = node.value(runs)
            {
                let name = metric_name(*metric);
                let of = thread
                    .as_ref()
                    .map_or(String::new(), |t| format!("({t:?})"));
                let line = format!("{run}.{name}{of} = {value}");
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        });
        lines
    }
}

fn push_new<'a>(names: &mut Vec<&'a str>, name: &'a str) {
    if !names.contains(&name) {
        names.push(name);
    }
}

fn metric_name(metric: Metric) -> &'static str {
    METRICS
        .iter()
        .find(|row| row.metric == metric)
        .expect("METRICS has a row for every metric")
        .name
}

impl Node {
    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Const(_) | Self::Metric { .. } | Self::SameWork(..) => {}
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

    fn value(&self, runs: &dyn Runs) -> Result<Value, Failure> {
        Ok(match self {
            Self::Const(value) => value.clone(),
            Self::Metric {
                run,
                metric,
                thread,
            } => measure(facts(runs, run)?, run, *metric, thread.as_deref())?,
            Self::SameWork(a, b) => {
                let (a, b) = (facts(runs, a)?.busy(), facts(runs, b)?.busy());
                Value::Truth(near(
                    a.nanos() as f64,
                    b.nanos() as f64,
                    &Value::Share(0.05),
                ))
            }
            Self::Arith(op, a, b) => arith(*op, &a.value(runs)?, &b.value(runs)?),
            Self::Compare(op, a, b) => Value::Truth(compare(*op, &a.value(runs)?, &b.value(runs)?)),
            Self::Near(a, b, tolerance) => Value::Truth(near(
                a.value(runs)?.number(),
                b.value(runs)?.number(),
                &tolerance.value(runs)?,
            )),
            Self::Contains(a, b) => match (a.value(runs)?, b.value(runs)?) {
                (Value::Text(a), Value::Text(b)) => Value::Truth(a.contains(&b)),
                _ => unreachable!("the parser has checked that both are texts"),
            },
            Self::Not(a) => Value::Truth(!a.value(runs)?.truth()),
            Self::And(a, b) => Value::Truth(a.value(runs)?.truth() && b.value(runs)?.truth()),
            Self::Or(a, b) => Value::Truth(a.value(runs)?.truth() || b.value(runs)?.truth()),
        })
    }
}

fn facts<'a>(runs: &'a dyn Runs, run: &str) -> Result<&'a RunFacts, Failure> {
    runs.facts(run)
        .ok_or_else(|| Failure::NotRun(run.to_owned()))
}

fn near(left: f64, right: f64, tolerance: &Value) -> bool {
    let slack = match tolerance {
        Value::Share(share) => right.abs() * share,
        amount => amount.number(),
    };
    (left - right).abs() <= slack
}

fn arith(op: Arith, a: &Value, b: &Value) -> Value {
    let (x, y) = (a.number(), b.number());
    match op {
        Arith::Add => a.like(x + y),
        Arith::Sub => a.like(x - y),
        Arith::Mul if matches!(a, Value::Number(_)) => b.like(x * y),
        Arith::Mul => a.like(x * y),
        Arith::Div if matches!(b, Value::Time(_)) => Value::Number(x / y),
        Arith::Div => a.like(x / y),
    }
}

fn compare(op: Compare, a: &Value, b: &Value) -> bool {
    use std::cmp::Ordering;
    let order = match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        // Not a number (0 / 0) compares with nothing, so such a goal is not met.
        _ => match a.number().partial_cmp(&b.number()) {
            Some(order) => order,
            None => return false,
        },
    };
    match op {
        Compare::Less => order == Ordering::Less,
        Compare::LessEqual => order != Ordering::Greater,
        Compare::Greater => order == Ordering::Greater,
        Compare::GreaterEqual => order != Ordering::Less,
        Compare::Equal => order == Ordering::Equal,
        Compare::NotEqual => order != Ordering::Equal,
    }
}

fn measure(
    facts: &RunFacts,
    run: &str,
    metric: Metric,
    thread: Option<&str>,
) -> Result<Value, Failure> {
    let time = |d: VirtualDuration| Value::Time(d.nanos() as f64);
    let of_thread = || {
        let name = thread.unwrap_or("");
        facts.thread(name).ok_or_else(|| Failure::NoThread {
            run: run.to_owned(),
            thread: name.to_owned(),
            has: facts.threads.iter().map(|t| t.name.clone()).collect(),
        })
    };
    let share = |part: VirtualDuration| {
        Value::Share(part.nanos() as f64 / facts.makespan.nanos().max(1) as f64)
    };
    Ok(match metric {
        Metric::Makespan => time(facts.makespan),
        Metric::Busy => time(facts.busy()),
        Metric::Parallelism => Value::Number(facts.parallelism),
        Metric::Switches => Value::Number(facts.switches as f64),
        Metric::DropRequests => Value::Number(facts.drop_requests as f64),
        Metric::Threads => Value::Number(facts.threads.len() as f64),
        Metric::Cores => Value::Number(f64::from(facts.settings.cores)),
        Metric::Runtime => Value::Text(facts.settings.runtime.clone()),
        Metric::SwitchInterval => time(facts.settings.switch_interval),
        Metric::Stdout => Value::Text(facts.stdout.clone()),
        Metric::Exit => Value::Number(f64::from(facts.exit)),
        Metric::Running => time(of_thread()?.running),
        Metric::Waiting => time(of_thread()?.waiting),
        Metric::Runnable => time(of_thread()?.runnable),
        Metric::Blocked => time(of_thread()?.blocked),
        Metric::HeldShare => share(of_thread()?.held),
        Metric::WaitShare => share(of_thread()?.waiting),
        Metric::Starts => Value::Time(of_thread()?.started.nanos() as f64),
        Metric::Ends => Value::Time(of_thread()?.ended.nanos() as f64),
    })
}

/// How a computed number is written into a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum NumberFormat {
    /// By its kind: `80 ms`, `19`, `1.98`, `52 %`.
    #[default]
    Plain,
    /// Whole milliseconds: `80 ms`.
    Milliseconds,
    /// Milliseconds with one decimal: `80.4 ms`.
    TenthsOfMilliseconds,
    /// Whole microseconds: `53 µs`.
    Microseconds,
    /// Seconds with two decimals: `0.08 s`.
    Seconds,
    /// A ratio with one decimal: `1.9×`.
    Times,
    /// Whole percent: `52 %`.
    Percent,
    /// A whole number: `19`.
    Count,
}

/// The words after `|` in `{{run.metric|format}}`.
pub(super) const FORMATS: &[(&str, NumberFormat)] = &[
    ("ms", NumberFormat::Milliseconds),
    ("ms.1", NumberFormat::TenthsOfMilliseconds),
    ("µs", NumberFormat::Microseconds),
    ("us", NumberFormat::Microseconds),
    ("s", NumberFormat::Seconds),
    ("x", NumberFormat::Times),
    ("%", NumberFormat::Percent),
    ("n", NumberFormat::Count),
];

impl NumberFormat {
    /// The value in words.
    pub fn write(self, value: &Value) -> String {
        let x = match value {
            Value::Text(text) => return text.trim_end().to_owned(),
            Value::Truth(truth) => return truth.to_string(),
            Value::Time(x) | Value::Number(x) | Value::Share(x) => *x,
        };
        match self {
            Self::Plain if matches!(value, Value::Time(_)) => Self::Milliseconds.write(value),
            Self::Plain => value.to_string(),
            Self::Milliseconds => format!("{:.0} ms", x / 1e6),
            Self::TenthsOfMilliseconds => format!("{:.1} ms", x / 1e6),
            Self::Microseconds => format!("{:.0} µs", x / 1e3),
            Self::Seconds => format!("{:.2} s", x / 1e9),
            Self::Times => format!("{x:.1}×"),
            Self::Percent => format!("{:.0} %", x * 100.0),
            Self::Count => format!("{x:.0}"),
        }
    }
}
