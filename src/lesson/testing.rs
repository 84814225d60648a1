//! Owns what the tests of this layer share: facts of runs made by hand.

use std::collections::BTreeMap;

use crate::base::{Source, VirtualDuration, VirtualTime};
use crate::sim::Found;

use super::facts::{LockFacts, RunFacts, ThreadFacts};
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
        text: None,
        schedule: None,
    }
}

/// A and B, 40 ms each, in a run of `makespan` milliseconds.
pub(super) fn facts(makespan: u64, cores: u16) -> RunFacts {
    let thread = |name: &str| ThreadFacts {
        name: name.to_owned(),
        running: ms(40),
        waiting: ms(makespan - 40),
        held: ms(40),
        latencies: vec![ms(1), ms(5), ms(6)],
        gaps: vec![ms(5), ms(9)],
        turns: vec![ms(5), ms(5)],
        takes: 9,
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
        gil_held: ms(80),
        wakes: 20,
        failed_wakes: 5,
        processes: 1,
        pickled_bytes: 0,
        preemptions: Some(2),
        threads: vec![thread("A"), thread("B")],
        locks: vec![LockFacts {
            name: "lock".to_owned(),
            acquisitions: 3,
            contended: 1,
            holds: vec![ms(1), ms(2), ms(3)],
            waits: vec![ms(4)],
        }],
        stdout: "both done\n".to_owned(),
        stderr: String::new(),
        exit: 0,
        deadlock: None,
        program: Source::new(
            "p.py",
            "import threading\n\ndef add_one(x):\n    return x + 1\n",
        ),
        values: BTreeMap::from([
            ("counter".to_owned(), Ok(Found::Int(187_000))),
            ("name".to_owned(), Ok(Found::Text("spam".to_owned()))),
            ("late".to_owned(), Ok(Found::Float(0.007))),
            ("done".to_owned(), Ok(Found::Bool(true))),
            (
                "gone".to_owned(),
                Err("NameError: name 'gone' is not defined".to_owned()),
            ),
            (
                "bool(sum(x for x in (1, 2)) == 3\n)".to_owned(),
                Ok(Found::Bool(true)),
            ),
        ]),
    }
}

/// `lock` takes 80 ms, `free` 40 ms, both on two cores.
pub(super) fn runs() -> BTreeMap<String, RunFacts> {
    BTreeMap::from([
        ("lock".to_owned(), facts(80, 2)),
        ("free".to_owned(), facts(40, 2)),
    ])
}
