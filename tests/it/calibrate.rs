//! Owns the proof that costs measured on a real interpreter come back as the simulation's: from
//! `calibrate` to `--costs`. Skipped, visibly, where there is no such interpreter.

use std::path::PathBuf;
use std::process::{Command, Stdio};

fn python() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let pyenv = home.map(|home| home.join(".pyenv/versions/3.13.0/bin/python"));
    let candidates = pyenv.into_iter().chain([PathBuf::from("python3")]);
    candidates.into_iter().find(|python| {
        let output = Command::new(python).arg("--version").output();
        output.is_ok_and(|output| output.stdout.starts_with(b"Python 3."))
    })
}

const PROGRAM: &str = "\
import time

def run(n):
    x = 0
    for _ in range(n):
        x += 1

start = time.perf_counter_ns()
run(200_000)
once = time.perf_counter_ns() - start
start = time.perf_counter_ns()
run(400_000)
print((time.perf_counter_ns() - start - once) / 200_000)
";

/// The time that a construct took, as a profile says.
fn nanoseconds(profile: &str, construct: &str) -> f64 {
    let section = format!("[construct.{construct}]");
    let (_, behind) = profile.split_once(&section).expect("it was measured");
    let (_, number) = behind.split_once("nanoseconds = ").expect("a time");
    number
        .lines()
        .next()
        .unwrap_or("")
        .parse()
        .expect("a number")
}

#[test]
fn costs_that_were_measured_are_those_of_the_simulation() {
    let Some(python) = python() else {
        eprintln!("skipped: no Python on this machine");
        return;
    };
    let folder = std::env::temp_dir().join(format!("gilscope-calibrate-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (costs, program) = (folder.join("costs.toml"), folder.join("program.py"));
    std::fs::write(&program, PROGRAM).expect("a program");
    let gilscope = |arguments: &[&std::ffi::OsStr]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("gilscope runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{errors}");
        (String::from_utf8_lossy(&output.stdout).into_owned(), errors)
    };
    let (_, said) = gilscope(&[
        "calibrate".as_ref(),
        "--python".as_ref(),
        python.as_ref(),
        "-o".as_ref(),
        costs.as_ref(),
    ]);
    assert!(said.contains(&python.display().to_string()), "{said}");
    let profile = std::fs::read_to_string(&costs).expect("it was written");
    let measured = nanoseconds(&profile, "add");
    let (printed, _) = gilscope(&[
        "run".as_ref(),
        program.as_ref(),
        "--runtime".as_ref(),
        "cpython-3.13".as_ref(),
        "--costs".as_ref(),
        costs.as_ref(),
    ]);
    let _ = std::fs::remove_dir_all(&folder);
    let simulated: f64 = printed.trim().parse().expect("a number");
    let off = (simulated - measured).abs() / measured;
    assert!(off < 0.05, "{simulated} ns for {measured} ns\n{profile}");
}
