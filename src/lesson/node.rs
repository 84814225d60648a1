//! Owns the tree of an expression: its nodes, which runs it names, what it asserts of every schedule, and
//! the measured values that it is about. Owns no syntax (that is `parse`), no value (`evaluate`), no
//! vocabulary (`metric`, `series`) and no repetition (`over`).

use super::facts::Runs;
use super::metric::{Metric, Series};
use super::over::Over;
use super::series::{STATISTICS, Statistic};
use super::value::Value;

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

/// How a Python expression's value is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    /// As it is.
    Value,
    /// A number of seconds, as a duration.
    Seconds,
    /// As true or false, by Python's rules.
    Invariant,
    /// How many references to an object there are.
    Refcount,
    /// How many containers the program's threads have in common: a question without an expression.
    SharedMutable,
}

/// Containers that are globals of the program.
const SHARED_MUTABLE: &str = "len({id(value) for name, value in globals().items() \
    if isinstance(value, (list, dict, set, bytearray)) and not name.startswith('__')})";

impl Taken {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Seconds => "seconds",
            Self::Invariant => "invariant",
            Self::Refcount => "refcount",
            Self::SharedMutable => "shared_mutable",
        }
    }

    /// What the interpreter is asked.
    pub(super) fn asked(self, text: &str) -> String {
        match self {
            Self::Value | Self::Seconds => text.to_owned(),
            Self::Invariant => format!("bool({text}\n)"),
            // The call has one, too.
            Self::Refcount => format!("__import__('sys').getrefcount({text}\n) - 1"),
            Self::SharedMutable => SHARED_MUTABLE.to_owned(),
        }
    }
}

/// What Python asserts at the end of a program: two expressions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Assertion {
    pub(super) condition: String,
    pub(super) message: String,
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
    /// Only this function of the program has other code than at first.
    OnlyChanged {
        run: String,
        function: String,
        before: String,
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

fn push_new<'a>(names: &mut Vec<&'a str>, name: &'a str) {
    if !names.contains(&name) {
        names.push(name);
    }
}

impl Node {
    pub(super) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Const(_)
            | Self::Metric { .. }
            | Self::Statistic { .. }
            | Self::Python { .. }
            | Self::Raised { .. }
            | Self::Uses { .. }
            | Self::Unchanged { .. }
            | Self::OnlyChanged { .. }
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
            | Self::Unchanged { run, .. }
            | Self::OnlyChanged { run, .. } => push_new(&mut names, run),
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
    pub(super) fn assertions(&self) -> Option<Vec<Assertion>> {
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
            } => vec![Assertion {
                condition: format!("({text})"),
                message: format!("{:?}", format!("at the end this is not true: {text}")),
            }],
            Self::Compare(op, a, b) => match (&**a, &**b) {
                (
                    Self::Python {
                        taken: taken @ (Taken::Value | Taken::Refcount),
                        text,
                        ..
                    },
                    Self::Const(value),
                ) => {
                    let (op, value) = (op.python(), value.python()?);
                    let text = taken.asked(text);
                    let wanted = format!("{text} {op} {value} at the end, but it is ");
                    vec![Assertion {
                        condition: format!("({text}) {op} {value}"),
                        message: format!("{wanted:?} + repr({text})"),
                    }]
                }
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
                let (word, _) = STATISTICS
                    .iter()
                    .find(|(_, known)| known == statistic)
                    .expect("every statistic has its word");
                format!("{run}.{word}({}({name:?}))", series.0)
            }
            Self::Python {
                run,
                taken: Taken::SharedMutable,
                ..
            } => format!("{run}.shared_mutable"),
            Self::Python { run, taken, text } => format!("{run}.{}({text})", taken.word()),
            Self::Raised { run, class } => {
                let of = class.as_ref().map(|class| format!("({class:?})"));
                format!("{run}.raised{}", of.unwrap_or_default())
            }
            Self::Uses { run, name } => format!("{run}.uses({name:?})"),
            Self::Unchanged { run, function, .. } => {
                format!("{run}.source_unchanged({function})")
            }
            Self::OnlyChanged { run, function, .. } => format!("{run}.only_changed({function})"),
            _ => return None,
        })
    }
}
