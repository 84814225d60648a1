//! Owns the order in which schedules are tried, and when to stop.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::branches::branches;
use super::conflicts::Conflicts;
use super::report::{Covered, Found, Level, Outcome, Printed, Random, Report};
use super::runs::{Ending, Failure, Ran, Start};
use super::shorten::shortened;
use super::story;
use crate::sim::policy::{Priorities, Schedule, Turn, fingerprint};
use crate::sim::{Entry, Program, SimConfig};

/// How far to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bound {
    pub preemptions: u32,
    /// Runs at most.
    pub schedules: u64,
}

impl Default for Bound {
    fn default() -> Self {
        Self {
            preemptions: 2,
            schedules: 20_000,
        }
    }
}

/// Of the runs, so many are kept for seeded priorities when trying everything would take more.
const RANDOM_SHARE: u64 = 4;

/// A search that has learnt of a new conflict begins again at once while it is this young.
const YOUNG: u64 = 50;

/// A schedule to be tried: those with few turns first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Candidate {
    length: usize,
    /// In the order of discovery.
    number: u64,
    turns: Vec<Turn>,
}

/// A search, a run at a time.
#[derive(Debug)]
pub struct Search {
    program: Program,
    config: SimConfig,
    bound: Bound,
    start: Start,
    conflicts: Conflicts,
    covered: Covered,
    printed: Printed,
    /// Most threads and points of a run.
    threads: u64,
    points: u64,
    phase: Phase,
    levels: Levels,
}

#[derive(Debug)]
enum Phase {
    Levels,
    /// With so many seeds so far.
    Priorities(u64),
    Done(Outcome),
}

/// The schedules that are known to be worth trying, by the number of preemptions.
#[derive(Debug)]
struct Levels {
    /// Whose schedules are tried.
    at: usize,
    waiting: Vec<BinaryHeap<Reverse<Candidate>>>,
    /// More than can be tried need not be remembered.
    forgotten: Vec<bool>,
    number: u64,
    learnt: bool,
    /// Runs before this beginning.
    before: u64,
}

impl Levels {
    fn new(levels: usize, before: u64) -> Self {
        let mut waiting = vec![BinaryHeap::new(); levels];
        waiting[0].push(Reverse(Candidate {
            length: 0,
            number: 0,
            turns: Vec::new(),
        }));
        Self {
            at: 0,
            waiting,
            forgotten: vec![false; levels],
            number: 0,
            learnt: false,
            before,
        }
    }
}

/// Why the search does not go on as it did.
enum Stop {
    Failed(Failure, Vec<Turn>),
    Refused(String),
    /// What threads conflict over has grown.
    Learnt,
    /// There are too many schedules.
    Exhausted,
    Over,
}

/// Looks for a schedule under which the program fails. `config` says runtime, cores and arguments;
/// noise, seed and direction are the search's own.
pub fn explore(program: &Program, config: &SimConfig, bound: Bound) -> Report {
    let mut search = Search::new(program, config, bound);
    loop {
        if let Some(report) = search.step() {
            return report;
        }
    }
}

/// Tries the schedules with up to so many preemptions, as many of them as [`Bound::default`] allows: what a
/// lesson's goal asks. How far that is a proof, [`Covered::proved`] says.
pub fn prove(program: &Program, config: &SimConfig, preemptions: u32) -> Report {
    let bound = Bound {
        preemptions,
        ..Bound::default()
    };
    explore(program, config, bound)
}

impl Search {
    pub fn new(program: &Program, config: &SimConfig, bound: Bound) -> Self {
        let mut search = Self {
            start: Start::new(program, config),
            program: program.clone(),
            config: config.clone(),
            bound,
            conflicts: Conflicts::default(),
            covered: Covered::default(),
            printed: Printed::default(),
            threads: 1,
            points: 0,
            phase: Phase::Levels,
            levels: Levels::new(1, 0),
        };
        search.begin();
        search
    }

    /// Begins with the schedule that nobody interferes with.
    fn begin(&mut self) {
        let levels = self.bound.preemptions as usize + 1;
        self.covered.levels = vec![Level::default(); levels];
        self.covered.cut = 0;
        self.levels = Levels::new(levels, self.covered.runs);
        self.phase = Phase::Levels;
    }

    /// Makes one more run; what was found, once the search is over.
    pub fn step(&mut self) -> Option<Report> {
        let stepped = match &self.phase {
            Phase::Levels => self.by_preemptions(),
            Phase::Priorities(seed) => self.by_priorities(*seed),
            Phase::Done(_) => Ok(()),
        };
        match stepped {
            Ok(()) => {}
            Err(Stop::Learnt) => self.begin(),
            Err(Stop::Exhausted) => self.phase = Phase::Priorities(0),
            Err(Stop::Failed(failure, turns)) => {
                self.phase = Phase::Done(self.found(failure, &turns));
            }
            Err(Stop::Refused(text)) => self.phase = Phase::Done(Outcome::Refused(text)),
            Err(Stop::Over) => self.phase = Phase::Done(Outcome::Nothing),
        }
        match &self.phase {
            Phase::Done(outcome) => Some(Report {
                outcome: outcome.clone(),
                covered: self.covered.clone(),
                printed: self.printed.clone(),
            }),
            Phase::Levels | Phase::Priorities(_) => None,
        }
    }

    /// How many runs have been made, and up to how many preemptions are being tried.
    pub fn progress(&self) -> (u64, u32) {
        let level = match self.phase {
            Phase::Levels => self.levels.at as u32,
            Phase::Priorities(_) | Phase::Done(_) => self.bound.preemptions,
        };
        (self.covered.runs, level)
    }

    /// The next schedule of the level.
    fn by_preemptions(&mut self) -> Result<(), Stop> {
        let most = self.bound.schedules - self.bound.schedules / RANDOM_SHARE;
        let level = self.levels.at;
        let Some(Reverse(candidate)) = self.levels.waiting[level].pop() else {
            return self.next_level();
        };
        if self.covered.runs >= most {
            return Err(Stop::Exhausted);
        }
        let ran = self.start.by_turns(&candidate.turns);
        self.covered.levels[level].schedules += 1;
        self.levels.learnt |= self.look_at(&ran)?;
        if self.levels.learnt && self.covered.runs - self.levels.before < YOUNG {
            return Err(Stop::Learnt);
        }
        let last = candidate.turns.last();
        for branch in branches(&self.start, &self.conflicts, &ran, last) {
            let to = level + branch.preemptions as usize;
            let Some(waiting) = self.levels.waiting.get_mut(to) else {
                continue;
            };
            if waiting.len() as u64 >= most {
                self.levels.forgotten[to] = true;
                continue;
            }
            let mut turns = candidate.turns.clone();
            turns.push(branch.turn);
            self.levels.number += 1;
            waiting.push(Reverse(Candidate {
                length: turns.len(),
                number: self.levels.number,
                turns,
            }));
        }
        Ok(())
    }

    /// Every known schedule of the level has been tried.
    fn next_level(&mut self) -> Result<(), Stop> {
        if self.levels.learnt {
            return Err(Stop::Learnt);
        }
        if self.levels.forgotten[self.levels.at] {
            return Err(Stop::Exhausted);
        }
        self.covered.levels[self.levels.at].complete = true;
        self.levels.at += 1;
        if self.levels.at == self.levels.waiting.len() {
            return Err(Stop::Over);
        }
        Ok(())
    }

    fn by_priorities(&mut self, seed: u64) -> Result<(), Stop> {
        if self.covered.runs >= self.bound.schedules {
            return Err(Stop::Over);
        }
        let depth = self.bound.preemptions + 1;
        let policy = Priorities::new(seed, depth, self.points);
        let ran = self.start.by(Box::new(policy));
        self.phase = Phase::Priorities(seed + 1);
        self.covered.random = Some(Random {
            schedules: seed + 1,
            depth,
            threads: self.threads,
            points: self.points,
        });
        self.look_at(&ran)?;
        Ok(())
    }

    /// What a run shows: its end, and whether threads conflict over something new.
    fn look_at(&mut self, ran: &Ran) -> Result<bool, Stop> {
        self.covered.runs += 1;
        match &ran.ending {
            Ending::Fine => {
                let schedule = || schedule_of(&self.program, &self.config, ran.journal.turns());
                self.printed.note(ran, schedule);
            }
            Ending::Cut => self.covered.cut += 1,
            Ending::Failed(failure) => {
                return Err(Stop::Failed(failure.clone(), ran.journal.turns()));
            }
            Ending::Refused(text) => return Err(Stop::Refused(text.clone())),
        }
        let points = ran.journal.entries.iter();
        let points = points.filter(|entry| matches!(entry, Entry::Decision { .. }));
        self.points = self.points.max(points.count() as u64);
        self.threads = self.threads.max(ran.trace.threads().count() as u64);
        Ok(self.conflicts.learn(&self.start, ran))
    }

    fn found(&self, failure: Failure, turns: &[Turn]) -> Outcome {
        let (failure, turns) = shortened(&self.start, failure, turns);
        let told = story::tell(&self.program, &self.config, &turns);
        Outcome::Found(Box::new(Found {
            failure,
            preemptions: told.preemptions,
            story: told.lines,
            schedule: schedule_of(&self.program, &self.config, turns),
        }))
    }
}

/// Turns of a program, with all that a run needs to take them.
fn schedule_of(program: &Program, config: &SimConfig, turns: Vec<Turn>) -> Schedule {
    Schedule {
        runtime: config.runtime.name.to_owned(),
        cores: config.cores,
        fingerprint: fingerprint(&program.source.text),
        turns,
    }
}
