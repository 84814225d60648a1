//! Owns expressions as lessons hold them: questions and goals, with their text and the clauses that a
//! learner is told about. Owns no syntax (that is `parse`) and no meaning (`node`, `evaluate`).

use super::facts::Runs;
use super::model::NamedRun;
use super::node::Node;
use super::value::{Failure, Kind, Value};
use super::words::Teller;

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
    /// What was wanted and what came, for a learner.
    pub said: String,
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
    pub fn clauses(&self, runs: &dyn Runs, named: &[NamedRun]) -> Vec<Clause> {
        let teller = Teller {
            runs,
            named,
            several: self.runs().len() > 1,
        };
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
                said: teller.clause(node),
            }
        });
        held.collect()
    }

    /// Whether the expression is true or false, rather than a quantity.
    pub fn is_condition(&self) -> bool {
        self.kind == Kind::Truth
    }

    /// Whether a part that needs no further runs is missed: then no further runs can save it.
    pub fn is_lost(&self, runs: &dyn Runs) -> bool {
        let single = |node: &&Node| node.overs().is_empty();
        let clauses = self.clauses.iter().map(|(_, node)| node);
        clauses
            .filter(single)
            .any(|node| node.value(runs) == Ok(Value::Truth(false)))
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
