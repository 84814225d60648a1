//! Owns what threads conflict over: objects, or names in them, that one changes and another looks at or
//! changes, in some run. What no two threads conflict over cannot tell one order of their steps from
//! another.

use std::collections::{BTreeMap, BTreeSet};

use super::runs::{Ran, Start};
use crate::base::{ObjId, Symbol, ThreadId};
use crate::sim::{Entry, Sim};

/// An object, recognised in every run: by its id, when it is there at the start; else by its class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Which {
    Early(ObjId),
    Late(Option<ObjId>),
}

type Key = (Which, Option<Symbol>);

/// What has been seen to be conflicted over.
#[derive(Clone, Debug, Default)]
pub(super) struct Conflicts {
    keys: BTreeSet<Key>,
}

/// One look or change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Access {
    pub(super) thread: ThreadId,
    pub(super) object: ObjId,
    pub(super) name: Option<Symbol>,
    pub(super) writes: bool,
}

impl Access {
    /// The access that an entry of a journal is.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        match entry {
            Entry::Access {
                thread,
                object,
                name,
                writes,
                ..
            } => Some(Self {
                thread: *thread,
                object: *object,
                name: *name,
                writes: *writes,
            }),
            _ => None,
        }
    }

    pub(super) fn conflicts_with(&self, other: &Self) -> bool {
        self.thread != other.thread
            && self.object == other.object
            && (self.writes || other.writes)
            && (self.name == other.name || self.name.is_none() || other.name.is_none())
    }
}

impl Conflicts {
    /// Adds what the threads of a run conflict over; whether anything is new.
    pub(super) fn learn(&mut self, start: &Start, ran: &Ran) -> bool {
        let mut by_object: BTreeMap<ObjId, Vec<Access>> = BTreeMap::new();
        for access in ran.journal.entries.iter().filter_map(Access::of) {
            if ran.books.contains(&access.object) {
                continue;
            }
            let seen = by_object.entry(access.object).or_default();
            let same = |a: &Access| {
                (a.thread, a.name, a.writes) == (access.thread, access.name, access.writes)
            };
            if !seen.iter().any(same) {
                seen.push(access);
            }
        }
        let before = self.keys.len();
        for (object, seen) in by_object {
            for access in &seen {
                if seen.iter().any(|other| access.conflicts_with(other)) {
                    self.keys
                        .insert((which(start, &ran.sim, object), access.name));
                }
            }
        }
        self.keys.len() > before
    }

    /// Whether threads conflict over what is accessed, in some run.
    pub(super) fn concern(&self, start: &Start, ran: &Ran, access: &Access) -> bool {
        !ran.books.contains(&access.object) && self.knows(start, &ran.sim, access)
    }

    /// The same of a run that is still under way: the library's books are not told apart.
    pub(super) fn knows(&self, start: &Start, sim: &Sim, access: &Access) -> bool {
        self.keys
            .contains(&(which(start, sim, access.object), access.name))
    }
}

fn which(start: &Start, sim: &Sim, object: ObjId) -> Which {
    if start.has(object) {
        Which::Early(object)
    } else {
        Which::Late(sim.class_of(object))
    }
}
