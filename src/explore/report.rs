//! Owns what a search has to say: what it found, and how much it covered. Owns no wording of the story
//! (`story`).

use super::runs::{Failure, Ran};
use crate::sim::policy::Schedule;

/// The outcome of a search, and how far it went.
#[derive(Clone, Debug)]
pub struct Report {
    pub outcome: Outcome,
    pub covered: Covered,
    pub printed: Printed,
}

/// What the runs that came to their end wrote to standard output: the first text, and the first other one.
#[derive(Clone, Debug, Default)]
pub struct Printed {
    texts: Vec<PrintedText>,
}

/// A text, and a schedule under which it is printed.
#[derive(Clone, Debug)]
pub struct PrintedText {
    pub text: String,
    pub schedule: Schedule,
}

impl Printed {
    /// Takes in what a run printed, unless it is known or two are known already.
    pub(super) fn note(&mut self, ran: &Ran, schedule: impl FnOnce() -> Schedule) {
        if self.texts.len() == 2 {
            return;
        }
        let pieces = || ran.trace.output().filter(|(_, _, stream, _)| *stream == 1);
        if let [first] = &self.texts[..] {
            let same = pieces()
                .try_fold(first.text.as_str(), |rest, (_, _, _, text)| {
                    rest.strip_prefix(&**text)
                })
                .is_some_and(str::is_empty);
            if same {
                return;
            }
        }
        self.texts.push(PrintedText {
            text: pieces().map(|(_, _, _, text)| &**text).collect(),
            schedule: schedule(),
        });
    }

    /// None, one, or two different ones.
    pub fn texts(&self) -> &[PrintedText] {
        &self.texts
    }
}

#[derive(Clone, Debug)]
pub enum Outcome {
    /// No schedule that was tried fails.
    Nothing,
    Found(Box<Found>),
    /// The program uses what gilscope does not have.
    Refused(String),
}

/// A schedule under which the program fails.
#[derive(Clone, Debug)]
pub struct Found {
    pub failure: Failure,
    pub schedule: Schedule,
    pub preemptions: u32,
    /// What happens, step by step.
    pub story: Vec<String>,
}

/// How much was tried.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Covered {
    /// By the number of preemptions, from 0.
    pub levels: Vec<Level>,
    /// Runs by seeded priorities, after the levels.
    pub random: Option<Random>,
    /// Runs that were cut off by a limit: what they would have come to is unknown.
    pub cut: u64,
    /// All runs, those included that only showed what threads conflict over.
    pub runs: u64,
}

/// The schedules with so many preemptions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Level {
    pub schedules: u64,
    /// Whether these are all of them.
    pub complete: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Random {
    pub schedules: u64,
    /// Of the bugs that are looked for: one more than preemptions needed.
    pub depth: u32,
    /// Most threads, and most points, that a run had.
    pub threads: u64,
    pub points: u64,
}

impl Covered {
    /// The highest number of preemptions up to which every schedule was tried, none of them cut off.
    pub fn proved(&self) -> Option<u32> {
        let whole = self
            .levels
            .iter()
            .take_while(|level| level.complete)
            .count();
        (self.cut == 0)
            .then(|| whole.checked_sub(1))
            .flatten()
            .map(|level| level as u32)
    }

    /// In words, one line for each kind of schedule.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let whole = self
            .levels
            .iter()
            .take_while(|level| level.complete)
            .count();
        let total: u64 = self.levels[..whole].iter().map(|l| l.schedules).sum();
        if let Some(most) = whole.checked_sub(1) {
            lines.push(format!(
                "all schedules with {}: {total} of {total}",
                up_to(most)
            ));
        }
        let rest = self.levels[whole..].iter().enumerate();
        for (index, level) in rest.filter(|(_, level)| level.schedules > 0) {
            lines.push(format!(
                "of the schedules with {}: {}, there are more",
                preemptions(whole + index),
                level.schedules
            ));
        }
        if let Some(random) = &self.random {
            let Random {
                schedules,
                depth,
                threads,
                points,
            } = random;
            let power = match depth - 1 {
                0 => "n".to_owned(),
                1 => "(n·k)".to_owned(),
                more => format!("(n·k^{more})"),
            };
            lines.push(format!(
                "{schedules} by seeded priorities: each finds a bug that needs {} with probability at least 1/{power}, n = {threads} threads, k = {points} points",
                preemptions(*depth as usize - 1)
            ));
        }
        if self.cut > 0 {
            lines.push(format!(
                "{} of these were cut off by a limit before their end: what they come to is unknown",
                self.cut
            ));
        }
        lines
    }
}

fn up_to(most: usize) -> String {
    match most {
        0 => "no preemption".to_owned(),
        more => format!("up to {}", preemptions(more)),
    }
}

/// `1 preemption`, `2 preemptions`
pub(super) fn preemptions(count: usize) -> String {
    match count {
        0 => "no preemption".to_owned(),
        1 => "1 preemption".to_owned(),
        more => format!("{more} preemptions"),
    }
}
