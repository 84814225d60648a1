//! Owns the promise that equal conditions give equal runs, and that seeds change only what an operating
//! system could change.

use std::path::Path;
use std::process::{Command, Stdio};

fn json(program: &str, more: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/programs");
    let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["run", program, "--json"])
        .args(more)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("gilscope runs");
    String::from_utf8(output.stdout).expect("JSON is UTF-8")
}

fn stdout(document: &str) -> String {
    let document: serde_json::Value = serde_json::from_str(document).expect("one document");
    document["stdout"].as_str().expect("a text").to_owned()
}

const PROGRAMS: &[&str] = &[
    "io_bound_two_threads.py",
    "threads_basic.py",
    "threads_locks.py",
    "threads_conditions.py",
    "threads_queues.py",
    "philosophers.py",
    "uncaught_chain.py",
    "random_numbers.py",
];

#[test]
fn running_twice_gives_identical_bytes() {
    for program in PROGRAMS {
        for runtime in ["gil", "free-threaded"] {
            for seed in ["0", "1", "12345"] {
                let more = ["--runtime", runtime, "--seed", seed, "--cores", "2"];
                let (first, second) = (json(program, &more), json(program, &more));
                assert!(!first.is_empty(), "{program} gives a document");
                assert_eq!(first, second, "{program} under {runtime}, seed {seed}");
            }
        }
    }
}

#[test]
fn seeds_change_times_but_not_what_a_correct_program_prints() {
    for program in ["threads_locks.py", "threads_queues.py", "philosophers.py"] {
        let documents: Vec<String> = ["0", "1", "2"]
            .iter()
            .map(|seed| json(program, &["--seed", seed]))
            .collect();
        assert_ne!(documents[0], documents[1], "{program}: the seed is noticed");
        for document in &documents[1..] {
            assert_eq!(stdout(document), stdout(&documents[0]), "{program}");
        }
    }
}

#[test]
fn entropy_comes_from_the_seed() {
    let text = "import random\nprint(random.random())\n";
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("entropy.py");
    std::fs::write(&path, text).expect("the folder for temporary files can be written");
    let run = |seed: &str| {
        stdout(&json(
            path.to_str().expect("a UTF-8 path"),
            &["--seed", seed],
        ))
    };
    assert_eq!(run("5"), run("5"));
    assert_ne!(run("5"), run("6"));
}
