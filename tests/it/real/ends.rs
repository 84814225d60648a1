//! Owns how real runs end otherwise than by themselves: deadlocks of threads and of processes, endless and
//! exploding programs, processes that are killed. Owns no measuring.

use std::path::Path;
use std::process::{Command, Stdio};

use super::{BOTH, err, out, program};

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
