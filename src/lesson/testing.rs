//! Owns what the tests of this layer share: facts of runs made by hand.

use std::collections::BTreeMap;

use crate::base::{VirtualDuration, VirtualTime};

use super::facts::{RunFacts, ThreadFacts};
use super::model::Settings;

pub(super) fn ms(n: u64) -> VirtualDuration {
    VirtualDuration::from_millis(n)
}

pub(super) fn settings(cores: u16) -> Settings {
    Settings {
        program: "p.py".to_owned(),
        runtime: "cpython-3.14".to_owned(),
        cores,
        seed: 0,
        switch_interval: ms(5),
        constants: Vec::new(),
    }
}

/// A and B, 40 ms each, in a run of `makespan` milliseconds.
pub(super) fn facts(makespan: u64, cores: u16) -> RunFacts {
    let thread = |name: &str| ThreadFacts {
        name: name.to_owned(),
        running: ms(40),
        waiting: ms(makespan - 40),
        held: ms(40),
        started: VirtualTime(1000),
        ended: VirtualTime(makespan * 1_000_000),
        ..ThreadFacts::default()
    };
    RunFacts {
        settings: settings(cores),
        makespan: ms(makespan),
        parallelism: 80.0 / makespan as f64,
        switches: 17,
        drop_requests: 16,
        threads: vec![thread("A"), thread("B")],
        stdout: "both done\n".to_owned(),
        stderr: String::new(),
        exit: 0,
        deadlock: None,
    }
}

/// `lock` takes 80 ms, `free` 40 ms, both on two cores.
pub(super) fn runs() -> BTreeMap<String, RunFacts> {
    BTreeMap::from([
        ("lock".to_owned(), facts(80, 2)),
        ("free".to_owned(), facts(40, 2)),
    ])
}
