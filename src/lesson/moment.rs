//! Owns moments: how a lesson names a point of a run ("first drop request", "start of A", "12 ms") and
//! how that point is found in the run's events. Owns no event.

use std::sync::Arc;

use crate::base::{Diagnostic, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, Event, EventKind, SchedState};

use super::parse::{duration, listed};
use super::report::{Helped, Written};

/// A point of a run that a task looks at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    which: Which,
    /// As it was written, for display.
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Which {
    At(VirtualDuration),
    Happening {
        what: What,
        /// 0 is the first.
        nth: usize,
        /// Only happenings of the thread with this name.
        thread: Option<String>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Start,
    End,
    Run,
    Sleep,
    Join,
    Wait,
    DropRequest,
    HandOff,
    Output,
}

const WHATS: &[(&str, What)] = &[
    ("start", What::Start),
    ("end", What::End),
    ("run", What::Run),
    ("sleep", What::Sleep),
    ("join", What::Join),
    ("wait", What::Wait),
    ("drop request", What::DropRequest),
    ("hand-off", What::HandOff),
    ("output", What::Output),
];

const ORDINALS: &[&str] = &["first", "second", "third", "fourth", "fifth"];

impl Moment {
    /// Reads `12 ms`, `first drop request`, `second sleep of A`.
    pub(super) fn read(written: &Written) -> Result<Self, Diagnostic> {
        let text = written.text.trim();
        let wrong = || {
            written
                .whole(format!("`{text}` names no moment"))
                .help(format!(
                    "write a time (`12 ms`) or `first` … `fifth`, one of {}, and perhaps `of THREAD`",
                    listed(WHATS.iter().map(|(name, _)| *name))
                ))
        };
        if let Some(at) = duration(text) {
            return Ok(Self {
                which: Which::At(at),
                text: text.to_owned(),
            });
        }
        let (ordinal, rest) = text.split_once(' ').ok_or_else(wrong)?;
        let nth = ORDINALS
            .iter()
            .position(|o| *o == ordinal)
            .ok_or_else(wrong)?;
        let (name, thread) = match rest.split_once(" of ") {
            Some((name, thread)) => (name, Some(thread.trim().to_owned())),
            None => (rest, None),
        };
        let (_, what) = WHATS
            .iter()
            .find(|(n, _)| *n == name.trim())
            .ok_or_else(wrong)?;
        Ok(Self {
            which: Which::Happening {
                what: *what,
                nth,
                thread,
            },
            text: text.to_owned(),
        })
    }

    /// When it was in this run; `None` when it did not happen.
    pub fn find<'a>(&self, events: impl IntoIterator<Item = &'a Event>) -> Option<VirtualTime> {
        let mut names: Vec<(ThreadId, Arc<str>)> = Vec::new();
        let mut last = None;
        let mut seen = 0;
        for event in events {
            last = Some(event.at);
            match &event.kind {
                EventKind::ThreadCreated { name, .. } => names.push((event.thread, name.clone())),
                EventKind::ThreadRenamed { name } => {
                    if let Some(entry) = names.iter_mut().find(|(id, _)| *id == event.thread) {
                        entry.1 = name.clone();
                    }
                }
                _ => {}
            }
            match &self.which {
                Which::At(at) => {
                    if event.at.since(VirtualTime::ZERO) >= *at {
                        return Some(VirtualTime::ZERO + *at);
                    }
                }
                Which::Happening { what, nth, thread } => {
                    let right_thread = thread.as_ref().is_none_or(|wanted| {
                        names
                            .iter()
                            .any(|(id, name)| *id == event.thread && **name == **wanted)
                    });
                    if right_thread && what.is(&event.kind) {
                        if seen == *nth {
                            return Some(event.at);
                        }
                        seen += 1;
                    }
                }
            }
        }
        match self.which {
            Which::At(at) if last == Some(VirtualTime::ZERO + at) => last,
            _ => None,
        }
    }
}

impl What {
    fn is(self, kind: &EventKind) -> bool {
        let sched = match kind {
            EventKind::State(state) => Some(state.sched),
            _ => None,
        };
        match self {
            Self::Start => matches!(kind, EventKind::ThreadCreated { .. }),
            Self::End => sched == Some(SchedState::Exited),
            Self::Run => matches!(sched, Some(SchedState::Running(_))),
            Self::Sleep => matches!(sched, Some(SchedState::Blocked(BlockReason::Sleep { .. }))),
            Self::Join => matches!(sched, Some(SchedState::Blocked(BlockReason::Join(_)))),
            Self::Wait => matches!(sched, Some(SchedState::Blocked(BlockReason::Gil(_)))),
            Self::DropRequest => matches!(kind, EventKind::DropRequest { .. }),
            Self::HandOff => matches!(kind, EventKind::TakeGil { switched: true, .. }),
            Self::Output => matches!(kind, EventKind::Output { .. }),
        }
    }
}
