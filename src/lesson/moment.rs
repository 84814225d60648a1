//! Owns moments: how a lesson names a point of a run ("first drop request", "start of A", "12 ms") and
//! how that point is found in the run's events. Owns no event.

use crate::base::{Diagnostic, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, DetachReason, EventKind, SchedState, Trace};

use super::lex::duration;
use super::parse::listed;
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
        /// Only where the thread is in this line of the program.
        line: Option<u32>,
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
    Drop,
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
    ("drop", What::Drop),
    ("hand-off", What::HandOff),
    ("output", What::Output),
];

const ORDINALS: &[&str] = &["first", "second", "third", "fourth", "fifth"];

impl Moment {
    /// Reads `12 ms`, `first drop request`, `second sleep of A`, `first drop of A in line 8`.
    pub(super) fn read(written: &Written) -> Result<Self, Diagnostic> {
        let text = written.text.trim();
        let wrong = || {
            written
                .whole(format!("`{text}` names no moment"))
                .help(format!(
                    "write a time (`12 ms`) or `first` … `fifth`, one of {}, and perhaps `of THREAD`, \
                     and perhaps `in line N`",
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
        let (rest, line) = match rest.split_once(" in line ") {
            Some((rest, line)) => (rest, Some(line.trim().parse().map_err(|_| wrong())?)),
            None => (rest, None),
        };
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
                line,
            },
            text: text.to_owned(),
        })
    }

    /// When it was in this run; `None` when it did not happen.
    pub fn find(&self, trace: &Trace) -> Option<VirtualTime> {
        match &self.which {
            Which::At(at) => {
                let at = VirtualTime::ZERO + *at;
                (at <= trace.end()).then_some(at)
            }
            Which::Happening {
                what,
                nth,
                thread,
                line,
            } => trace
                .events()
                .iter()
                .filter(|event| what.is(&event.kind))
                .filter(|event| {
                    thread
                        .as_ref()
                        .is_none_or(|name| *trace.thread(event.thread).name == **name)
                })
                .filter(|event| {
                    let state = trace.state_at(event.thread, event.at);
                    line.is_none_or(|line| state.is_some_and(|state| state.place.line == line))
                })
                .nth(*nth)
                .map(|event| event.at),
        }
    }
}

impl Moment {
    /// Where it has not happened: which moments there are instead.
    pub(super) fn instead(&self, trace: &Trace) -> String {
        let Which::Happening { what, line, .. } = &self.which else {
            return format!("the run is over after {}", trace.end());
        };
        let happened = |what: What| {
            let events = trace.events().iter();
            events.filter(move |event| what.is(&event.kind))
        };
        let name = |what: What| WHATS.iter().find(|(_, known)| *known == what);
        let (word, _) = name(*what).expect("every happening has its word");
        let mut of: Vec<(String, usize)> = Vec::new();
        for event in happened(*what) {
            let mut who = trace.thread(event.thread).name.to_string();
            if line.is_some()
                && let Some(state) = trace.state_at(event.thread, event.at)
            {
                who.push_str(&format!(" in line {}", state.place.line));
            }
            match of.iter_mut().find(|(known, _)| *known == who) {
                Some((_, count)) => *count += 1,
                None => of.push((who, 1)),
            }
        }
        if of.is_empty() {
            let others = WHATS
                .iter()
                .filter(|(_, what)| happened(*what).next().is_some());
            let others = listed(others.map(|(word, _)| *word));
            return format!("the run has no `{word}` at all; it has {others}");
        }
        let counts = of.iter().take(MOST_LISTED);
        let counts: Vec<String> = counts
            .map(|(who, count)| format!("{count} of {who}"))
            .collect();
        let more = if of.len() > MOST_LISTED { ", …" } else { "" };
        format!("of `{word}` there are {}{more}", counts.join(", "))
    }
}

/// So many threads, or lines, are named in a message.
const MOST_LISTED: usize = 8;

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
            Self::Drop => matches!(
                kind,
                EventKind::DropGil {
                    why: DetachReason::DropRequest | DetachReason::Ticks,
                    ..
                }
            ),
            Self::HandOff => matches!(kind, EventKind::TakeGil { switched: true, .. }),
            Self::Output => matches!(kind, EventKind::Output { .. }),
        }
    }
}
