//! Owns the proof that real runs do what simulated ones do: programs whose output does not depend on who
//! comes first, on real threads with a GIL and without one; deadlocks, endless programs and refusals. What
//! a busy machine can change (times, who wins) is not held against it: what is asserted of time is what
//! threads were doing, not how long it took. Owns no program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::same_for_real::{SAME, TIMED};

const BOTH: [&str; 2] = ["gil", "free-threaded"];

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// Cut off only when something hangs: a busy machine may take its time.
const PATIENCE: [&str; 2] = ["--until", "900s"];

fn real(path: &Path, runtime: &str, more: &[&str]) -> Output {
    let limits: &[&str] = if more.contains(&"--until") {
        &[]
    } else {
        &PATIENCE
    };
    Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .arg("real")
        .arg(path)
        .args(["--runtime", runtime])
        .args(limits)
        .args(more)
        .stdin(Stdio::null())
        .output()
        .expect("gilscope runs")
}

/// A program given as text.
fn program(name: &str, text: &str, runtime: &str, more: &[&str]) -> Output {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder for temporary files can be written");
    real(&path, runtime, more)
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", err(output)))
}

#[test]
fn programs_print_on_real_threads_what_they_print_simulated() {
    let mut wrong = Vec::new();
    for name in SAME {
        let path = data(&format!("programs/{name}.py"));
        let expected = std::fs::read_to_string(path.with_extension("out")).expect("it is stored");
        for runtime in BOTH {
            let output = real(&path, runtime, &[]);
            if out(&output) != expected {
                wrong.push(format!(
                    "{name}, {runtime}: {}\n{}",
                    out(&output),
                    err(&output)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A machine that has no core for a thread that wakes may let another one come first, but not every time.
#[test]
fn programs_that_rely_on_sleep_print_the_same_when_they_get_it() {
    for name in TIMED {
        let path = data(&format!("programs/{name}.py"));
        let expected = std::fs::read_to_string(path.with_extension("out")).expect("it is stored");
        for runtime in BOTH {
            let outputs = (0..8).map(|_| real(&path, runtime, &[]));
            let mut wrong = outputs.take_while(|output| out(output) != expected);
            let last = wrong.by_ref().nth(7);
            assert!(
                last.is_none(),
                "{name}, {runtime}: {}\n{}",
                last.as_ref().map(out).unwrap_or_default(),
                last.as_ref().map(err).unwrap_or_default()
            );
        }
    }
}

#[test]
fn signals_are_handled_by_the_main_thread_between_two_instructions_and_in_calls_that_wait() {
    let text = "
import os, queue, signal, threading, time
seen = []
def note(number, frame):
    seen.append((signal.Signals(number).name, threading.current_thread().name, frame is not None))
for number in signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM:
    signal.signal(number, note)
def send():
    for number in signal.SIGUSR1, signal.SIGUSR2:
        os.kill(os.getpid(), number)
# While it computes.
sender = threading.Thread(target=send)
sender.start()
while len(seen) < 2:
    pass
sender.join()
print(sorted(seen))
# While it sleeps, waits for a lock, a queue, a thread, a child, a pipe.
def later(work):
    time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGUSR1)
    time.sleep(0.05)
    work()
lock, q = threading.Lock(), queue.Queue()
lock.acquire()
r, w = os.pipe()
for wait, work in [
    (lambda: time.sleep(0.2), lambda: None),
    (lambda: lock.acquire(), lambda: lock.release()),
    (lambda: q.get(), lambda: q.put(1)),
    (lambda: os.read(r, 1), lambda: os.write(w, b'x')),
]:
    seen.clear()
    helper = threading.Thread(target=later, args=(work,))
    helper.start()
    wait()
    helper.join()
    print(len(seen))
seen.clear()
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
while len(seen) < 3:
    signal.pause()
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(seen) >= 3)
# An exception of a handler leaves the call.
def fail(number, frame):
    raise TimeoutError('enough')
signal.signal(signal.SIGALRM, fail)
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    lock.acquire()
except TimeoutError as error:
    print('left by', error)
lock.release()
print(lock.acquire(timeout=1))
# In another process.
pid = os.fork()
if pid == 0:
    signal.signal(signal.SIGTERM, lambda number, frame: os._exit(7))
    os.write(w, b'r')
    while True:
        time.sleep(1)
os.read(r, 1)
os.kill(pid, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";
    let expected = "[('SIGUSR1', 'MainThread', True), ('SIGUSR2', 'MainThread', True)]\n\
                    1\n1\n1\n1\nTrue\nleft by enough\nTrue\n7\n";
    for runtime in BOTH {
        let output = program("signals.py", text, runtime, &[]);
        assert_eq!(out(&output), expected, "{runtime}: {}", err(&output));
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn interpreters_have_a_heap_and_a_lock_each() {
    let text = "
from concurrent import interpreters
import threading

def where(n):
    while n > 0:
        n -= 1
    return interpreters.get_current().id

def work(tasks, results):
    while (task := tasks.get()) is not None:
        results.put((interpreters.get_current().id, task ** 2))

if __name__ == '__main__':
    both = [interpreters.create() for _ in range(2)]
    both[0].exec('x = 40')
    both[0].exec('print(x + 2)')
    print(interpreters.list_all())
    got = []
    threads = [threading.Thread(target=lambda i=i: got.append(i.call(where, 300_000))) for i in both]
    for t in threads: t.start()
    for t in threads: t.join()
    print(sorted(got), where(0))
    try:
        both[1].exec('1 / 0')
    except interpreters.ExecutionFailed as failed:
        print(failed.excinfo.type.__name__)
    tasks, results = interpreters.create_queue(), interpreters.create_queue()
    workers = [i.call_in_thread(work, tasks, results) for i in both]
    for n in range(6):
        tasks.put(n)
    print(sum(results.get()[1] for _ in range(6)))
    for _ in workers:
        tasks.put(None)
    for t in workers: t.join()
    for i in both: i.close()
    print(interpreters.list_all())
";
    let expected = "42\n[Interpreter(0), Interpreter(1), Interpreter(2)]\n[1, 2] 0\n\
                    ZeroDivisionError\n55\n[Interpreter(0)]\n";
    for runtime in BOTH {
        let output = program("interpreters.py", text, runtime, &[]);
        assert_eq!(out(&output), expected, "{runtime}: {}", err(&output));
    }
    // Each with a lock: the time that both compute at once is waited for by nobody.
    let document = json(&program("interpreters.py", text, "gil", &["--json"]));
    assert_eq!(document["measured"]["stdout"], expected, "{document}");
}

#[test]
fn a_deadlock_of_processes_names_who_holds_what() {
    let text = "
import multiprocessing, threading
def child(lock, ready):
    mine = threading.Lock()
    mine.acquire()
    ready.release()
    lock.acquire()
if __name__ == '__main__':
    context = multiprocessing.get_context('fork')
    lock, ready = context.Lock(), context.Semaphore(0)
    lock.acquire()
    process = context.Process(target=child, args=(lock, ready))
    process.start()
    ready.acquire()
    inner = threading.Lock()
    holder = threading.Thread(target=lambda: (inner.acquire(), lock.acquire()), name='Holder')
    holder.start()
    while not inner.locked():
        pass
    inner.acquire()
";
    for runtime in BOTH {
        let output = program("deadlocked_processes.py", text, runtime, &[]);
        assert_eq!(output.status.code(), Some(4), "{}", err(&output));
        let text = err(&output);
        for part in [
            "MainThread waits for lock inner held by Holder (line 20)",
            "Holder waits for a lock held by MainThread",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn with_a_lock_nothing_is_lost_on_any_number_of_threads() {
    let text = "
import threading
total = 0
lock = threading.Lock()
def work():
    global total
    for _ in range(2_000):
        with lock:
            total += 1
threads = [threading.Thread(target=work) for _ in range(8)]
for t in threads: t.start()
for t in threads: t.join()
print(total)
";
    for runtime in BOTH {
        for round in 0..5 {
            let output = program("with_a_lock.py", text, runtime, &[]);
            assert_eq!(
                out(&output),
                "16000\n",
                "{runtime}, round {round}: {}",
                err(&output)
            );
        }
    }
}

#[test]
fn containers_survive_many_writers() {
    let text = "
import threading
shared_list, shared_dict, shared_set = [], {}, set()
def work(k):
    for i in range(500):
        shared_list.append((k, i))
        shared_dict[k, i] = [k, i]
        shared_set.add((k, i))
        shared_dict.pop((k, i - 1), None)
threads = [threading.Thread(target=work, args=(k,)) for k in range(6)]
for t in threads: t.start()
for t in threads: t.join()
print(len(shared_list), len(shared_dict), len(shared_set), sum(i for _, i in shared_list))
print(sorted(k for k, _ in shared_dict) == list(range(6)))
";
    for runtime in BOTH {
        let output = program("many_writers.py", text, runtime, &[]);
        let expected = "3000 6 3000 748500\nTrue\n";
        assert_eq!(out(&output), expected, "{runtime}: {}", err(&output));
    }
}

#[test]
fn a_deadlock_is_found_and_named() {
    let text = "
import threading
a, b = threading.Lock(), threading.Lock()
both = threading.Barrier(2)
def grab(first, second):
    with first:
        both.wait()
        with second:
            pass
one = threading.Thread(target=grab, args=(a, b), name='One')
two = threading.Thread(target=grab, args=(b, a), name='Two')
one.start(); two.start()
one.join(); two.join()
";
    for runtime in BOTH {
        let output = program("deadlock.py", text, runtime, &[]);
        assert_eq!(output.status.code(), Some(4), "{}", err(&output));
        let text = err(&output);
        for part in [
            "deadlock: ",
            "One waits for lock b held by Two (line 8)",
            "Two waits for lock a held by One (line 8)",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn endless_programs_are_stopped() {
    for (name, text) in [
        ("endless_loop.py", "while True:\n    pass\n"),
        (
            "endless_sleepers.py",
            "import threading, time\n\
             for _ in range(50):\n    threading.Thread(target=time.sleep, args=(1000,)).start()\n",
        ),
        (
            "endless_threads.py",
            "import threading\ndef spin():\n    while True:\n        pass\n\
             for _ in range(4):\n    threading.Thread(target=spin).start()\n",
        ),
    ] {
        for runtime in BOTH {
            let output = program(name, text, runtime, &["--until", "300ms"]);
            assert_eq!(output.status.code(), Some(4), "{name}: {}", err(&output));
            assert!(err(&output).contains("stopped after 300.000 ms of real time"));
            assert!(!err(&output).contains("left behind"), "{}", err(&output));
        }
    }
}

#[test]
fn too_much_memory_and_too_many_threads_are_refused() {
    let hog = "x = []\nwhile True:\n    x.append('y' * 1_000_000)\n";
    let bomb = "
import threading, time
try:
    while True:
        threading.Thread(target=time.sleep, args=(100_000,), daemon=True).start()
except RuntimeError as error:
    print(error)
";
    for runtime in BOTH {
        let output = program("hog.py", hog, runtime, &[]);
        assert_eq!(output.status.code(), Some(4), "{}", err(&output));
        assert!(err(&output).contains("take more than 1024 MiB"));
        let output = program("bomb.py", bomb, runtime, &[]);
        assert_eq!(out(&output), "can't start new thread\n", "{}", err(&output));
    }
}

#[test]
fn exits_and_tracebacks_are_those_of_python() {
    for runtime in BOTH {
        let output = program("raises.py", "print('a')\n1 / 0\n", runtime, &[]);
        assert_eq!(output.status.code(), Some(1));
        assert!(err(&output).contains("ZeroDivisionError: division by zero\n"));
        let output = program("exits.py", "import sys\nsys.exit(7)\n", runtime, &[]);
        assert_eq!(output.status.code(), Some(7));
    }
}

#[test]
fn only_two_runtimes_are_real() {
    let output = program("any.py", "pass\n", "legacy", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("gil and free-threaded"));
}

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

#[test]
fn processes_that_wait_for_each_other_are_found() {
    let text = "
import os
r, w = os.pipe()
if os.fork() == 0:
    os.read(r, 1)
else:
    os.wait()
";
    for runtime in BOTH {
        let output = program("waits.py", text, runtime, &[]);
        assert_eq!(output.status.code(), Some(4), "{}", err(&output));
        let text = err(&output);
        for part in [
            "MainThread waits for a child process to end (line 7)",
            "Process-1/MainThread waits for I/O (pipe) (line 5)",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn a_process_that_is_killed_goes_away() {
    let text = "
import os, signal, time
def child(work):
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(3)
    return pid
def spin():
    while True:
        pass
sleeper, spinner, quick = child(lambda: time.sleep(1000)), child(spin), child(lambda: None)
print(os.waitstatus_to_exitcode(os.waitpid(quick, 0)[1]))
for pid in sleeper, spinner:
    os.kill(pid, signal.SIGTERM)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";
    for runtime in BOTH {
        let output = program("killed.py", text, runtime, &[]);
        assert_eq!(out(&output), "3\n-15\n-15\n", "{}", err(&output));
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }
}

/// Again and again: none hangs, none leaves a thread behind.
#[test]
fn runs_end_every_time() {
    let text = "
import threading, queue
q = queue.Queue(maxsize=2)
done = threading.Event()
def produce():
    for i in range(20):
        q.put(i)
    q.put(None)
def consume():
    while q.get() is not None:
        pass
    done.set()
threads = [threading.Thread(target=f) for f in (produce, consume)]
for t in threads: t.start()
done.wait()
for t in threads: t.join()
print(threading.active_count())
";
    for round in 0..20 {
        for runtime in BOTH {
            let output = program("again.py", text, runtime, &[]);
            assert_eq!(
                out(&output),
                "1\n",
                "{runtime}, round {round}: {}",
                err(&output)
            );
        }
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

/// A Python of this machine, if there is one.
fn python() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut files = std::env::split_paths(&path).map(|folder| folder.join("python3"));
    files.find(|file| file.is_file())
}

#[test]
fn the_same_file_runs_under_a_python_of_the_users() {
    let Some(python) = python() else {
        println!("skipped: there is no python3 here");
        return;
    };
    let python = python.display().to_string();
    let text = "
import sys, threading
def burn(n):
    while n > 0:
        n -= 1
threads = [threading.Thread(target=burn, args=(1_500_000,)) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print('burnt')
sys.exit(3)
";
    let output = program("own.py", text, "gil", &["--json", "--python", &python]);
    let document = json(&output);
    let ran = &document["python"];
    assert_eq!(ran["stdout"], "burnt\n", "{document}");
    assert_eq!(ran["exit"], 3, "{document}");
    assert!(ran["version"].as_str().is_some_and(|v| v.starts_with("3.")));
    if cfg!(target_os = "linux") {
        assert!(ran["sampled_every_ns"].as_u64() > Some(0), "{document}");
        let threads = ran["threads"].as_array().expect("there are threads");
        assert_eq!(threads[0]["name"], "MainThread", "{document}");
        assert!(threads.len() > 1, "{document}");
        let seen = |thread: &serde_json::Value| {
            let of = |key: &str| thread[key].as_u64().unwrap_or(0);
            of("on_core_ns") + of("no_core_ns")
        };
        assert!(threads.iter().map(seen).sum::<u64>() > 0, "{document}");
    }
    let output = program("own.py", text, "gil", &["--python", &python]);
    let text = err(&output);
    assert!(
        text.contains(", the same output, exit status 3\n"),
        "{text}"
    );
}

#[test]
fn a_python_that_takes_too_long_is_killed() {
    let Some(python) = python() else {
        println!("skipped: there is no python3 here");
        return;
    };
    let python = python.display().to_string();
    // Under gilscope programs cannot touch the machine's files.
    let text = "
try:
    open('/bin/sh', 'rb').close()
    real = True
except OSError:
    real = False
if real:
    print('endless', flush=True)
    while True:
        pass
";
    let more = ["--json", "--until", "2s", "--python", &python];
    let document = json(&program("own_endless.py", text, "gil", &more));
    let ran = &document["python"];
    assert_eq!(ran["stdout"], "endless\n", "{document}");
    assert!(ran["exit"].is_null(), "{document}");
}

#[test]
fn what_is_no_python_is_told() {
    let output = program("any.py", "pass\n", "gil", &["--python", "/bin/true"]);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(
        err(&output).contains("it does not run Python"),
        "{}",
        err(&output)
    );
    let output = program("any.py", "pass\n", "gil", &["--python", "/no/such/python"]);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
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

#[test]
fn threads_in_a_deadlock_wait_to_the_end_of_the_lanes() {
    let text = "import threading, time\na, b = threading.Lock(), threading.Lock()\n\
                def f(x, y):\n    with x:\n        time.sleep(0.02)\n        with y:\n            pass\n\
                for pair in ((a, b), (b, a)):\n    threading.Thread(target=f, args=pair).start()\n";
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crosswise_real.py");
    std::fs::write(&path, text).expect("the folder for temporary files can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["export", "--real", "--format", "csv"])
        .arg(&path)
        .stdin(Stdio::null())
        .output()
        .expect("gilscope runs");
    assert_eq!(output.status.code(), Some(4), "{}", err(&output));
    let rows = out(&output);
    for thread in ["thread,Thread-1 (f),", "thread,Thread-2 (f),"] {
        let last = rows.lines().rfind(|row| row.starts_with(thread));
        let last = last.expect("the thread has a lane");
        assert!(last.contains(",blocked,"), "{last}\n{rows}");
    }
}
