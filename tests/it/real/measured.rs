//! Owns the proof that what is measured of real threads is what they did: who had the GIL, who computed at
//! the same time, who waited for what. Owns no bound on times: those are `alone`'s.

use super::{BOTH, json, out, program};

/// The shape of a run, which no load can change: at most one thread holds the GIL, it changes hands on
/// request, and every thread's states add up to its life.
#[test]
fn a_real_gil_changes_hands_as_cpythons_does() {
    let text = "
import threading
def burn(n):
    while n > 0:
        n -= 1
threads = [threading.Thread(target=burn, args=(3_000_000,)) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
";
    let output = program("hogs.py", text, "gil", &["--json"]);
    let document = json(&output);
    let measured = &document["measured"];
    let gil = &measured["gil"];
    assert!(gil["switches"].as_u64() >= Some(3), "{document}");
    assert!(gil["held_ns"].as_u64() <= measured["makespan_ns"].as_u64());
    assert!(document["machine"]["cores"].as_u64() >= Some(1));
    if let Some(slice) = document["median_slice_ns"].as_u64() {
        // A slice that was asked for lasts at least the interval; a loaded machine makes it longer.
        assert!(slice > 4_000_000, "{document}");
    }
    let free = json(&program("hogs.py", text, "free-threaded", &["--json"]));
    assert!(free["measured"]["gil"].is_null());
}

/// Two threads that compute, each told when to begin so that neither has ended before the other begins, and
/// for so long that the first and the last slice do not matter.
const TWO_COMPUTE: &str = "
import threading
both = threading.Barrier(2)
def burn(n):
    both.wait()
    while n > 0:
        n -= 1
threads = [threading.Thread(target=burn, args=(12_000_000,)) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
";

/// Whether both may run Python at once does not depend on how many cores they get, or when: they run, or
/// wait for a core, and without a GIL for nothing else.
#[test]
fn two_threads_may_compute_at_once_only_without_the_gil() {
    let times = |runtime| {
        let document = json(&program("two.py", TWO_COMPUTE, runtime, &["--json"]));
        let threads = document["measured"]["threads"].as_array().cloned();
        let time = |name: &str| -> Vec<u64> {
            let threads = threads.iter().flatten();
            let computing = threads.filter(|t| t["name"] != "MainThread");
            computing.filter_map(|t| t[name].as_u64()).collect()
        };
        let may_run: Vec<u64> = std::iter::zip(time("running_ns"), time("runnable_ns"))
            .map(|(running, runnable)| running + runnable)
            .collect();
        assert_eq!(may_run.len(), 2, "{document}");
        (may_run, time("waiting_lock_ns"))
    };
    let (_, waits) = times("free-threaded");
    assert_eq!(waits, [0, 0], "nobody waits for a lock that is not there");
    let (may_run, waits) = times("gil");
    for (mine, other) in [(0, 1), (1, 0)] {
        assert!(
            waits[mine] > may_run[other] / 10,
            "while one runs the other waits: {may_run:?} {waits:?}"
        );
    }
}

/// Each process has a heap and a lock of its own: two that compute at the same time wait for nobody's GIL.
#[test]
fn two_processes_compute_at_once_with_a_gil_each() {
    let text = "
import multiprocessing
def burn(both, n):
    both.wait()
    while n > 0:
        n -= 1
if __name__ == '__main__':
    context = multiprocessing.get_context('fork')
    both = context.Barrier(2)
    processes = [context.Process(target=burn, args=(both, 2_000_000)) for _ in range(2)]
    for p in processes: p.start()
    for p in processes: p.join()
    print([p.exitcode for p in processes])
";
    let document = json(&program("processes.py", text, "gil", &["--json"]));
    assert_eq!(document["measured"]["stdout"], "[0, 0]\n");
    let threads = document["measured"]["threads"].as_array().cloned();
    for process in [1, 2] {
        let main = threads.iter().flatten().find(|t| t["process"] == process);
        let main = main.expect("it ran");
        let (ran, waited) = (
            main["running_ns"]
                .as_u64()
                .max(main["runnable_ns"].as_u64()),
            main["waiting_lock_ns"].as_u64(),
        );
        assert!(waited < ran.map(|ran| ran / 10), "{document}");
    }
}

/// Two workers that compute, and what their time went to, in nanoseconds: able to run (on a core or without
/// one), in native code, waiting for the GIL.
struct Spent {
    able: u64,
    native: u64,
    waiting: u64,
    at_once_permille: u64,
}

fn spent(name: &str, text: &str, runtime: &str) -> Spent {
    let document = json(&program(name, text, runtime, &["--json"]));
    let measured = &document["measured"];
    let threads = measured["threads"].as_array().expect("there are threads");
    let workers = threads.iter().filter(|thread| {
        let name = thread["name"].as_str().unwrap_or_default();
        name.starts_with("worker")
    });
    let workers: Vec<&serde_json::Value> = workers.collect();
    assert_eq!(workers.len(), 2, "{document}");
    let sum = |key: &str| -> u64 { workers.iter().filter_map(|w| w[key].as_u64()).sum() };
    let running = sum("running_ns");
    let makespan = measured["makespan_ns"].as_u64().expect("it took some time");
    Spent {
        able: running + sum("runnable_ns"),
        native: sum("running_native_ns") + sum("runnable_ns"),
        waiting: sum("waiting_lock_ns"),
        at_once_permille: running * 1000 / makespan.max(1),
    }
}

/// Whatever else the machine does: with a GIL the one waits while the other computes, and no more than one
/// ever runs Python; without it nobody waits for anything but a core.
#[test]
fn workers_wait_for_each_other_only_with_a_gil() {
    let text = "
import threading
together = threading.Barrier(2)
def burn(n):
    together.wait()
    while n > 0:
        n -= 1
threads = [threading.Thread(target=burn, args=(1_500_000,), name=f'worker {k}') for k in range(2)]
for t in threads: t.start()
for t in threads: t.join()
";
    let gil = spent("wait_for_each_other.py", text, "gil");
    assert!(gil.waiting > 4_000_000, "{} {}", gil.waiting, gil.able);
    assert!(gil.at_once_permille <= 1000, "{}", gil.at_once_permille);
    let free = spent("wait_for_each_other.py", text, "free-threaded");
    assert!(
        free.waiting * 4 < free.able,
        "{} {}",
        free.waiting,
        free.able
    );
}

/// Hashing lets the GIL go: the workers are in native code side by side, with a GIL as without one.
#[test]
fn native_code_waits_for_no_gil() {
    let text = "
import hashlib, threading
data = b'x' * 4_000_000
def work():
    for _ in range(6):
        hashlib.sha256(data).hexdigest()
threads = [threading.Thread(target=work, name=f'worker {k}') for k in range(2)]
for t in threads: t.start()
for t in threads: t.join()
";
    for runtime in BOTH {
        let spent = spent("hashing.py", text, runtime);
        let (native, waiting) = (spent.native, spent.waiting);
        assert!(waiting < native, "{runtime}: {native} {waiting}");
    }
}

/// A thread that wakes beside one that computes waits for about a switch interval; when the machine has
/// taken the core from that one, for less, but not every time.
#[test]
fn a_sleeper_beside_a_spinner_is_late_by_an_interval() {
    let text = "
import threading, time
done = False
def spin():
    while not done:
        pass
spinner = threading.Thread(target=spin)
spinner.start()
late = []
for _ in range(15):
    start = time.perf_counter()
    time.sleep(0.002)
    late.append(time.perf_counter() - start - 0.002)
done = True
spinner.join()
late.sort()
print(late[-1])
";
    let output = program("sleeper.py", text, "gil", &[]);
    let late: f64 = out(&output).trim().parse().expect("it prints a number");
    assert!(late > 0.004, "{late}");
}

/// Threads of native code that know nothing of Python have lanes of their own.
#[test]
fn a_crew_of_native_threads_has_lanes() {
    let text = "
import native, threading
text = 'the lock ' * 400_000
print(native.word_count_parallel(text, 'lock', 3), threading.active_count())
";
    for runtime in BOTH {
        let output = program("crew.py", text, runtime, &["--json"]);
        let document = json(&output);
        let measured = &document["measured"];
        assert_eq!(measured["stdout"], "400000 1\n", "{document}");
        let threads = measured["threads"].as_array().expect("there are threads");
        let crew: Vec<_> = threads.iter().skip(1).collect();
        assert_eq!(crew.len(), 3, "{document}");
        for (thread, number) in crew.iter().zip(1..) {
            assert_eq!(thread["name"], format!("native-{number}"), "{document}");
            let native = thread["running_native_ns"].as_u64();
            assert!(native > Some(0), "{document}");
        }
    }
}

#[test]
fn a_threads_time_is_measured_like_the_process_s() {
    // A thread alone in its process: both clocks count the same work.
    let text = "import time\nt, p = time.thread_time(), time.process_time()\n\
                while time.thread_time() - t < 0.05:\n    pass\n\
                t, p = time.thread_time() - t, time.process_time() - p\n\
                print(abs(t - p) < 0.05 * p + 0.001, t, p)\n";
    for runtime in BOTH {
        let output = program("thread_time.py", text, runtime, &[]);
        assert!(out(&output).starts_with("True"), "{}", out(&output));
    }
}
