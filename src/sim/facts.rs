//! What holds of CPython 3.14's GIL and threads and what simulators get wrong, one test each: measured
//! on the real interpreter or read in its sources. Latencies are exact here: no noise.

use super::tests::{config, exit_code, output, run_with};
use super::*;
use crate::base::Source;
use crate::runtime::{self, GIL};
use crate::trace::{EventKind, Metrics, Trace, Window};

fn run(text: &str, cores: u16) -> (Sim, Trace) {
    run_under(text, "gil", cores)
}

/// However it ends, as long as the program itself ends it.
fn run_under(text: &str, runtime: &str, cores: u16) -> (Sim, Trace) {
    let (sim, trace) = run_with(text, config(runtime, cores));
    exit_code(&sim);
    (sim, trace)
}

/// Times that the GIL was let go of.
fn releases(trace: &Trace) -> usize {
    let events = trace.events().iter();
    events
        .filter(|event| matches!(event.kind, EventKind::DropGil { .. }))
        .count()
}

/// How long the GIL was held each time, in microseconds.
fn slices(trace: &Trace) -> Vec<u64> {
    let holders = trace.lock(GIL).expect("it exists").holders();
    holders
        .slices(Window::new(VirtualTime::ZERO, trace.end()))
        .filter(|slice| slice.class.is_some())
        .map(|slice| slice.end.since(slice.start).nanos() / 1000)
        .collect()
}

#[test]
fn without_a_waiter_the_gil_is_kept() {
    let (_, trace) = run("n = 0\nwhile n < 2_000_000:\n    n += 1\n", 2);
    assert!(trace.end() > VirtualTime(20_000_000), "{}", trace.end());
    let metrics = Metrics::of(&trace, VirtualTime::NEVER);
    assert_eq!(metrics.gils[0].drop_requests, 0);
    assert!(slices(&trace)[0] > 20_000, "{:?}", slices(&trace));
}

#[test]
fn a_native_call_is_not_interrupted_by_a_request() {
    let program = "\
import _thread
handles = [_thread.start_joinable_thread(lambda: sum(range(5_000_000))) for _ in range(2)]
for handle in handles:
    handle.join()
";
    let (_, trace) = run(program, 2);
    let longest = slices(&trace).into_iter().max();
    assert!(longest > Some(15_000), "{longest:?} µs");
}

#[test]
fn starting_a_thread_that_computes_costs_an_interval() {
    let program = "\
import threading, time
def work():
    n = 0
    while n < 1_000_000:
        n += 1
thread = threading.Thread(target=work)
start = time.perf_counter_ns()
thread.start()
print((time.perf_counter_ns() - start) // 1000)
thread.join()
";
    let (_, trace) = run(program, 2);
    let took: u64 = output(&trace).trim().parse().expect("a number");
    assert!((5_070..5_300).contains(&took), "{took} µs");
}

#[test]
fn a_free_lock_and_a_queue_with_an_item_release_nothing() {
    let nothing = releases(&run("import threading, queue\n", 2).1);
    let program = "\
import threading, queue
lock = threading.Lock()
q = queue.Queue()
for n in range(100):
    with lock:
        q.put(n)
    q.get()
";
    assert_eq!(releases(&run(program, 2).1), nothing);
}

#[test]
fn sleeping_for_nothing_sleeps_some_60_microseconds() {
    let program = "\
import time
start = time.perf_counter_ns()
time.sleep(0)
print((time.perf_counter_ns() - start) // 1000)
";
    let took: u64 = output(&run(program, 2).1).trim().parse().expect("a number");
    assert!((60..75).contains(&took), "{took} µs");
}

#[test]
fn an_exception_ends_only_its_thread_and_daemons_run_no_finally() {
    let program = "\
import threading, time
def late():
    time.sleep(0.01)
    print('late')
def daemon():
    try:
        time.sleep(1)
    finally:
        print('never')
threading.Thread(target=daemon, daemon=True).start()
threading.Thread(target=late).start()
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
print('main ends')
";
    let (sim, trace) = run(program, 2);
    assert_eq!(sim.end(), Some(&End::Exit { code: 0 }));
    let text = output(&trace);
    assert!(text.contains("ZeroDivisionError"), "{text}");
    assert!(text.ends_with("main ends\nlate\n"), "{text}");
    assert!(trace.end() < VirtualTime(20_000_000), "{}", trace.end());
}

#[test]
fn on_one_core_slices_follow_the_tick() {
    let program = "\
import _thread
def work():
    n = 0
    while n < 4_000_000:
        n += 1
handles = [_thread.start_joinable_thread(work) for _ in range(2)]
for handle in handles:
    handle.join()
";
    let (_, trace) = run(program, 1);
    let all = slices(&trace);
    let eight = all.iter().filter(|us| (7_500..8_500).contains(*us)).count();
    assert!(eight >= all.len() / 2, "{all:?}");
}

#[test]
fn every_look_into_a_selector_releases_the_gil() {
    let program = "import _selector\ns = _selector.Selector()\n";
    let nothing = releases(&run(program, 2).1);
    let ten = format!("{program}for _ in range(10):\n    s.select(0)\n");
    assert_eq!(releases(&run(&ten, 2).1), nothing + 10);
}

#[test]
fn a_selector_is_woken_by_another_thread_or_by_its_timeout() {
    let program = "\
import _selector, _thread, time
s = _selector.Selector()
def wake():
    time.sleep(0.01)
    s.wake()
handle = _thread.start_joinable_thread(wake)
start = time.monotonic_ns()
print(s.select(1), (time.monotonic_ns() - start) // 1_000_000)
print(s.drain(), s.drain())
start = time.monotonic_ns()
print(s.select(0.0201), (time.monotonic_ns() - start) // 1_000_000)
s.wake()
print(s.select(None))
handle.join()
";
    let (_, trace) = run(program, 2);
    assert_eq!(
        output(&trace),
        "True 10\nTrue False\nFalse 21\nTrue\n",
        "epoll counts in whole milliseconds"
    );
}

#[test]
fn up_to_3_10_sleeping_for_nothing_returns_at_once() {
    let program = "\
import time
start = time.perf_counter_ns()
time.sleep(0)
print(time.perf_counter_ns() - start)
";
    let took = |runtime: &str| -> u64 {
        let text = output(&run_under(program, runtime, 2).1);
        text.trim().parse().expect("a number")
    };
    assert!(took("cpython-3.10") < 2_000);
    assert!(took("cpython-3.11") > 60_000);
}

#[test]
fn one_thread_alone_is_handed_nothing() {
    let (_, trace) = run("n = 0\nwhile n < 1000:\n    n += 1\n", 2);
    assert_eq!(Metrics::of(&trace, VirtualTime::NEVER).gils[0].switches, 0);
}

/// A waiter that is woken when the lock is let go finds it taken again; after a millisecond PyMutex
/// hands it over instead.
const BARGING: &str = "\
import _thread, time
lock = _thread.allocate_lock()
got = []
def want():
    with lock:
        got.append(rounds)
rounds = 0
lock.acquire()
handle = _thread.start_joinable_thread(want)
time.sleep(0.002)
for rounds in range(10):
    lock.release()
    lock.acquire()
    time.sleep(0.003)
rounds = 'the end'
lock.release()
handle.join()
print(got[0])
";

#[test]
fn a_semaphore_may_always_be_taken_again_and_a_parking_lot_hands_over() {
    let first = |runtime| output(&run_under(BARGING, runtime, 2).1);
    assert_eq!(first("cpython-3.9"), "the end\n");
    assert_eq!(first("cpython-3.12"), "the end\n");
    assert_eq!(first("cpython-3.13"), "0\n");
    assert_eq!(first("cpython-3.14"), "0\n");
}

#[test]
fn a_wait_for_a_lock_goes_on_after_a_signals_handler() {
    let program = "\
import _thread, signal, time
signal.signal(signal.SIGALRM, lambda *_: print('alarm'))
signal.setitimer(signal.ITIMER_REAL, 0.01)
lock = _thread.allocate_lock()
lock.acquire()
def let_go():
    time.sleep(0.03)
    lock.release()
_thread.start_joinable_thread(let_go)
print(lock.acquire())
";
    for runtime in ["cpython-3.12", "cpython-3.14", "cpython-3.14t"] {
        let text = output(&run_under(program, runtime, 2).1);
        assert_eq!(text, "alarm\nTrue\n", "{runtime}");
    }
}

/// A thread whose system calls are shorter than a wake-up keeps the GIL for some of them and then waits
/// an interval: it never keeps the other from its turn, whatever their rhythm.
#[test]
fn short_system_calls_starve_nobody_whatever_their_rhythm() {
    for work in [0, 20, 60, 200, 500] {
        let program = format!(
            "\
import _selector, _thread, time
s = _selector.Selector()
s.wake()
gaps = []
def other():
    last = time.perf_counter()
    while not done:
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
done = False
handle = _thread.start_joinable_thread(other)
end = time.perf_counter() + 0.1
while time.perf_counter() < end:
    s.select(0)
    for _ in range({work}):
        pass
done = True
handle.join()
print(int(max(gaps) * 1000))
"
        );
        let config = SimConfig {
            runtime: runtime::find("gil").expect("registered"),
            cores: 2,
            ..SimConfig::default()
        };
        let mut trace = Trace::new(2);
        let program = Program::compile(Source::new("test.py", &*program)).expect("it compiles");
        Sim::new(&program, config).run_until(&mut trace, VirtualTime::NEVER);
        let worst: u64 = output(&trace).trim().parse().expect("a number");
        assert!(worst < 5, "{work}: {worst} ms");
    }
}

#[test]
fn a_lock_round_every_step_is_a_convoy_in_3_9_and_in_no_later_version() {
    let program = "\
import _thread, time
lock = _thread.allocate_lock()
def work(rounds):
    for _ in range(rounds):
        with lock:
            pass
def took(start):
    return time.perf_counter_ns() - start
start = time.perf_counter_ns()
work(200_000)
alone = took(start)
start = time.perf_counter_ns()
handles = [_thread.start_joinable_thread(lambda: work(100_000)) for _ in range(2)]
for handle in handles:
    handle.join()
print(100 * took(start) // alone)
";
    let percent = |runtime: &str| -> u64 {
        let text = output(&run_under(program, runtime, 2).1);
        text.trim().parse().expect("a number")
    };
    // The GIL can be lost at any instruction, so mostly with the lock held.
    assert!(percent("cpython-3.9") > 200);
    for runtime in [
        "cpython-3.10",
        "cpython-3.12",
        "cpython-3.13",
        "cpython-3.14",
    ] {
        let took = percent(runtime);
        assert!((90..120).contains(&took), "{runtime}: {took} %");
    }
}

/// Nanoseconds per round as measured; a fifth more or less.
#[test]
fn every_version_takes_its_own_time() {
    let program = "\
import time
def count(n):
    i = 0
    while i < n:
        i += 1
def nothing():
    pass
def call(n):
    for _ in range(n):
        nothing()
for work in count, call:
    start = time.perf_counter_ns()
    work(20_000)
    print((time.perf_counter_ns() - start) // 2_000)
";
    for (runtime, count, call) in [
        ("cpython-3.9", 243, 385),
        ("cpython-3.10", 222, 345),
        ("cpython-3.11", 113, 210),
        ("cpython-3.12", 163, 214),
        ("cpython-3.13", 199, 170),
        ("cpython-3.14", 111, 150),
    ] {
        let text = output(&run_under(program, runtime, 2).1);
        let took: Vec<u64> = text.lines().map(|n| n.parse().expect("a number")).collect();
        for (took, measured) in [(took[0], count), (took[1], call)] {
            let near = measured * 8 / 10..measured * 12 / 10;
            assert!(
                near.contains(&took),
                "{runtime}: {took} and not {measured} tenths of ns"
            );
        }
    }
}
