//! Owns following a schedule: where it says nothing the run goes its own way.

use std::sync::Arc;

use super::{Fault, Point, Policy, Turn};
use crate::base::ThreadId;

/// Follows the turns of a schedule, in order.
#[derive(Clone, Debug)]
pub struct Replay {
    turns: Arc<[Turn]>,
    /// How many have been taken.
    taken: usize,
    fault: Option<Fault>,
}

impl Replay {
    pub fn new(turns: impl Into<Arc<[Turn]>>) -> Self {
        Self {
            turns: turns.into(),
            taken: 0,
            fault: None,
        }
    }
}

impl Policy for Replay {
    fn choose(&mut self, point: &Point) -> Option<ThreadId> {
        let by_itself = point.options[0].thread;
        let Some(turn) = self.turns.get(self.taken).filter(|turn| turn.is_at(point)) else {
            return Some(by_itself);
        };
        self.taken += 1;
        if point.options.iter().any(|o| o.thread == turn.to) {
            return Some(turn.to);
        }
        self.fault.get_or_insert(Fault::CannotGoOn(*turn));
        Some(by_itself)
    }

    fn clone_box(&self) -> Box<dyn Policy> {
        Box::new(self.clone())
    }

    fn fault(&self) -> Option<Fault> {
        let left = self.turns.get(self.taken);
        self.fault
            .clone()
            .or_else(|| left.map(|turn| Fault::NeverReached(*turn)))
    }
}
