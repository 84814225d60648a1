//! Owns the proof that real runs do what simulated ones do: programs whose output does not depend on who
//! comes first, on real threads with a GIL and without one. What a busy machine can change (times, who
//! wins) is not held against it. Owns no program; how runs end (`ends`), what is measured of them
//! (`measured`) and other interpreters (`python`) have files of their own.

mod ends;
mod measured;
mod python;

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
