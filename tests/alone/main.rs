//! Owns what is shown by the machine itself, and best by one that has nothing else to do: that two threads, or
//! two processes, really use two cores, and that runs end. A program of its own, since Cargo runs the tests' programs one after another and
//! the tests of one beside each other. Owns no other proof of real runs (`it`).

mod acceptance;
mod again;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One test at a time.
static MACHINE: Mutex<()> = Mutex::new(());

fn machine() -> MutexGuard<'static, ()> {
    MACHINE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn program(name: &str, text: &str, runtime: &str) -> Output {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder of the tests can be written");
    Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["real", "--runtime", runtime, "--until", "900s"])
        .arg(path)
        .stdin(Stdio::null())
        .output()
        .expect("gilscope can be started")
}

/// What `--json` says of a run.
fn document(name: &str, text: &str, runtime: &str) -> serde_json::Value {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder of the tests can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["real", "--json", "--runtime", runtime, "--until", "900s"])
        .arg(path)
        .stdin(Stdio::null())
        .output()
        .expect("gilscope can be started");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The numbers that a program printed.
fn numbers(output: &Output) -> Vec<f64> {
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers = text.split_whitespace().filter_map(|n| n.parse().ok());
    numbers.collect()
}

/// Two cores' worth of time in one second: how much the machine gave is measured in the same run, before
/// and after, and a run in which it had other things to do proves nothing.
#[test]
fn two_threads_use_two_cores_only_without_the_gil() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if cores < 2 {
        println!("skipped: this machine has one core");
        return;
    }
    let text = "
import threading, time
def burn(n):
    while n > 0:
        n -= 1
def cores(work):
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.process_time() - cpu) / (time.perf_counter() - wall)
def alone():
    burn(1_000_000)
def together():
    threads = [threading.Thread(target=burn, args=(3_000_000,)) for _ in range(2)]
    for t in threads: t.start()
    for t in threads: t.join()
print(cores(alone), cores(together), cores(alone))
";
    let _alone = machine();
    let sample = |runtime| numbers(&program("cores.py", text, runtime));
    let mut tried = Vec::new();
    for _ in 0..8 {
        let with = sample("gil");
        assert!(with[1] < 1.2, "one at a time: {with:?}");
        let without = sample("free-threaded");
        let undisturbed = without[0] > 0.9 && without[2] > 0.9;
        if undisturbed && without[1] > 1.2 {
            return;
        }
        tried.push((undisturbed, without));
    }
    // One other program that computes leaves the two threads a core and a half, now and then less.
    let proved = tried.iter().filter(|(undisturbed, _)| *undisturbed).count();
    assert!(
        2 * proved < tried.len(),
        "never more than one core: {tried:?}"
    );
    println!("skipped: other programs keep the cores busy: {tried:?}");
}

/// The same for two processes, with a GIL each.
#[test]
fn two_processes_use_two_cores() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if cores < 2 {
        println!("skipped: this machine has one core");
        return;
    }
    let text = "
import multiprocessing, time
def share(n):
    wall, cpu = time.perf_counter(), time.process_time()
    while n > 0:
        n -= 1
    return (time.process_time() - cpu) / (time.perf_counter() - wall)
def burn(both):
    both.wait()
    print(share(3_000_000))
if __name__ == '__main__':
    print(share(1_000_000))
    context = multiprocessing.get_context('fork')
    both = context.Barrier(2)
    processes = [context.Process(target=burn, args=(both,)) for _ in range(2)]
    for p in processes: p.start()
    for p in processes: p.join()
    print(share(1_000_000))
";
    let _alone = machine();
    let mut tried = Vec::new();
    for _ in 0..8 {
        let numbers = numbers(&program("two_processes.py", text, "gil"));
        let undisturbed = numbers[0] > 0.9 && numbers[3] > 0.9;
        if undisturbed && numbers[1] + numbers[2] > 1.2 {
            return;
        }
        tried.push((undisturbed, numbers));
    }
    // Both begin at the same moment. Beside one other program that computes they get a core and a half.
    let proved = tried.iter().filter(|(undisturbed, _)| *undisturbed).count();
    assert!(
        2 * proved < tried.len(),
        "never at the same time: {tried:?}"
    );
    println!("skipped: other programs keep the cores busy: {tried:?}");
}
