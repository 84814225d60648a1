//! Owns where a run could have gone another way: the schedules that follow from one that was tried.
//! Leaves out those that are the same as others, in the two ways that the module's head describes.

use super::conflicts::{Access, Conflicts};
use super::runs::{Ran, Start};
use crate::base::ThreadId;
use crate::sim::Entry;
use crate::sim::policy::{Choice, Point, PointKind, Turn, Why};

/// Another way, and how many more preemptions it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    pub(super) turn: Turn,
    pub(super) preemptions: u32,
}

/// The other ways of a run after the last of its turns.
pub(super) fn branches(
    start: &Start,
    conflicts: &Conflicts,
    ran: &Ran,
    last: Option<&Turn>,
) -> Vec<Branch> {
    let entries = &ran.journal.entries;
    let from = last.and_then(|turn| position(entries, turn));
    let until = from.map_or(entries.len(), |from| the_same_after(ran, from));
    let mut branches = Vec::new();
    let first = from.map_or(0, |from| from + 1);
    for (at, entry) in entries.iter().enumerate().take(until).skip(first) {
        let Entry::Decision { point, chosen, .. } = entry else {
            continue;
        };
        // Who lets a thread go on whose turn has been long could do so for ever.
        let others = point
            .options
            .iter()
            .filter(|o| o.thread != *chosen && o.why != Why::GoesOn);
        let mut matters = None;
        for option in others {
            let stretch = option.preempts && point.kind != PointKind::LetGo;
            if stretch
                && !*matters
                    .get_or_insert_with(|| concerns(start, conflicts, ran, at, point.thread))
            {
                continue;
            }
            branches.push(Branch {
                turn: Turn {
                    thread: point.thread,
                    number: point.number,
                    to: option.thread,
                },
                preemptions: u32::from(option.preempts),
            });
        }
    }
    branches
}

/// Where a run took this turn.
fn position(entries: &[Entry], turn: &Turn) -> Option<usize> {
    entries.iter().position(|entry| match entry {
        Entry::Decision { point, chosen, .. } => {
            (point.thread, point.number, *chosen) == (turn.thread, turn.number, turn.to)
        }
        _ => false,
    })
}

/// Whose doing an entry is.
fn doer(entry: &Entry) -> ThreadId {
    match entry {
        Entry::Decision { point, .. } => point.thread,
        Entry::Access { thread, .. }
        | Entry::LetGo { thread, .. }
        | Entry::Uncaught { thread, .. } => *thread,
        Entry::Started { by, .. } => *by,
    }
}

/// Whether the thread, from this decision to its next, touches anything that is conflicted over.
pub(super) fn concerns(
    start: &Start,
    conflicts: &Conflicts,
    ran: &Ran,
    at: usize,
    thread: ThreadId,
) -> bool {
    let rest = ran.journal.entries[at + 1..].iter();
    rest.take_while(|entry| !ends_stretch(entry, thread))
        .filter_map(Access::of)
        .any(|access| access.thread == thread && conflicts.concern(start, ran, &access))
}

fn ends_stretch(entry: &Entry, thread: ThreadId) -> bool {
    doer(entry) == thread && matches!(entry, Entry::Decision { .. } | Entry::LetGo { .. })
}

/// From where on a run is the same as one that gave the turn away later: the thread that did not go on
/// at the decision `from` has gone on since, and nobody had touched what it conflicts with meanwhile.
fn the_same_after(ran: &Ran, from: usize) -> usize {
    let entries = &ran.journal.entries;
    let Entry::Decision { point, chosen, .. } = &entries[from] else {
        return entries.len();
    };
    let Some(passed_over) = passed_over(point, *chosen) else {
        return entries.len();
    };
    let after = &entries[from + 1..];
    let Some(resumes) = after.iter().position(|entry| doer(entry) == passed_over) else {
        return entries.len();
    };
    // A thread that had the turn could have kept it for one more stretch; one that had not could only
    // have had a whole turn.
    let whole_turn = point.kind == PointKind::LetGo;
    let ends = |entry: &Entry| {
        if whole_turn {
            matches!(entry, Entry::LetGo { thread, .. } if *thread == passed_over)
        } else {
            ends_stretch(entry, passed_over)
        }
    };
    let Some(length) = after[resumes..].iter().position(ends) else {
        return entries.len();
    };
    let accesses = |range: &[Entry]| -> Vec<Access> {
        range
            .iter()
            .filter_map(Access::of)
            .filter(|access| !ran.books.contains(&access.object))
            .collect()
    };
    let stretch = &after[resumes..=resumes + length];
    if stretch.iter().any(|entry| doer(entry) != passed_over) {
        return entries.len();
    }
    let (meanwhile, own) = (accesses(&after[..resumes]), accesses(stretch));
    let independent = own
        .iter()
        .all(|a| !meanwhile.iter().any(|b| a.conflicts_with(b)));
    if independent {
        from + 1 + resumes + length
    } else {
        entries.len()
    }
}

/// The thread that would have gone on by itself, and could have at any time.
fn passed_over(point: &Point, chosen: ThreadId) -> Option<ThreadId> {
    let by_itself: &Choice = point.options.first()?;
    let other = point.options.iter().find(|o| o.thread == chosen)?;
    let timed = [by_itself, other]
        .iter()
        .any(|choice| matches!(choice.why, Why::Due(_)));
    (by_itself.thread != chosen && !timed).then_some(by_itself.thread)
}
