//! Owns writing a run to a file in a format that other tools read, and the registry of these formats.
//! Owns no run and no file: it is given a trace and something to write to.
//!
//! To add a format: a file with a `FORMAT`, and an entry in [`FORMATS`].

mod cast;
mod chrome;
mod csv;
mod svg;
mod text;

use std::io::{self, Write};

pub use cast::{Play, Shown};

use crate::base::VirtualTime;
use crate::trace::{LockKind, LockTrack, Slice, Trace, Track, Window};

/// A run to be written.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    pub trace: &'a Trace,
    /// The program's file, as it was named.
    pub program: &'a str,
    /// The runtime's name.
    pub runtime: &'a str,
    /// What its runtime calls the lock.
    pub lock: &'a str,
    /// None: it was measured, not simulated.
    pub seed: Option<u64>,
    /// The interpreter whose costs were used instead of the runtime's own.
    pub costs: Option<&'a str>,
    /// Where it can be played; `None` where nothing can paint.
    pub screen: Option<&'a dyn Play>,
}

impl Run<'_> {
    /// Where the run comes from, and what makes another one like it.
    fn origin(&self) -> String {
        match (self.seed, self.costs) {
            (Some(seed), Some(whose)) => format!("seed {seed}, costs of {whose}"),
            (Some(seed), None) => format!("seed {seed}"),
            (None, _) => "measured".to_owned(),
        }
    }
}

/// A way to write a run.
#[derive(Debug)]
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    /// What reads it, in a line.
    pub about: &'static str,
    pub write: fn(&Run<'_>, &mut dyn Write) -> io::Result<()>,
}

pub const FORMATS: &[Format] = &[
    chrome::FORMAT,
    svg::FORMAT,
    cast::FORMAT,
    csv::FORMAT,
    text::FORMAT,
];

/// What the lock at this place among all is called: programs name few of them.
fn name_of(place: usize, lock: &LockTrack) -> String {
    let name = match (&*lock.name, lock.kind) {
        ("", LockKind::Gil) => "GIL".to_owned(),
        ("", LockKind::Lock) => format!("Lock {place}"),
        ("", LockKind::RLock) => format!("RLock {place}"),
        ("", LockKind::Semaphore) => format!("semaphore {place}"),
        (name, _) => name.to_owned(),
    };
    match lock.process.index() {
        0 => name,
        process => format!("{name} of process {process}"),
    }
}

/// The stays of a track in its classes, up to the end of the run.
fn stays<C: Copy + Ord>(trace: &Trace, track: &Track<C>) -> Vec<Slice<C>> {
    let end = trace.end();
    let window = Window {
        start: VirtualTime::ZERO,
        end,
    };
    let slices = track.slices(window);
    slices
        .map(|slice| Slice {
            end: slice.end.min(end),
            ..slice
        })
        .collect()
}

/// The format of this name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
