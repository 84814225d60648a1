//! Owns which statements other threads can tear apart, version by version: a row of a table is a test.
//! Threads add to something shared with a switch interval of a microsecond; where a switch can fall
//! between the read and the write, updates get lost in some run, where it cannot, in none.
//! Measured on the real interpreters: CPython 2.7.18, 3.6 to 3.14 and the free-threaded builds.

use gilscope::base::{Source, VirtualTime};
use gilscope::runtime;
use gilscope::sim::{End, Program, Sim, SimConfig};
use gilscope::trace::Trace;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    /// Updates get lost.
    Torn,
    /// None do.
    Atomic,
}
use Row::{Atomic, Torn};

/// The columns of the table: versions that agree in every row.
const COLUMNS: [&[&str]; 5] = [
    &["cpython-3.9"],
    &["cpython-3.10"],
    &["cpython-3.11", "cpython-3.12", "cpython-3.13"],
    &["cpython-3.14"],
    &["cpython-3.13t", "cpython-3.14t"],
];

/// Runs are repeated with other seeds until one of them loses something.
const SEEDS: u64 = 8;
const THREADS: u64 = 3;
const ROUNDS: u64 = 12_000;

fn printed(text: &str, runtime: &str, seed: u64) -> String {
    let program = Program::compile(Source::new("test.py", text));
    let program = program.unwrap_or_else(|problems| panic!("{}", problems[0]));
    let config = SimConfig {
        runtime: runtime::find(runtime).expect("it is registered"),
        cores: 2,
        seed,
        ..SimConfig::default()
    };
    let mut trace = Trace::new(config.cores);
    let mut sim = Sim::new(&program, config);
    sim.run_until(&mut trace, VirtualTime::NEVER);
    let output: String = trace.output().map(|(_, _, _, text)| &**text).collect();
    assert_eq!(
        sim.end(),
        Some(&End::Exit { code: 0 }),
        "{runtime}: {output}"
    );
    output
}

fn number(text: &str, runtime: &str, seed: u64) -> u64 {
    let output = printed(text, runtime, seed);
    output
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("{runtime}: {output}"))
}

/// The program of a row: `body` adds one to what `total` says, in each round of each thread.
fn program(body: &str, total: &str) -> String {
    let body = body.replace('\n', "\n        ");
    format!(
        "\
import sys, threading
from collections import Counter, defaultdict

sys.setswitchinterval(1e-6)
counter = 0
lock = threading.Lock()
flag = True
word = 'x'
L, items, seen = [0], [], set()
D, dd, count, stored = {{'k': 0}}, defaultdict(int, k=0), Counter(k=0), {{}}

class Box:
    v = 0

box = Box()
box.v = 0

def one():
    return 1

def add_one(n):
    return n + 1

def work(mine):
    global counter
    for i in range({ROUNDS}):
        {body}

threads = [threading.Thread(target=work, args=(n,)) for n in range({THREADS})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print({total})
"
    )
}

fn holds(body: &str, total: &str, expected: [Row; 5]) {
    let text = program(body, total);
    for (column, expected) in COLUMNS.iter().zip(expected) {
        for runtime in *column {
            let lossy = |seed| number(&text, runtime, seed) < THREADS * ROUNDS;
            let seeds = match expected {
                Torn => 0..SEEDS,
                Atomic => 0..2,
            };
            let found = seeds.into_iter().any(lossy);
            assert_eq!(found, expected == Torn, "{runtime}: {body}");
        }
    }
}

macro_rules! rows {
    ($($name:ident: $body:literal => $total:literal, $expected:expr;)*) => {
        $(
            #[test]
            fn $name() {
                holds($body, $total, $expected);
            }
        )*
    };
}

// The columns: 3.9; 3.10; 3.11 to 3.13; 3.14; the free-threaded builds.
rows! {
    adding_to_a_global: "counter += 1" => "counter",
        [Torn, Atomic, Atomic, Atomic, Torn];
    adding_to_an_attribute: "box.v += 1" => "box.v",
        [Torn, Atomic, Atomic, Atomic, Torn];
    adding_to_an_item_of_a_list: "L[0] += 1" => "L[0]",
        [Torn, Atomic, Atomic, Atomic, Torn];
    adding_to_an_item_of_a_dict: "D['k'] += 1" => "D['k']",
        [Torn, Atomic, Atomic, Atomic, Torn];
    adding_to_an_item_of_a_defaultdict: "dd['k'] += 1" => "dd['k']",
        [Torn, Atomic, Atomic, Atomic, Torn];
    adding_to_an_item_of_a_counter: "count['k'] += 1" => "count['k']",
        [Torn, Atomic, Atomic, Atomic, Torn];
    reading_then_writing: "t = counter\ncounter = t + 1" => "counter",
        [Torn, Atomic, Atomic, Atomic, Torn];
    a_taken_jump_between_read_and_write:
        "t = counter\nif not flag:\n    pass\ncounter = t + 1" => "counter",
        [Torn, Torn, Atomic, Atomic, Torn];
    adding_what_a_python_function_returns: "counter += one()" => "counter",
        [Torn, Torn, Torn, Torn, Torn];
    calling_a_python_function_before: "x = one()\ncounter += x" => "counter",
        [Torn, Atomic, Atomic, Atomic, Torn];
    calling_a_python_function_between: "t = counter\none()\ncounter = t + 1" => "counter",
        [Torn, Torn, Torn, Torn, Torn];
    adding_a_length: "counter += len(word)" => "counter",
        [Torn, Torn, Atomic, Atomic, Torn];
    adding_an_int_made_from_text: "counter += int('1')" => "counter",
        [Torn, Torn, Torn, Torn, Torn];
    adding_what_another_c_function_returns: "counter += abs(1)" => "counter",
        [Torn, Torn, Torn, Torn, Torn];
    passing_through_a_function: "counter = add_one(counter)" => "counter",
        [Torn, Torn, Torn, Torn, Torn];
    getting_then_setting_an_item: "D['k'] = D.get('k', 0) + 1" => "D['k']",
        [Torn, Torn, Torn, Torn, Torn];
    looking_before_adding_to_an_item:
        "if 'k' in D:\n    D['k'] += 1\nelse:\n    D['k'] = 1" => "D['k']",
        [Torn, Atomic, Atomic, Atomic, Torn];
    a_loop_between_read_and_write:
        "t = counter\nfor _ in range(1):\n    pass\ncounter = t + 1" => "counter",
        [Torn, Torn, Torn, Torn, Torn];
    appending_to_a_list: "items.append(i)" => "len(items)",
        [Atomic, Atomic, Atomic, Atomic, Atomic];
    setting_an_item_of_a_dict: "stored[mine, i] = i" => "len(stored)",
        [Atomic, Atomic, Atomic, Atomic, Atomic];
    adding_to_a_set: "seen.add((mine, i))" => "len(seen)",
        [Atomic, Atomic, Atomic, Atomic, Atomic];
    adding_under_a_lock: "with lock:\n    counter += 1" => "counter",
        [Atomic, Atomic, Atomic, Atomic, Atomic];
}

/// The back edge moved: a loop that tests and adds runs over its end where a switch can fall between
/// the two.
#[test]
fn a_while_loop_overshoots_where_the_switch_falls_behind_its_condition() {
    let text = "\
import sys, threading

sys.setswitchinterval(1e-6)
count = 0

def work():
    global count
    while count < 20_000:
        count += 1

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(count)
";
    for runtime in [
        "cpython-3.10",
        "cpython-3.11",
        "cpython-3.12",
        "cpython-3.13",
    ] {
        let counts: Vec<u64> = (0..6).map(|seed| number(text, runtime, seed)).collect();
        assert!(
            counts.iter().any(|count| *count > 20_000),
            "{runtime}: {counts:?}"
        );
        assert!(
            counts.iter().all(|count| *count <= 20_003),
            "{runtime}: {counts:?}"
        );
    }
    for seed in 0..6 {
        assert_eq!(number(text, "cpython-3.14", seed), 20_000);
    }
}

/// How often the lock was held, in percent of the times that its holder was made to wait.
fn held(body: &str, runtime: &str) -> u64 {
    let text = format!(
        "\
import sys, threading

sys.setswitchinterval(1e-6)
lock = threading.Lock()
counter = 0
running = True

def work():
    global counter
    while running:
        {body}

worker = threading.Thread(target=work)
worker.start()
held = 0
for _ in range(200):
    last = counter
    while counter == last:
        pass
    if lock.locked():
        held += 1
running = False
worker.join()
print(held)
"
    );
    let all: u64 = (0..2).map(|seed| number(&text, runtime, seed)).sum();
    all / 4
}

#[test]
fn fact_17_bodies_of_with_are_never_interrupted_in_3_10_to_3_13_and_are_in_3_14() {
    let body = "with lock:\n            counter += 1";
    for runtime in [
        "cpython-3.10",
        "cpython-3.11",
        "cpython-3.12",
        "cpython-3.13",
    ] {
        assert_eq!(held(body, runtime), 0, "{runtime}");
    }
    for runtime in ["cpython-3.9", "cpython-3.14"] {
        let percent = held(body, runtime);
        assert!((25..=80).contains(&percent), "{runtime}: {percent} %");
    }
}

#[test]
fn who_waits_for_the_gil_may_hold_a_lock_that_was_acquired_by_a_call() {
    let body = "lock.acquire()\n        counter += 1\n        lock.release()";
    for runtime in [
        "cpython-3.9",
        "cpython-3.10",
        "cpython-3.12",
        "cpython-3.14",
    ] {
        let percent = held(body, runtime);
        assert!((20..=80).contains(&percent), "{runtime}: {percent} %");
    }
}
