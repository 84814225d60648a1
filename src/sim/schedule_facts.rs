//! What holds of Linux's scheduler under Python's threads, one test each: measured or traced on 6.18.

use super::tests::{config, output, run_well};
use super::*;
use crate::base::VirtualDuration;
use crate::trace::{EventKind, SchedState, Trace};

fn noisy(runtime: &str, cores: u16, seed: u64) -> SimConfig {
    SimConfig {
        noise: true,
        seed,
        ..config(runtime, cores)
    }
}

/// How late a thread comes to its next line after sleeps of 1 ms, in µs on average, beside one that computes
/// on the same core.
fn lateness(interval: &str) -> i64 {
    let program = format!(
        "\
import sys, threading, time
sys.setswitchinterval({interval})
stop = threading.Event()
def spin():
    while not stop.is_set():
        pass
thread = threading.Thread(target=spin)
thread.start()
start = time.perf_counter_ns()
for i in range(30):
    time.sleep(0.001)
print((time.perf_counter_ns() - start) // 30_000 - 1_000)
stop.set()
thread.join()
"
    );
    let (_, trace) = run_well(&program, noisy("gil", 1, 1));
    output(&trace).trim().parse().expect("a number")
}

/// Measured on 3.13 and 3.14: 1.137 ms and more at an interval of 1 ms, 5.128 and more at 5 ms.
#[test]
fn a_clock_that_is_set_and_a_mutex_that_is_met_make_the_convoy_of_one_later() {
    assert!((1_136..1_160).contains(&lateness("0.001")));
    assert!((5_128..5_150).contains(&lateness("0.005")));
}

/// Who comes to which core, and when.
fn arrivals(trace: &Trace) -> Vec<(VirtualTime, ThreadId, u16)> {
    let events = trace.events().iter();
    let arrival = |event: &crate::trace::Event| match event.kind {
        EventKind::State(state) => match state.sched {
            SchedState::Running(core) => Some((event.at, event.thread, core.0)),
            _ => None,
        },
        _ => None,
    };
    events.filter_map(arrival).collect()
}

/// Measured: the first move after 79 to 193 ms, then one every 88 to 196 ms.
#[test]
fn a_core_with_one_thread_more_gives_one_away_after_a_tenth_of_a_second_and_then_seldom() {
    let program = "\
import _thread, native
text = 'a b ' * 1_500_000
def spin():
    for i in range(60):
        native.word_count_detached(text, 'a')
handles = [_thread.start_joinable_thread(spin) for _ in range(3)]
for handle in handles:
    handle.join()
";
    let (_, trace) = run_well(program, noisy("cpython-3.14t", 2, 0));
    let mut cores = std::collections::BTreeMap::new();
    let mut moves = Vec::new();
    let settled = VirtualTime::ZERO + VirtualDuration::from_millis(20);
    for (at, thread, core) in arrivals(&trace) {
        let before = cores.insert(thread, core);
        if before.is_some_and(|before| before != core) && at > settled {
            moves.push(at.nanos() / 1_000_000);
        }
    }
    assert!((79..193).contains(&moves[0]), "{moves:?} ms");
    assert!((88..196).contains(&(moves[1] - moves[0])), "{moves:?} ms");
}

/// Measured on 3.9 to 3.13: 15 to 18 µs until it begins to wait for the others.
#[test]
fn a_main_thread_that_is_done_still_has_the_gil_for_a_while() {
    let (_, trace) = run_well("pass\n", config("gil", 1));
    assert!(trace.end() > VirtualTime(15_000), "{}", trace.end());
}
