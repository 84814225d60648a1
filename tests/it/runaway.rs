//! Owns programs that start processes or threads without end: they are stopped after a few
//! seconds (without a limit these would run for hours), and told why.

use std::path::Path;
use std::process::{Command, Output};

fn run(name: &str, text: &str) -> (Output, String) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.py"));
    std::fs::write(&path, text).expect("the folder for temporary files can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .arg("run")
        .arg(&path)
        .output()
        .expect("gilscope runs");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, error)
}

#[test]
fn a_fork_bomb_meets_the_users_limit_and_then_the_runs() {
    let (output, error) = run("fork_bomb", "import os\nwhile True:\n    os.fork()\n");
    assert!(error.contains("BlockingIOError: [Errno 11] Resource temporarily unavailable"));
    let last = error.lines().last().expect("it is told");
    assert!(
        last.contains("stopped after the start of 1000 processes")
            && last.contains("one for each core"),
        "{last}"
    );
    assert!(!output.status.success());
}

#[test]
fn threads_without_end_meet_cpythons_error_and_then_the_runs_limit() {
    let program = "\
import threading
def again():
    while True:
        threading.Thread(target=again).start()
again()
";
    let (output, error) = run("thread_bomb", program);
    assert!(error.contains("RuntimeError: can't start new thread"));
    let last = error.lines().last().expect("it is told");
    assert!(
        last.contains("10000 threads are alive") && last.contains("ThreadPoolExecutor"),
        "{last}"
    );
    assert!(!output.status.success());
}
