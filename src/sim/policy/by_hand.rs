//! Owns a person deciding: how far the run goes by itself until the person is asked again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Point, PointKind, Policy};
use crate::base::ThreadId;

/// How far a run goes until somebody is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Until {
    /// To the next point that is worth a question.
    Next,
    /// Until this thread waits or ends.
    LetsGo(ThreadId),
    /// Until this thread is at a point of this line, or waits or ends.
    Line(ThreadId, u32),
    /// To the end.
    End,
}

/// Lets the run go on and is undecided when a person is to be asked.
#[derive(Clone, Debug)]
pub struct ByHand {
    until: Until,
    /// Lines at whose points nobody is asked.
    quiet: Arc<BTreeSet<u32>>,
}

impl ByHand {
    pub fn new(until: Until, quiet: Arc<BTreeSet<u32>>) -> Self {
        Self { until, quiet }
    }

    /// Whether a person is asked: where the program itself is, and where a thread has let go. What the
    /// library does inside goes its own way.
    fn is_asked(&self, point: &Point) -> bool {
        point.kind == PointKind::LetGo || point.in_program && !self.quiet.contains(&point.line)
    }
}

impl Policy for ByHand {
    fn choose(&mut self, point: &Point) -> Option<ThreadId> {
        let by_itself = point.options[0].thread;
        let lets_go = point.kind == PointKind::LetGo;
        match self.until {
            Until::End => Some(by_itself),
            Until::LetsGo(thread) if !lets_go && point.thread == thread => Some(thread),
            Until::Line(thread, line) if !lets_go && point.thread == thread => {
                let there = point.in_program && point.line == line;
                (!there).then_some(thread)
            }
            Until::Next | Until::LetsGo(_) | Until::Line(..) => {
                (!self.is_asked(point)).then_some(by_itself)
            }
        }
    }

    fn clone_box(&self) -> Box<dyn Policy> {
        Box::new(self.clone())
    }
}
