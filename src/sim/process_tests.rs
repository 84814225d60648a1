//! What runs of several processes look like. Latencies are exact here: no noise.

use super::tests::{config, exit_code, output, run};
use super::*;
use crate::base::{ProcessId, VirtualDuration};
use crate::trace::{Lane, LockKind, Metrics, ThreadTrack, Trace, Window, ascii, why};

/// A parent and a child that compute at the same time.
const PARALLEL: &str = "\
import posix
def work():
    n = 0
    for i in range(300_000):
        n += i
    return n
pid = posix.fork()
if pid == 0:
    work()
    posix._exit(3)
work()
print(posix.waitstatus_to_exitcode(posix.waitpid(pid, 0)[1]))
";

fn threads_of(trace: &Trace, process: u32) -> Vec<&ThreadTrack> {
    let of = trace.threads().map(|(_, track)| track);
    of.filter(|track| track.process == ProcessId(process))
        .collect()
}

#[test]
fn two_processes_compute_at_the_same_time_each_under_a_gil_of_its_own() {
    let (sim, trace) = run(PARALLEL, "gil", 2);
    assert_eq!(output(&trace), "3\n");
    assert_eq!(exit_code(&sim), 0);
    let child = threads_of(&trace, 1);
    assert_eq!(&*child[0].name, "Process-1/MainThread");
    let gils: Vec<&str> = trace
        .locks()
        .filter(|(_, lock)| lock.kind == LockKind::Gil)
        .map(|(_, lock)| &*lock.name)
        .collect();
    assert_eq!(gils, ["GIL", "Process-1/GIL"]);
    let metrics = Metrics::of(&trace, VirtualTime::NEVER);
    assert!(
        metrics.parallelism_permille > 1_600,
        "{}",
        metrics.parallelism_permille
    );
    assert!(metrics.gils.iter().all(|gil| gil.drop_requests == 0));
    let end = VirtualTime((trace.end().nanos() / 1_000_000 + 1) * 1_000_000);
    insta::assert_snapshot!(ascii(&trace, Window::new(VirtualTime::ZERO, end), 60), @"
    core 0                 |MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM------------       |
    core 1                 |----AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-       |
    GIL                    |MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM------------       |
    M MainThread           |#########################################jjjjjjjjjjjr       |
    Process-1/GIL          |   -AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA----       |
    A Process-1/MainThread |   rNNNNNNNN#####################################nnn.       |
                            0 ns                                                 6.000 ms
    ");
}

#[test]
fn on_one_core_processes_take_turns_without_asking_for_a_gil() {
    let (_, trace) = run(PARALLEL, "gil", 1);
    let metrics = Metrics::of(&trace, VirtualTime::NEVER);
    assert!(metrics.gils.iter().all(|gil| gil.drop_requests == 0));
    assert!(metrics.parallelism_permille <= 1_000);
}

#[test]
fn a_pause_or_a_copy_changes_nothing_of_two_processes() {
    for runtime in ["gil", "free-threaded"] {
        let (whole, recorded) = run(PARALLEL, runtime, 2);
        let mut trace = Trace::new(2);
        let mut sim = Sim::new(&super::tests::program(PARALLEL), config(runtime, 2));
        let mut at = VirtualTime::ZERO;
        while sim.end().is_none() {
            at = at + VirtualDuration::from_micros(37);
            sim = sim.clone();
            sim.run_until(&mut trace, at);
        }
        assert_eq!(trace.events(), recorded.events(), "{runtime}");
        assert_eq!(sim.end(), whole.end());
    }
}

#[test]
fn heaps_are_apart_and_a_held_lock_stays_locked_in_the_child() {
    let program = "\
import posix, threading, time, warnings
warnings.simplefilter('ignore')
lock = threading.Lock()
shared = [1]
def hold():
    with lock:
        time.sleep(0.01)
thread = threading.Thread(target=hold)
thread.start()
pid = posix.fork()
if pid == 0:
    shared.append(2)
    print(lock.acquire(timeout=0.05), shared, threading.active_count(), thread.is_alive())
    posix._exit(0)
posix.waitpid(pid, 0)
print(lock.acquire(timeout=0.05), shared)
";
    let (_, trace) = run(program, "gil", 2);
    assert_eq!(output(&trace), "False [1, 2] 1 False\nTrue [1]\n");
}

#[test]
fn a_reader_waits_for_a_pipe_and_says_so() {
    let program = "\
import posix, time
r, w = posix.pipe()
if posix.fork() == 0:
    time.sleep(0.02)
    posix.write(w, b'now')
    posix._exit(0)
print(posix.read(r, 10))
";
    let (sim, trace) = run(program, "gil", 2);
    assert_eq!(output(&trace), "b'now'\n");
    let at = VirtualTime(10_000_000);
    let main = ThreadId(0);
    let lane = trace.thread(main).lanes().at(at);
    assert_eq!(lane, Some(Lane::Io));
    let words = &sim.config().runtime.vocabulary;
    insta::assert_snapshot!(why(&trace, main, at, words), @"MainThread waits for I/O (pipe) at line 7, since 357.0 µs; does not hold the GIL");
}

#[test]
fn a_writer_that_loses_its_core_to_the_reader_writes_the_rest_later() {
    let program = "\
import posix
r, w = posix.pipe()
if posix.fork() == 0:
    posix.close(w)
    got = 0
    while part := posix.read(r, 100_000):
        got += len(part)
    print(got)
    posix._exit(0)
n = 0
while n < 3_000_000:
    n += 1
left = 300_000
while left:
    left -= posix.write(w, bytes(left))
";
    for cores in [1, 2] {
        let (_, trace) = run(program, "gil", cores);
        assert_eq!(output(&trace), "300000\n");
    }
}

#[test]
fn processes_that_wait_for_each_other_are_a_deadlock() {
    let program = "\
import posix
r, w = posix.pipe()
pid = posix.fork()
if pid == 0:
    posix.read(r, 1)
    posix._exit(0)
posix.waitpid(pid, 0)
";
    let (sim, _) = run(program, "gil", 2);
    match sim.end() {
        Some(End::Deadlock { text }) => {
            insta::assert_snapshot!(text, @"deadlock: MainThread waits for a child process to end (line 7); Process-1/MainThread waits for I/O (pipe) (line 5)")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fresh_interpreter_shares_nothing_but_what_it_is_given() {
    let program = "\
import posix, _posixsubprocess
r, w = posix.pipe()
pid = _posixsubprocess.spawn_python('posix:close', [w])
print(pid == posix.getpid() + 1, posix.waitpid(pid, 0)[1] >> 8)
";
    let (_, trace) = run(program, "gil", 2);
    let text = output(&trace);
    assert!(text.contains("TypeError"), "{text}");
    assert!(text.ends_with("True 1\n"), "{text}");
    let child = threads_of(&trace, 1);
    assert!(
        child[0]
            .lanes()
            .total(Lane::NativeFree, trace.end())
            .nanos()
            > 10_000_000
    );
}

#[test]
fn orphans_go_on_after_the_main_process() {
    let program = "\
import posix, time
parent = posix.getpid()
if posix.fork() == 0:
    print(posix.getppid() == parent)
    time.sleep(0.01)
    print(posix.getppid())
    posix._exit(0)
time.sleep(0.005)
";
    let (sim, trace) = run(program, "gil", 2);
    assert_eq!(output(&trace), "True\n1\n");
    assert_eq!(exit_code(&sim), 0);
}
