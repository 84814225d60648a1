//! Owns the proof that programs print here what they print under CPython: each of `tests/data/programs`
//! against what CPython 3.13 printed (stored beside it), and, where that interpreter is at hand, the
//! stored text against the interpreter itself. Owns no program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Programs that print what they measured: compared with their numbers left out.
const MEASURING: &[&str] = &[
    "cpu_bound_two_threads",
    "cpu_two_threads",
    "io_bound_two_threads",
    "io_two_threads",
    "lock_contention",
    "lost_updates",
    "opcode_mix",
    "shared_or_private",
    "switch_interval",
    "thread_start_cost",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/programs")
}

/// Names of all programs, without `.py`.
fn names() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).expect("the folder of programs");
    let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
    let mut names: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "py"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    assert!(names.len() > 30, "the programs are there");
    names
}

fn stored(name: &str, extension: &str) -> String {
    let path = folder().join(format!("{name}.{extension}"));
    comparable(name, &std::fs::read_to_string(path).unwrap_or_default())
}

/// What must be equal in two outputs of a program.
fn comparable(name: &str, text: &str) -> String {
    if !MEASURING.contains(&name) {
        return text.to_owned();
    }
    let is_number = |word: &str| word.parse::<f64>().is_ok();
    let mut out = String::new();
    for line in text.lines() {
        let words = line
            .split(' ')
            .map(|word| if is_number(word) { "#" } else { word });
        out.push_str(&words.collect::<Vec<_>>().join(" "));
        out.push('\n');
    }
    out
}

fn gilscope(name: &str, runtime: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["run", &format!("{name}.py"), "--runtime", runtime])
        .args(["--until", "10s"])
        .current_dir(folder())
        .stdin(Stdio::null())
        .output()
        .expect("gilscope runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What the program itself wrote to standard error: everything before the summary.
fn own_errors(errors: &str) -> &str {
    match errors.find("── ") {
        Some(at) => &errors[..at],
        None => errors,
    }
}

/// Two texts side by side from where they part.
fn difference(name: &str, expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let at = expected
        .lines()
        .zip(found.lines())
        .position(|(a, b)| a != b)
        .unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    let line = |text: &str| text.lines().nth(at).unwrap_or("(nothing)").to_owned();
    Some(format!(
        "{name}, line {}:\n  CPython:  {}\n  gilscope: {}\n",
        at + 1,
        line(expected),
        line(found)
    ))
}

/// Frames inside the library: their paths and lines are the library's own affair.
fn without_library_frames(traceback: &str) -> String {
    let mut out = String::new();
    let mut skipping = false;
    for line in traceback.lines() {
        if line.starts_with("  File \"") {
            skipping = line.contains("/lib/python3");
        } else if !line.starts_with("    ") {
            skipping = false;
        }
        if !skipping {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// `(/usr/lib/python3.14/threading.py)` and the like, without the folder.
fn without_folders(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        match (line.rfind(" ("), line.rfind('/')) {
            (Some(open), Some(slash)) if slash > open && line.ends_with(')') => {
                out.push_str(&line[..open + 2]);
                out.push_str(&line[slash + 1..]);
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

#[test]
fn programs_print_what_cpython_prints() {
    let mut wrong = String::new();
    for name in names() {
        let output = gilscope(&name, "gil");
        let found = comparable(&name, &text(&output.stdout));
        wrong.extend(difference(&name, &stored(&name, "out"), &found));
        let errors = text(&output.stderr);
        let found = without_folders(&without_library_frames(own_errors(&errors)));
        let expected = without_folders(&without_library_frames(&stored(&name, "err")));
        wrong.extend(difference(&format!("{name} (stderr)"), &expected, &found));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn threaded_programs_print_the_same_without_a_gil() {
    let mut wrong = String::new();
    for name in names().iter().filter(|n| n.starts_with("threads_")) {
        let output = gilscope(name, "free-threaded");
        wrong.extend(difference(
            name,
            &stored(name, "out"),
            &text(&output.stdout),
        ));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn exit_codes_tell_whether_an_exception_left_the_program() {
    for name in names() {
        let failed = stored(&name, "err")
            .lines()
            .any(|l| l.starts_with("Traceback"))
            && !name.starts_with("threads_");
        let failed = failed || name.starts_with("exit_with_");
        let code = gilscope(&name, "gil").status.code();
        assert_eq!(code, Some(i32::from(failed)), "{name}");
    }
}

/// A real CPython 3.13, if this machine has one.
fn cpython() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let pyenv = home.map(|home| home.join(".pyenv/versions/3.13.0/bin/python"));
    let candidates = pyenv.into_iter().chain([PathBuf::from("python3.13")]);
    candidates.into_iter().find(|python| {
        let output = Command::new(python).arg("--version").output();
        output.is_ok_and(|output| text(&output.stdout).starts_with("Python 3.13"))
    })
}

#[test]
fn stored_outputs_are_those_of_cpython() {
    let Some(python) = cpython() else {
        eprintln!("skipped: no CPython 3.13 on this machine");
        return;
    };
    let mut wrong = String::new();
    for name in names() {
        let output = Command::new(&python)
            .arg(format!("{name}.py"))
            .current_dir(folder())
            .env_remove("PYTHONUNBUFFERED")
            .stdin(Stdio::null())
            .output()
            .expect("python runs");
        let found = comparable(&name, &text(&output.stdout));
        wrong.extend(difference(&name, &stored(&name, "out"), &found));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The seconds that one of the measuring programs prints at the end of its line.
fn seconds(name: &str, runtime: &str, cores: &str) -> f64 {
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["run", &format!("{name}.py"), "--runtime", runtime])
        .args(["--cores", cores])
        .current_dir(folder())
        .output()
        .expect("gilscope runs");
    let printed = text(&output.stdout);
    let last = printed.lines().last().unwrap_or("");
    let number = last.split_whitespace().find_map(|word| word.parse().ok());
    number.unwrap_or_else(|| panic!("{name} prints a duration, not {printed}"))
}

#[test]
fn two_cpu_bound_threads_gain_from_cores_only_without_a_gil() {
    let name = "cpu_bound_two_threads";
    let with = seconds(name, "gil", "2");
    let without = seconds(name, "free-threaded", "2");
    let ratio = without / with;
    assert!(
        (0.50..0.62).contains(&ratio),
        "{without} / {with} = {ratio}"
    );
    assert!(seconds(name, "free-threaded", "1") >= seconds(name, "gil", "1"));
}

#[test]
fn two_sleeping_threads_overlap_with_and_without_a_gil() {
    for runtime in ["gil", "free-threaded"] {
        let slept = seconds("io_bound_two_threads", runtime, "2");
        assert!((2.0..2.01).contains(&slept), "{slept} s under {runtime}");
    }
}
