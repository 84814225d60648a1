//! Owns what a person is told who decides which thread goes on: who could, and what each would do until
//! there is something to decide again. Found out by letting a copy of the run go on. Owns no run.

use std::sync::Arc;

use crate::base::{ThreadId, VirtualDuration};
use crate::explore::Shared;
use crate::sim::policy::{ByHand, Choice, PointKind, Until, Why};
use crate::sim::{Entry, Sim, Verb, Words};
use crate::trace::Trace;

/// What there is to decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// Whose turn it is, or was, and at which line of the program; 0: at none.
    pub thread: ThreadId,
    pub line: u32,
    pub asked: Asked,
    /// Whoever would go on by itself is first.
    pub offers: Vec<Offer>,
}

/// Why there is something to decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// A check point: the lock can be taken from the thread here.
    CheckPoint,
    /// It is about to touch what others can see.
    SharedAccess,
    /// It waits for something, or has ended.
    LetGo,
}

/// A thread that may go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    pub thread: ThreadId,
    pub name: Arc<str>,
    /// Where in the program it does what is told; 0: it has not come to its first line, or is past its last.
    pub line: u32,
    /// Whether it takes the turn from a thread that could go on.
    pub preempts: bool,
    /// Whether it sleeps, and would wake up since time passes.
    pub sleeps: bool,
    /// What it would do until there is something to decide again: `reads counter, 0`.
    pub would: String,
}

/// What is to be decided where the run stands still.
pub(super) fn question(sim: &Sim, trace: &Trace, shared: &Shared) -> Option<Question> {
    let point = sim.open_point()?;
    let offers = point.options.iter();
    Some(Question {
        thread: point.thread,
        line: point.line,
        asked: match point.kind {
            PointKind::Check => Asked::CheckPoint,
            PointKind::Access => Asked::SharedAccess,
            PointKind::LetGo => Asked::LetGo,
        },
        offers: offers
            .map(|choice| offer(sim, trace, shared, choice))
            .collect(),
    })
}

fn offer(sim: &Sim, trace: &Trace, shared: &Shared, choice: &Choice) -> Offer {
    let thread = choice.thread;
    let frames = sim.frames_of(thread);
    let own = frames.iter().find(|frame| !frame.code.flags.library);
    let stands = own.map_or(0, |frame| frame.line);
    let (line, would) = would(sim, trace, shared, thread);
    Offer {
        thread,
        name: trace.thread(thread).name.clone(),
        line: if stands == 0 {
            0
        } else {
            line.unwrap_or(stands)
        },
        preempts: choice.preempts,
        sleeps: matches!(choice.why, Why::Due(_)),
        would,
    }
}

/// What a thread would do next if it went on, and at which line, when it is told of one: it may only come
/// back from a call where it stands.
fn would(sim: &Sim, trace: &Trace, shared: &Shared, thread: ThreadId) -> (Option<u32>, String) {
    let (mut sim, mut trace) = (sim.clone(), trace.clone());
    sim.begin_journal();
    sim.choose(thread);
    sim.set_policy(Box::new(ByHand::new(Until::Next, Arc::default())));
    look_ahead(&mut sim, &mut trace);
    let entries = sim.journal().map_or(&[][..], |journal| &journal.entries);
    let mut deeds: Vec<String> = Vec::new();
    let mut place = None;
    for entry in entries {
        let deed = match entry {
            Entry::Access {
                thread: who,
                words: Some(words),
                ..
            } if *who == thread && words.own && shared.concerns(&sim, entry) => {
                Some((words.line, deed(&trace, words)))
            }
            Entry::LetGo {
                thread: who,
                ends,
                line,
            } if *who == thread => Some((*line, if *ends { "ends" } else { "waits" }.to_owned())),
            Entry::Started {
                by,
                thread: who,
                line,
            } if *by == thread => Some((*line, format!("starts {}", trace.thread(*who).name))),
            Entry::Uncaught { thread: who, text } if *who == thread => {
                let last = text.trim_end().lines().last().unwrap_or_default();
                Some((0, format!("fails with {}", last.trim())))
            }
            _ => None,
        };
        if let Some((line, deed)) = deed.filter(|(_, deed)| deeds.last() != Some(deed)) {
            place = place.or((line > 0).then_some(line));
            deeds.push(deed);
        }
        if matches!(entry, Entry::LetGo { thread: who, .. } if *who == thread) {
            break;
        }
    }
    if !deeds.is_empty() {
        return (place, deeds.join("; "));
    }
    let goes_on = match sim.open_point() {
        Some(point) if point.thread == thread && point.line > 0 => {
            format!("goes on to line {}", point.line)
        }
        _ => "goes on".to_owned(),
    };
    (None, goes_on)
}

/// Lets a run go on to its next point; not for ever, and not further than can be told.
fn look_ahead(sim: &mut Sim, trace: &mut Trace) {
    const STRIDE: VirtualDuration = VirtualDuration::from_micros(100);
    const STRIDES: u32 = 40;
    const TOLD: usize = 200;
    let mut stride = STRIDE;
    for _ in 0..STRIDES {
        let events = trace.events().len();
        sim.run_until(trace, sim.now() + stride);
        let entries = sim.journal().map_or(0, |journal| journal.entries.len());
        if sim.open_point().is_some() || sim.end().is_some() || entries > TOLD {
            return;
        }
        // A sleep is slept to its end.
        let asleep = trace.events().len() == events && entries == 0;
        stride = if asleep { stride + stride } else { STRIDE };
    }
}

fn deed(trace: &Trace, words: &Words) -> String {
    let Words { what, value, .. } = words;
    let value = value.as_deref().unwrap_or("?");
    match &words.verb {
        Verb::Reads => format!("reads {what}, {value}"),
        Verb::Writes => format!("sets {what} to {value}"),
        Verb::LooksAt => format!("looks at {what}"),
        Verb::Changes => format!("works on {what}"),
        Verb::Takes => format!("takes {what}"),
        Verb::GivesBack => format!("gives {what} back"),
        Verb::Wants(holder) => {
            format!("wants {what}, which {} has", trace.thread(*holder).name)
        }
    }
}
