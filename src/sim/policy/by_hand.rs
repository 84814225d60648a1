//! Owns a person deciding: choice after choice, at the points that are worth a question.

use std::sync::Arc;

use super::{Point, PointKind, Policy};
use crate::base::ThreadId;

/// Takes the choices made so far, in order; then it is undecided.
#[derive(Clone, Debug)]
pub struct ByHand {
    choices: Arc<[ThreadId]>,
    taken: usize,
}

impl ByHand {
    pub fn new(choices: &[ThreadId]) -> Self {
        Self {
            choices: choices.into(),
            taken: 0,
        }
    }
}

/// Whether a person is asked: where the program itself is, and where a thread has let go. What the
/// library does inside goes its own way.
fn is_asked(point: &Point) -> bool {
    point.in_program || point.kind == PointKind::LetGo
}

impl Policy for ByHand {
    fn choose(&mut self, point: &Point) -> Option<ThreadId> {
        let by_itself = point.options[0].thread;
        if !is_asked(point) {
            return Some(by_itself);
        }
        let choice = *self.choices.get(self.taken)?;
        self.taken += 1;
        let possible = point.options.iter().any(|o| o.thread == choice);
        Some(if possible { choice } else { by_itself })
    }

    fn clone_box(&self) -> Box<dyn Policy> {
        Box::new(self.clone())
    }
}
