//! Owns goals in words for learners: what was wanted of what, and what came. Owns no measuring, and no
//! wording of what is wrong with a lesson (that is `check`).

use super::facts::Runs;
use super::metric::{Metric, Series};
use super::model::NamedRun;
use super::node::{Arith, Compare, Node, Taken};
use super::series::Statistic;
use super::value::Value;

impl Metric {
    /// What a person calls it; `{}` is the thread or lock that it is asked of.
    const fn words(self) -> &'static str {
        match self {
            Self::Makespan => "duration",
            Self::Busy => "time on cores, all threads together",
            Self::Asleep => "time asleep, all threads together",
            Self::Parallelism => "threads that execute Python at once, on average",
            Self::Switches => "hand-offs of the GIL",
            Self::DropRequests => "requests for the GIL",
            Self::GilShare => "share of the time in which the GIL is held",
            Self::Wakes => "wake-ups for the GIL",
            Self::FailedWakes => "wake-ups for the GIL in vain",
            Self::FailedShare => "share of the wake-ups in vain",
            Self::Threads => "threads, the main thread among them",
            Self::Processes => "processes, the first one and any forkserver among them",
            Self::PickledBytes => "bytes copied between processes",
            Self::Preemptions => "preemptions",
            Self::Locks => "locks",
            Self::Cores => "cores",
            Self::Runtime => "runtime",
            Self::SwitchInterval => "switch interval",
            Self::Stdout => "output",
            Self::Stderr => "error output",
            Self::Exit => "exit code",
            Self::DeadlockFree => "no deadlock",
            Self::Running => "time {} is on a core",
            Self::Native => "time {} is in native code without the GIL",
            Self::NativeHolding => "time {} is in native code and keeps the GIL",
            Self::Waiting => "time {} waits for the GIL",
            Self::Runnable => "time {} has no core",
            Self::Blocked => "time {} is blocked",
            Self::Sleeping => "time {} sleeps",
            Self::OnLocks => "time {} is blocked on locks",
            Self::RunningShare => "share of the time {} is on a core",
            Self::HeldShare => "share of the time {} holds the GIL",
            Self::WaitShare => "share of the time {} waits for the GIL",
            Self::BlockedShare => "share of the time {} is blocked",
            Self::Starts => "start of {}",
            Self::FirstRun => "first turn of {}",
            Self::Ends => "end of {}",
            Self::Takes => "times {} takes the GIL",
            Self::MaxGap => "longest pause of {} between two turns",
            Self::Acquisitions => "times `{}` is taken",
            Self::Contended => "times a thread waits for `{}`",
        }
    }
}

impl Series {
    const fn words(self) -> &'static str {
        match self {
            Self::Latency => "delay of {} after a wait",
            Self::Gap => "pause of {} between two turns",
            Self::Turn => "turn of {}",
            Self::LockHold => "time `{}` is held",
            Self::LockWait => "wait for `{}`",
        }
    }
}

impl Statistic {
    fn words(self, of: &str) -> String {
        match self {
            Self::P50 => format!("{of}, in half of the cases at most"),
            Self::P95 => format!("{of}, in 95 of 100 cases at most"),
            Self::P99 => format!("{of}, in 99 of 100 cases at most"),
            Self::Max => format!("longest {of}"),
            Self::Min => format!("shortest {of}"),
            Self::Mean => format!("mean {of}"),
            Self::Total => format!("{of}, all together"),
            Self::Count => format!("how often there was a {of}"),
        }
    }
}

impl Compare {
    const fn words(self) -> &'static str {
        match self {
            Self::Less => "less than ",
            Self::LessEqual => "at most ",
            Self::Greater => "more than ",
            Self::GreaterEqual => "at least ",
            Self::Equal => "",
            Self::NotEqual => "not ",
        }
    }
}

/// Goals in words, about these runs.
pub(super) struct Teller<'a> {
    pub(super) runs: &'a dyn Runs,
    pub(super) named: &'a [NamedRun],
    /// Whether more than one run is spoken of.
    pub(super) several: bool,
}

impl Teller<'_> {
    /// One part of a goal: `hand-offs of the GIL (run Y): 20; wanted: at most 10`.
    pub(super) fn clause(&self, node: &Node) -> String {
        if let Node::Compare(op, left, right) = node
            && let (Some(words), Ok(value)) = (self.quantity(left), left.value(self.runs))
        {
            let wanted = format!("wanted: {}{}", op.words(), self.wanted(right));
            return format!("{words}: {}; {wanted}", said(&value));
        }
        if let Node::Near(left, right, _) = node
            && let (Some(words), Ok(value)) = (self.quantity(left), left.value(self.runs))
        {
            let wanted = format!("wanted: about {}", self.wanted(right));
            return format!("{words}: {}; {wanted}", said(&value));
        }
        if let Node::Over(over) = node
            && let Some(verdict) = self.runs.verdict(&over.text)
        {
            return verdict.to_string();
        }
        if let Node::Or(one, other) = node {
            return format!("{}; or {}", self.clause(one), self.clause(other));
        }
        if let Err(failure) = node.value(self.runs) {
            return failure.to_string();
        }
        match self.condition(node, true) {
            Some(words) => format!("wanted: {words}"),
            None => node.evidence(self.runs).join(", "),
        }
    }

    /// What is to be reached, with its value where that is not plain.
    fn wanted(&self, node: &Node) -> String {
        let value = node.value(self.runs);
        let value = value.as_ref().map_or_else(ToString::to_string, said);
        match (node, self.quantity(node)) {
            (Node::Const(_), _) | (_, None) => value,
            (_, Some(words)) => format!("{words} = {value}"),
        }
    }

    /// What a quantity is called.
    fn quantity(&self, node: &Node) -> Option<String> {
        Some(match node {
            Node::Const(value) => said(value),
            Node::Metric { run, metric, name } => {
                let name = name.as_deref().unwrap_or("");
                self.of_run(metric.words().replace("{}", name), run)
            }
            Node::Statistic {
                run,
                statistic,
                series,
                name,
            } => {
                let of = series.1.words().replace("{}", name);
                self.of_run(statistic.words(&of), run)
            }
            Node::Python {
                run,
                taken: Taken::Value | Taken::Seconds,
                text,
            } => self.of_run(format!("`{text}` at the end"), run),
            Node::Python {
                run,
                taken: Taken::Refcount,
                text,
            } => self.of_run(format!("references to `{text}` at the end"), run),
            Node::Python {
                run,
                taken: Taken::SharedMutable,
                ..
            } => self.of_run("containers that all threads can change".to_owned(), run),
            Node::Arith(op, left, right) => {
                let sign = match op {
                    Arith::Add => "+",
                    Arith::Sub => "−",
                    Arith::Mul => "×",
                    Arith::Div => "/",
                };
                format!("{} {sign} {}", self.quantity(left)?, self.quantity(right)?)
            }
            _ => return None,
        })
    }

    /// What is true when the condition is (or, if not `holds`, when it is not).
    fn condition(&self, node: &Node, holds: bool) -> Option<String> {
        let either = |yes: &str, no: &str| if holds { yes } else { no }.to_owned();
        Some(match node {
            Node::Not(inner) => self.condition(inner, !holds)?,
            Node::Metric {
                run,
                metric: Metric::DeadlockFree,
                ..
            } => self.of_run(either("no deadlock", "a deadlock"), run),
            Node::Raised { run, class: None } => {
                self.of_run(either("an exception", "no exception"), run)
            }
            Node::Raised {
                run,
                class: Some(class),
            } => self.of_run(format!("{}`{class}`", either("", "no ")), run),
            Node::Uses { run, name } => {
                let what = format!("`{name}` is {}used", either("", "not "));
                self.of_run(what, run)
            }
            Node::Unchanged { run, function, .. } => {
                let what = format!("`{function}` {}", either("as it was", "changed"));
                self.of_run(what, run)
            }
            Node::OnlyChanged { run, function, .. } => {
                let what = format!(
                    "outside of `{function}` {}",
                    either("everything as it was", "something changed")
                );
                self.of_run(what, run)
            }
            Node::SameWork(..) => either("the same work in both runs", "other work in each run"),
            Node::Python { run, text, .. } => {
                let what = format!("`{text}` {} at the end", either("true", "false"));
                self.of_run(what, run)
            }
            _ => return None,
        })
    }

    fn of_run(&self, words: String, run: &str) -> String {
        if !self.several {
            return words;
        }
        let title = self.named.iter().find(|named| named.name == run);
        let title = title.map_or(run, |named| &named.title);
        // `run X: GIL, counts in Python`
        let title = title.split(':').next().unwrap_or(title);
        format!("{words} ({title})")
    }
}

/// A value without the marks of the language.
fn said(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("`{}`", text.trim_end()),
        other => other.to_string(),
    }
}
