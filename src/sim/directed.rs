//! Owns what is asked and told from outside of a directed run: where it stands still, who goes on there,
//! its schedule so far. Owns no directing (that is `directing`).

use std::sync::Arc;

use super::Sim;
use super::policy::{Fault, Point, Policy, Turn};
use crate::base::ThreadId;

impl Sim {
    /// The point at which a directed run stands still, since its policy is undecided.
    pub fn open_point(&self) -> Option<&Point> {
        match &self.directed.as_ref()?.open {
            Some((point, None)) => Some(point),
            _ => None,
        }
    }

    /// Decides the open point. Nothing happens when none is open or the thread is none of its options.
    pub fn choose(&mut self, thread: ThreadId) {
        if let Some(directed) = &mut self.directed
            && let Some((point, choice)) = &mut directed.open
            && point.options.iter().any(|option| option.thread == thread)
        {
            choice.get_or_insert(thread);
        }
    }

    /// From here on, `policy` decides, the open point included. Nothing happens when time decides.
    pub fn set_policy(&mut self, policy: Box<dyn Policy>) {
        if let Some(directed) = &mut self.directed {
            directed.policy = policy;
            if matches!(directed.open, Some((_, None))) {
                directed.open = None;
            }
        }
    }

    /// The first exception that nobody caught in a directed run: whose, and its report.
    pub fn uncaught(&self) -> Option<(ThreadId, Arc<str>)> {
        self.directed.as_ref()?.failed.clone()
    }

    /// Where a directed run went another way than it would have by itself: its schedule so far.
    pub fn turns(&self) -> &[Turn] {
        self.directed.as_ref().map_or(&[], |d| &d.turns)
    }

    /// How often the turn was taken from a thread that could have gone on; `None` when time decides.
    pub fn preemptions(&self) -> Option<u32> {
        self.directed.as_ref().map(|d| d.preemptions)
    }

    /// Where the policy's schedule and the program parted.
    pub fn fault(&self) -> Option<Fault> {
        self.directed.as_ref()?.policy.fault()
    }
}
