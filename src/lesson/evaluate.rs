//! Owns what an expression means over the facts of runs: the value of each node. Owns neither the facts nor
//! how they are measured (`metric`, `series`, `over`).

use std::cmp::Ordering;

use crate::frontend;
use crate::sim::Found;

use super::facts::{RunFacts, Runs};
use super::node::{Arith, Compare, Node, Taken};
use super::series::Statistic;
use super::value::{Failure, Value};

impl Node {
    pub(super) fn value(&self, runs: &dyn Runs) -> Result<Value, Failure> {
        Ok(match self {
            Self::Const(value) => value.clone(),
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
            Self::SameWork(a, b) => {
                let busy = |run| facts(runs, run).map(|facts| facts.busy().nanos() as f64);
                Value::Truth(near(busy(a)?, busy(b)?, &Value::Share(0.05))?)
            }
            Self::Metric { run, .. }
            | Self::Statistic { run, .. }
            | Self::Python { run, .. }
            | Self::Raised { run, .. }
            | Self::Uses { run, .. }
            | Self::Unchanged { run, .. }
            | Self::OnlyChanged { run, .. } => self.of_run(facts(runs, run)?, run)?,
        })
    }

    /// The value of a question about one run.
    fn of_run(&self, facts: &RunFacts, run: &str) -> Result<Value, Failure> {
        let names = || frontend::names(&facts.program.text);
        Ok(match self {
            Self::Metric { metric, name, .. } => metric.measure(facts, run, name.as_deref())?,
            Self::Statistic {
                statistic,
                series,
                name,
                ..
            } => {
                let number = statistic.of(series.1.of(facts, run, name)?);
                let number = number
                    .ok_or_else(|| Failure::NothingMeasured(format!("`{}({name:?})`", series.0)))?;
                match statistic {
                    Statistic::Count => Value::Number(number),
                    _ => Value::Time(number),
                }
            }
            Self::Python { taken, text, .. } => python(facts, *taken, text)?,
            Self::Raised { class, .. } => {
                let raised = facts.raised();
                Value::Truth(match class {
                    Some(class) => raised.contains(&class.as_str()),
                    None => !raised.is_empty(),
                })
            }
            Self::Uses { name, .. } => {
                Value::Truth(names().is_some_and(|names| names.used.contains(name)))
            }
            Self::Unchanged { function, code, .. } => {
                let now = names().and_then(|names| names.defined.get(function).cloned());
                Value::Truth(now.as_ref() == Some(code))
            }
            Self::OnlyChanged {
                function, before, ..
            } => Value::Truth(frontend::differs_only_in(
                function,
                before,
                &facts.program.text,
            )),
            _ => return Err(Failure::NotRun(run.to_owned())),
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
