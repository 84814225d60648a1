//! Owns `explore` and `--schedule` as a contract: exit codes, that what was found happens again, and what
//! is said when a schedule does not fit.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn gilscope(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/schedules"))
        .stdin(Stdio::null())
        .output()
        .expect("gilscope runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The schedule that `explore` found.
fn schedule(output: &Output) -> String {
    let text = out(output);
    let (_, schedule) = text.rsplit_once("--schedule ").expect("it prints one");
    schedule.trim().to_owned()
}

#[test]
fn what_is_found_is_told_as_a_story_and_happens_again() {
    let output = gilscope(&["explore", "lost_update.py"]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let story = out(&output);
    for said in [
        "CPython 3.14: AssertionError in MainThread, with 1 preemption",
        "A reads counter, 0 (line 12: `counter = add_one(counter)`)",
        "has to let go of the GIL before line 7: `return n + 1`",
        "A had read 0 before",
        "fails with AssertionError (line 21: `assert counter == 2`)",
    ] {
        let story = story.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(story.contains(said), "{said}\n{story}");
    }
    let schedule = schedule(&output);
    let again = || gilscope(&["run", "lost_update.py", "--json", "--schedule", &schedule]);
    let (first, second) = (again(), again());
    assert_eq!(first.status.code(), Some(1), "{}", err(&first));
    assert!(err(&first).contains("AssertionError"), "{}", err(&first));
    assert_eq!(out(&first), out(&second));
}

#[test]
fn a_deadlock_that_was_found_is_a_deadlock_when_it_is_run_and_exported() {
    let found = gilscope(&["explore", "two_locks.py"]);
    assert_eq!(found.status.code(), Some(1));
    let schedule = schedule(&found);
    let run = gilscope(&["run", "two_locks.py", "--schedule", &schedule]);
    assert_eq!(run.status.code(), Some(4));
    assert!(err(&run).contains("deadlock: A waits for lock right held by B"));
    let export = [
        "export",
        "two_locks.py",
        "--format",
        "chrome",
        "--schedule",
        &schedule,
    ];
    let export = gilscope(&export);
    assert_eq!(export.status.code(), Some(4));
    assert!(out(&export).contains("\"traceEvents\""));
}

#[test]
fn nothing_found_is_exit_0_with_the_coverage() {
    let output = gilscope(&["explore", "lost_update_fixed.py", "--preemptions", "1"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(text.contains("no schedule fails."), "{text}");
    assert!(
        text.contains("all schedules with up to 1 preemption: "),
        "{text}"
    );
}

/// After how many schedules it was found.
fn tried(output: &Output) -> u32 {
    let text = out(output);
    let (_, behind) = text.split_once("found after ").expect("it is found");
    let number = behind.split(' ').next().expect("a number");
    number.parse().expect("a number")
}

#[test]
fn the_lost_update_and_the_deadlock_are_found_at_once() {
    for (program, runtime) in [
        ("lost_update.py", "cpython-3.14"),
        ("lost_update.py", "cpython-3.13"),
        ("lost_update.py", "cpython-3.9"),
        ("two_locks.py", "cpython-3.14"),
        ("two_locks.py", "cpython-3.14t"),
        // The interpreter looks behind every bytecode until its JIT has compiled a loop.
        ("two_locks.py", "pypy-3.11"),
    ] {
        let output = gilscope(&["explore", program, "--runtime", runtime]);
        assert_eq!(output.status.code(), Some(1), "{program}: {}", err(&output));
        // Some hundreds take a second.
        let tried = tried(&output);
        assert!(tried < 200, "{program} under {runtime}: after {tried}");
    }
}

#[test]
fn repaired_programs_are_proved_for_two_preemptions() {
    for program in ["lost_update_fixed.py", "two_locks_fixed.py"] {
        let output = gilscope(&["explore", program, "--preemptions", "2"]);
        assert_eq!(output.status.code(), Some(0), "{program}: {}", err(&output));
        let text = out(&output);
        let (_, covered) = text
            .split_once("all schedules with up to 2 preemptions: ")
            .expect("it says how many");
        let (tried, of) = covered.trim().split_once(" of ").expect("and of how many");
        assert_eq!(tried, of, "{program}: {text}");
    }
}

#[test]
fn an_increment_is_torn_by_some_schedule_of_3_9_and_3_14t_and_by_none_of_3_13() {
    for (runtime, code) in [
        ("cpython-3.13", 0),
        ("cpython-3.9", 1),
        ("cpython-3.14t", 1),
    ] {
        let output = gilscope(&["explore", "plus_equals.py", "--runtime", runtime]);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{runtime}: {}",
            out(&output)
        );
    }
}

#[test]
fn the_document_says_the_same() {
    let output = gilscope(&["explore", "lost_update.py", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&out(&output)).expect("one document");
    assert_eq!(document["found"]["kind"], "exception");
    assert_eq!(document["found"]["preemptions"], 1);
    assert_eq!(document["levels"][0]["complete"], true);
    assert!(
        document["found"]["story"]
            .as_array()
            .is_some_and(|s| s.len() > 3)
    );
}

#[test]
fn a_schedule_that_does_not_fit_is_wrong_usage() {
    let schedule = schedule(&gilscope(&["explore", "lost_update.py"]));
    for (args, said) in [
        (
            ["run", "two_locks.py", "--schedule", schedule.as_str()].as_slice(),
            "was found for another text than 'two_locks.py' has",
        ),
        (
            &["run", "lost_update.py", "--schedule", "1@2=3"],
            "a schedule looks like gs1:",
        ),
        (
            &[
                "run",
                "lost_update.py",
                "--schedule",
                &schedule.replace("cpython-3.14", "python-7"),
            ],
            "there is no such runtime",
        ),
        (
            &[
                "run",
                "lost_update.py",
                "--schedule",
                &format!("{schedule},1@9999=0"),
            ],
            "never comes to its point 9999",
        ),
        (
            &[
                "run",
                "lost_update.py",
                "--seed",
                "3",
                "--schedule",
                &schedule,
            ],
            "cannot be used with",
        ),
    ] {
        let output = gilscope(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", err(&output));
        assert!(err(&output).contains(said), "{args:?}: {}", err(&output));
    }
}

/// A program for one test.
fn program(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder for temporary files can be written");
    path.display().to_string()
}

#[test]
fn whether_what_is_printed_depends_on_the_schedule_is_said() {
    let text = "import threading\n\ndef say(word):\n    print(word)\n\nts = [threading.Thread(target=say, \
                args=(w,)) for w in 'ab']\nfor t in ts: t.start()\nfor t in ts: t.join()\n";
    let path = program("says.py", text);
    let output = gilscope(&["explore", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let told = out(&output);
    assert!(
        told.contains("what is printed differs from schedule to schedule, first in line 1"),
        "{told}"
    );
    let printed: Vec<String> = told
        .lines()
        .filter_map(|line| line.split_once("--schedule "))
        .map(|(_, schedule)| out(&gilscope(&["run", &path, "--schedule", schedule])))
        .collect();
    assert_eq!(printed, ["a\nb\n", "b\na\n"], "{told}");
    let path = program("says_one.py", &text.replace("print(word)", "pass"));
    let told = out(&gilscope(&["explore", &path]));
    assert!(!told.contains("printed"), "{told}");
    let path = program("says_same.py", &text.replace("print(word)", "print(1)"));
    let told = out(&gilscope(&["explore", &path]));
    assert!(told.contains("every run printed the same"), "{told}");
}

#[test]
fn one_schedule_is_one() {
    let text = "import threading\n\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n";
    let told = out(&gilscope(&["explore", &program("alone.py", text)]));
    assert!(told.contains("found after 1 schedule; again"), "{told}");
}
