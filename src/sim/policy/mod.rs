//! Owns the contract of whoever decides which thread goes on: a stored schedule, a search, seeded
//! priorities, a person. Without a policy, time decides: locks, cores and the operating system as they
//! are modelled. Owns no rule about when there is something to decide: that is `directing`'s.

mod by_hand;
mod priorities;
mod replay;
mod schedule;

use std::fmt::Debug;

use super::SimConfig;
use crate::base::{ThreadId, VirtualTime};

pub use by_hand::{ByHand, Until};
pub use priorities::Priorities;
pub use replay::Replay;
pub use schedule::{Fault, Schedule, Turn, fingerprint};

/// A moment at which more than one thread could go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// Whose turn it is, or was.
    pub thread: ThreadId,
    /// The how manyth such moment in that thread's turns this is, from 1.
    pub number: u32,
    pub kind: PointKind,
    /// Where that thread is in the program, and whether in its own code rather than in the library's.
    pub line: u32,
    pub in_program: bool,
    /// Who may go on, in the order of preference of a run that nobody interferes with: the first one
    /// would. Never fewer than two.
    pub options: Vec<Choice>,
}

impl Point {
    /// Whether the thread has had the turn for so long that it goes round by itself.
    pub fn is_overdue(&self) -> bool {
        let by_itself = self.options.first();
        self.kind != PointKind::LetGo && by_itself.is_some_and(|first| first.why != Why::GoesOn)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PointKind {
    /// The thread is at a check point: it may have to give up the lock.
    Check,
    /// The thread is about to touch an object that others can see; no lock keeps them away.
    Access,
    /// The thread has let go: it blocks, or has ended.
    LetGo,
}

/// A thread that may go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Choice {
    pub thread: ThreadId,
    pub why: Why,
    /// Whether choosing it takes the turn from a thread that could have used it.
    pub preempts: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// It has the turn.
    GoesOn,
    /// It only waits for its turn.
    Ready,
    /// Its sleep or its timeout is the next to end, at this moment: time passes until then.
    Due(VirtualTime),
}

/// Decides who goes on. The same answers give the same run.
pub trait Policy: Debug + Send + Sync {
    /// One of the point's options; `None`: undecided, and the run stands still until somebody decides
    /// ([`super::Sim::choose`]).
    fn choose(&mut self, point: &Point) -> Option<ThreadId>;

    /// A copy, for a checkpoint.
    fn clone_box(&self) -> Box<dyn Policy>;

    /// What the policy wanted and could not have: its schedule is not one of this program.
    fn fault(&self) -> Option<Fault> {
        None
    }
}

impl Clone for Box<dyn Policy> {
    fn clone(&self) -> Self {
        self.clone_box()
    }
}

/// Decides nothing: the run stands still at the first point.
#[derive(Clone, Copy, Debug)]
pub struct Undecided;

impl Policy for Undecided {
    fn choose(&mut self, _point: &Point) -> Option<ThreadId> {
        None
    }

    fn clone_box(&self) -> Box<dyn Policy> {
        Box::new(*self)
    }
}

/// A policy, and what is wanted of the run.
#[derive(Clone, Debug)]
pub struct Direction {
    pub policy: Box<dyn Policy>,
    /// Whether decisions, and what threads touch between them, are written down.
    pub journal: bool,
    /// Whether the journal has lines and values, for people.
    pub in_words: bool,
    /// Whether an exception that nobody catches ends the run at once.
    pub stop_at_failure: bool,
}

impl SimConfig {
    /// The same run, directed: a schedule means the same everywhere, so there is no noise, and seed and
    /// switch interval are what they are when nobody says anything.
    #[must_use]
    pub fn directed(&self, direction: Direction) -> Self {
        Self {
            noise: false,
            seed: 0,
            switch_interval: None,
            direction: Some(direction),
            ..self.clone()
        }
    }
}

impl Direction {
    /// A run by `policy`, and nothing more.
    pub fn by(policy: impl Policy + 'static) -> Self {
        Self {
            policy: Box::new(policy),
            journal: false,
            in_words: false,
            stop_at_failure: false,
        }
    }
}
