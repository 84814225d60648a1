//! Owns what the threads of a program share, as far as two short runs show, in which the turn goes round
//! quickly: for a person who decides who goes on. Owns no search.

use std::collections::{BTreeMap, BTreeSet};

use super::branches::concerns;
use super::conflicts::{Access, Conflicts};
use super::runs::{Ran, Start};
use crate::base::ThreadId;
use crate::sim::policy::{Point, PointKind, Policy, Why};
use crate::sim::{Entry, Program, Sim, SimConfig};

/// Instructions of such a run: enough for a few thousand rounds of a loop.
const INSTRUCTIONS: u64 = 300_000;

/// The turn goes on after so many points, in the one run and in the other: next to each other, and by
/// the stretch.
const TURNS: [u32; 2] = [3, 41];

/// What threads have been seen to share, and at which lines they come to it.
#[derive(Debug)]
pub struct Shared {
    start: Start,
    conflicts: Conflicts,
    /// Lines at which there is something to decide, and whether what follows touches what is shared.
    lines: BTreeMap<u32, bool>,
}

impl Shared {
    pub fn of(program: &Program, config: &SimConfig) -> Self {
        let mut config = config.clone();
        config.limits.instructions = config.limits.instructions.min(INSTRUCTIONS);
        let start = Start::new(program, &config);
        let runs = TURNS.map(|turn| start.by(Box::new(RoundRobin { turn, passed: 0 })));
        let mut conflicts = Conflicts::default();
        for ran in &runs {
            conflicts.learn(&start, ran);
        }
        let mut lines = BTreeMap::new();
        for ran in &runs {
            note_lines(&mut lines, &start, &conflicts, ran);
        }
        Self {
            start,
            conflicts,
            lines,
        }
    }

    /// Lines at which threads come by and touch nothing that others do.
    pub fn quiet_lines(&self) -> BTreeSet<u32> {
        let quiet = self.lines.iter().filter(|(_, shared)| !**shared);
        quiet.map(|(line, _)| *line).collect()
    }

    /// Lines at which there is something to decide.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        self.lines.keys().copied()
    }

    /// Whether an entry of a run's journal is about something that threads share.
    pub fn concerns(&self, sim: &Sim, entry: &Entry) -> bool {
        let access = Access::of(entry);
        access.is_some_and(|access| self.conflicts.knows(&self.start, sim, &access))
    }
}

fn note_lines(lines: &mut BTreeMap<u32, bool>, start: &Start, conflicts: &Conflicts, ran: &Ran) {
    let entries = ran.journal.entries.iter().enumerate();
    for (at, entry) in entries {
        if let Entry::Decision { point, .. } = entry
            && point.in_program
            && point.kind != PointKind::LetGo
        {
            let shared = lines.entry(point.line).or_insert(false);
            *shared = *shared || concerns(start, conflicts, ran, at, point.thread);
        }
    }
}

/// Gives the turn to the next thread after so many points.
#[derive(Clone, Copy, Debug)]
struct RoundRobin {
    turn: u32,
    passed: u32,
}

impl Policy for RoundRobin {
    fn choose(&mut self, point: &Point) -> Option<ThreadId> {
        self.passed += 1;
        let ready = point.options.iter().find(|o| o.why == Why::Ready);
        let next = ready.filter(|_| self.passed.is_multiple_of(self.turn));
        Some(next.unwrap_or(&point.options[0]).thread)
    }

    fn clone_box(&self) -> Box<dyn Policy> {
        Box::new(*self)
    }
}
