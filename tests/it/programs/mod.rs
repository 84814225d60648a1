//! Owns the proof that programs do here what they do under CPython: each of `tests/data/programs`
//! against what CPython 3.13 printed, its exit status and the last line of its traceback (stored beside
//! it), and, where that interpreter is at hand, the stored ones against the interpreter itself. Owns no
//! program.
//!
//! Beside `NAME.py`: `NAME.out`, its standard output; `NAME.err`, its standard error, if any;
//! `NAME.exit`, its exit status, if not 0; `NAME.in`, its standard input, if any. A line
//! `# arguments: …` in the program gives it arguments. What is masked: [`mask`].

mod mask;

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

use regex::Regex;

/// Programs that are known to print something else than CPython: none.
const KNOWN_TO_DIFFER: &[&str] = &[];

/// So often a program is run by itself before its stored output is called wrong.
const RUNS_ALONE: usize = 4;

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
        .filter(|name| !KNOWN_TO_DIFFER.contains(&name.as_str()))
        .collect();
    names.sort();
    assert!(names.len() > 30, "the programs are there");
    names
}

/// A file beside the program; empty if there is none.
fn beside(name: &str, extension: &str) -> String {
    std::fs::read_to_string(folder().join(format!("{name}.{extension}"))).unwrap_or_default()
}

/// What a run leaves, as far as two runs of the program must agree.
#[derive(PartialEq, Eq)]
struct Left {
    stdout: String,
    stderr: String,
    status: i32,
}

impl Left {
    fn stored(name: &str) -> Self {
        let status = beside(name, "exit");
        Self::new(
            name,
            &beside(name, "out"),
            &beside(name, "err"),
            status.trim().parse().unwrap_or(0),
        )
    }

    fn of(name: &str, output: &Output) -> Self {
        // As a shell shows it: 130 for one that SIGINT killed.
        let killed = || 128 + output.status.signal().unwrap_or(0);
        let status = output.status.code().unwrap_or_else(killed);
        Self::new(name, &text(&output.stdout), &text(&output.stderr), status)
    }

    fn new(name: &str, stdout: &str, stderr: &str, status: i32) -> Self {
        let program = beside(name, "py");
        let stderr = without_own_folder(own_errors(stderr));
        let stderr = without_folders(&without_library_frames(&stderr));
        Self {
            stdout: mask::mask(&program, stdout),
            stderr: mask::mask(&program, &stderr),
            status,
        }
    }

    /// Where `found` parts from what CPython left.
    fn difference(&self, name: &str, found: &Self) -> Option<String> {
        difference(name, &self.stdout, &found.stdout)
            .or_else(|| difference(&format!("{name} (stderr)"), &self.stderr, &found.stderr))
            .or_else(|| {
                let (a, b) = (self.status.to_string(), found.status.to_string());
                difference(&format!("{name} (exit status)"), &a, &b)
            })
    }

    /// The same, of standard error only the last line: what only one of two versions underlines or
    /// quotes is not the program's.
    fn last_lines(mut self) -> Self {
        let last = self.stderr.lines().rfind(|line| !line.starts_with("  "));
        self.stderr = last.unwrap_or("").to_owned();
        self
    }
}

fn started(mut command: Command, name: &str) -> Output {
    let program = beside(name, "py");
    let arguments = program
        .lines()
        .find_map(|l| l.strip_prefix("# arguments: "));
    let input = folder().join(format!("{name}.in"));
    let input = std::fs::File::open(input).map_or_else(|_| Stdio::null(), Stdio::from);
    command
        .args(arguments.unwrap_or("").split_whitespace())
        .current_dir(folder())
        .env_remove("PYTHONUNBUFFERED")
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .env("COLUMNS", "80")
        .stdin(input)
        .output()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"))
}

fn gilscope(name: &str, runtime: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gilscope"));
    command.args(["run", &format!("{name}.py"), "--runtime", runtime]);
    command.args(["--until", "30s", "--"]);
    started(command, name)
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
        if line.trim_start().starts_with("File \"") || line.contains("|   File \"") {
            skipping = line.contains("/lib/python3");
        } else if !line.trim_start_matches(['|', ' ']).is_empty() && !line.contains("    ") {
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
    static FOLDER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\((?:/[^/()]+)+/([^/()]+)\)").expect("a regular expression"));
    FOLDER.replace_all(text, "($1)").into_owned()
}

/// Files of the program's own folder by their names in it: where the folder lies is the machine's affair.
fn without_own_folder(text: &str) -> String {
    text.replace(&format!("{}/", folder().display()), "")
}

/// What `check` finds wrong in any of the programs.
fn all_wrong(names: &[String], check: impl Fn(&str) -> Option<String> + Sync) -> String {
    let mut wrong = each_wrong(names, check);
    wrong.sort();
    let texts: Vec<String> = wrong.into_iter().map(|(_, text)| text).collect();
    texts.concat()
}

/// The programs that `check` finds something wrong in, and what; several are tried at a time.
fn each_wrong(
    names: &[String],
    check: impl Fn(&str) -> Option<String> + Sync,
) -> Vec<(String, String)> {
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let work = || {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(found) = check(name) {
                let mut wrong = wrong.lock().expect("no check panics");
                wrong.push((name.clone(), found));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    wrong.into_inner().expect("no check panics")
}

#[test]
fn programs_do_what_they_do_under_cpython() {
    let wrong = all_wrong(&names(), |name| {
        let found = Left::of(name, &gilscope(name, "gil"));
        Left::stored(name).difference(name, &found)
    });
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn threaded_programs_print_the_same_without_a_gil() {
    let threaded: Vec<_> = names()
        .into_iter()
        .filter(|name| name.starts_with("threads_"))
        .collect();
    let wrong = all_wrong(&threaded, |name| {
        let found = Left::of(name, &gilscope(name, "free-threaded"));
        difference(name, &Left::stored(name).stdout, &found.stdout)
    });
    assert!(wrong.is_empty(), "{wrong}");
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
fn what_is_stored_is_what_cpython_does() {
    let Some(python) = cpython() else {
        eprintln!("skipped: no CPython 3.13 on this machine");
        return;
    };
    let differs = |name: &str| {
        let mut command = Command::new(&python);
        command.arg(format!("{name}.py"));
        // gilscope's own module `native`, for who has not built the extension.
        let stand_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("native");
        command.env("PYTHONPATH", stand_in);
        let found = Left::of(name, &started(command, name)).last_lines();
        Left::stored(name).last_lines().difference(name, &found)
    };
    // Real threads on a machine that other tests keep busy can be late for what their sleeps are to put
    // in order: such a program gets a few runs without company from here.
    let suspects = each_wrong(&names(), differs);
    let wrong: String = suspects
        .iter()
        .filter_map(|(name, _)| {
            (0..RUNS_ALONE)
                .map(|_| differs(name))
                .collect::<Option<String>>()
        })
        .collect();
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
