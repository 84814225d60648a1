//! Owns the facts that naive simulators of the GIL get wrong, one test each, numbered and named. The
//! programs are ordinary Python and most measure themselves, so that the same text can be run under
//! `python3`; what they must show was measured on real interpreters or read in their sources.

mod atomicity;
mod builds;
mod gil;
mod threads;

use gilscope::base::{LockId, Source, ThreadId, VirtualDuration, VirtualTime};
use gilscope::runtime::{self, GIL};
use gilscope::sim::{Program, Sim, SimConfig};
use gilscope::trace::{Event, EventKind, Metrics, Trace, Window};

/// A run that has ended.
struct Run {
    sim: Sim,
    trace: Trace,
}

/// How a program is run: latencies are exact, so that one run shows the fact.
fn run(text: &str, runtime: &str, cores: u16) -> Run {
    run_seeded(text, runtime, cores, 0, false)
}

/// As an operating system would run it, with this seed's noise.
fn run_noisy(text: &str, runtime: &str, cores: u16, seed: u64) -> Run {
    run_seeded(text, runtime, cores, seed, true)
}

fn run_seeded(text: &str, runtime: &str, cores: u16, seed: u64, noise: bool) -> Run {
    let runtime = runtime::find(runtime).unwrap_or_else(|| panic!("{runtime} is registered"));
    let config = SimConfig {
        runtime,
        cores,
        seed,
        noise,
        ..SimConfig::default()
    };
    let source = Source::new("fact.py", text);
    let program = Program::compile(source).unwrap_or_else(|problems| panic!("{}", problems[0]));
    let mut trace = Trace::new(cores);
    let mut sim = Sim::new(&program, config);
    sim.run_until(&mut trace, VirtualTime::NEVER);
    assert!(sim.end().is_some(), "it ends");
    Run { sim, trace }
}

impl Run {
    fn output(&self) -> String {
        let pieces = self.trace.output();
        pieces.map(|(_, _, _, text)| &**text).collect()
    }

    /// The numbers that the program printed.
    fn numbers(&self) -> Vec<f64> {
        let text = self.output();
        let numbers: Vec<f64> = text
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        assert!(!numbers.is_empty(), "no numbers in {text:?}");
        numbers
    }

    fn number(&self) -> f64 {
        self.numbers()[0]
    }

    fn events(&self) -> &[Event] {
        self.trace.events()
    }

    fn metrics(&self) -> Metrics {
        Metrics::of(&self.trace, VirtualTime::NEVER)
    }

    fn milliseconds(&self) -> f64 {
        millis(self.trace.end().since(VirtualTime::ZERO))
    }

    /// The thread of a name.
    fn thread(&self, name: &str) -> ThreadId {
        let mut threads = self.trace.threads();
        let found = threads.find(|(_, track)| &*track.name == name);
        found.unwrap_or_else(|| panic!("no thread {name}")).0
    }

    /// Who took the main interpreter's GIL, and when.
    fn takes(&self) -> Vec<(VirtualTime, ThreadId)> {
        let takes = self.events().iter();
        takes
            .filter(|event| matches!(event.kind, EventKind::TakeGil { lock: GIL, .. }))
            .map(|event| (event.at, event.thread))
            .collect()
    }

    /// Who held a lock, in the order of holding, each stay in milliseconds.
    fn stays(&self, lock: LockId) -> Vec<(ThreadId, f64)> {
        let holders = self
            .trace
            .lock(lock)
            .expect("the lock has a lane")
            .holders();
        holders
            .slices(Window::new(VirtualTime::ZERO, self.trace.end()))
            .filter_map(|slice| {
                let end = slice.end.min(self.trace.end());
                Some((slice.class?, millis(end.since(slice.start))))
            })
            .collect()
    }

    /// How often the GIL was let go of.
    fn releases(&self) -> usize {
        let drops = self.events().iter();
        drops
            .filter(|event| matches!(event.kind, EventKind::DropGil { .. }))
            .count()
    }
}

fn millis(d: VirtualDuration) -> f64 {
    d.nanos() as f64 / 1e6
}

fn median(mut numbers: Vec<f64>) -> f64 {
    assert!(!numbers.is_empty());
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Threads that count down, named T0, T1, …, each `rounds` rounds.
fn spinners(threads: usize, rounds: u64) -> String {
    format!(
        "\
from threading import Thread

def work():
    n = {rounds}
    while n > 0:
        n -= 1

threads = [Thread(target=work, name=f'T{{i}}') for i in range({threads})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"
    )
}

/// Whether every fact has its test, by number.
#[test]
fn every_fact_of_the_list_has_a_test() {
    let text = [
        include_str!("gil.rs"),
        include_str!("atomicity.rs"),
        include_str!("threads.rs"),
        include_str!("builds.rs"),
        include_str!("../atomicity.rs"),
        include_str!("../../../src/sim/neighbours.rs"),
    ]
    .concat();
    let missing: Vec<u32> = (1..=41)
        .filter(|n| !text.contains(&format!("#[test]\nfn fact_{n:02}_")))
        .collect();
    assert_eq!(missing, Vec::<u32>::new());
}
