//! Owns the order in which schedules are tried, and when to stop.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::branches::branches;
use super::conflicts::Conflicts;
use super::report::{Covered, Found, Level, Outcome, Random, Report};
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

struct Search<'a> {
    program: &'a Program,
    config: &'a SimConfig,
    bound: Bound,
    start: Start,
    conflicts: Conflicts,
    covered: Covered,
    /// Most threads and points of a run.
    threads: u64,
    points: u64,
}

/// Why a search ends before everything was tried.
enum Stop {
    Failed(Failure, Vec<Turn>),
    Refused(String),
    /// What threads conflict over has grown.
    Learnt,
    Exhausted,
}

/// Looks for a schedule under which the program fails. `config` says runtime, cores and arguments;
/// noise, seed and direction are the search's own.
pub fn explore(program: &Program, config: &SimConfig, bound: Bound) -> Report {
    let mut search = Search {
        program,
        config,
        bound,
        start: Start::new(program, config),
        conflicts: Conflicts::default(),
        covered: Covered::default(),
        threads: 1,
        points: 0,
    };
    let outcome = search.run();
    Report {
        outcome,
        covered: search.covered,
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

impl Search<'_> {
    fn run(&mut self) -> Outcome {
        loop {
            return match self.by_preemptions() {
                Ok(()) => Outcome::Nothing,
                Err(Stop::Learnt) => continue,
                Err(Stop::Failed(failure, turns)) => self.found(failure, &turns),
                Err(Stop::Refused(text)) => Outcome::Refused(text),
                Err(Stop::Exhausted) => match self.by_priorities() {
                    Err(Stop::Failed(failure, turns)) => self.found(failure, &turns),
                    Err(Stop::Refused(text)) => Outcome::Refused(text),
                    _ => Outcome::Nothing,
                },
            };
        }
    }

    /// Level by level.
    fn by_preemptions(&mut self) -> Result<(), Stop> {
        let levels = self.bound.preemptions as usize + 1;
        let kept = self.bound.schedules / RANDOM_SHARE;
        let most = self.bound.schedules - kept;
        let mut waiting: Vec<BinaryHeap<Reverse<Candidate>>> = vec![BinaryHeap::new(); levels];
        // More than can be tried need not be remembered.
        let mut forgotten = vec![false; levels];
        let mut number = 0;
        let mut learnt = false;
        self.covered.levels = vec![Level::default(); levels];
        self.covered.cut = 0;
        waiting[0].push(Reverse(Candidate {
            length: 0,
            number,
            turns: Vec::new(),
        }));
        let before = self.covered.runs;
        for level in 0..levels {
            while let Some(Reverse(candidate)) = waiting[level].pop() {
                if self.covered.runs >= most {
                    return Err(Stop::Exhausted);
                }
                let ran = self.start.by_turns(&candidate.turns);
                self.covered.levels[level].schedules += 1;
                learnt |= self.look_at(&ran)?;
                if learnt && self.covered.runs - before < YOUNG {
                    return Err(Stop::Learnt);
                }
                let last = candidate.turns.last();
                for branch in branches(&self.start, &self.conflicts, &ran, last) {
                    let to = level + branch.preemptions as usize;
                    if to >= levels {
                        continue;
                    }
                    if waiting[to].len() as u64 >= most {
                        forgotten[to] = true;
                        continue;
                    }
                    let mut turns = candidate.turns.clone();
                    turns.push(branch.turn);
                    number += 1;
                    waiting[to].push(Reverse(Candidate {
                        length: turns.len(),
                        number,
                        turns,
                    }));
                }
            }
            if learnt {
                return Err(Stop::Learnt);
            }
            if forgotten[level] {
                return Err(Stop::Exhausted);
            }
            self.covered.levels[level].complete = true;
        }
        Ok(())
    }

    fn by_priorities(&mut self) -> Result<(), Stop> {
        let depth = self.bound.preemptions + 1;
        let mut seed = 0;
        while self.covered.runs < self.bound.schedules {
            let policy = Priorities::new(seed, depth, self.points);
            seed += 1;
            let ran = self.start.by(Box::new(policy));
            self.covered.random = Some(Random {
                schedules: seed,
                depth,
                threads: self.threads,
                points: self.points,
            });
            self.look_at(&ran)?;
        }
        Ok(())
    }

    /// What a run shows: its end, and whether threads conflict over something new.
    fn look_at(&mut self, ran: &Ran) -> Result<bool, Stop> {
        self.covered.runs += 1;
        match &ran.ending {
            Ending::Fine => {}
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
        let told = story::tell(self.program, self.config, &turns);
        Outcome::Found(Box::new(Found {
            failure,
            preemptions: told.preemptions,
            story: told.lines,
            schedule: Schedule {
                runtime: self.config.runtime.name.to_owned(),
                cores: self.config.cores,
                fingerprint: fingerprint(&self.program.source.text),
                turns,
            },
        }))
    }
}
