//! Owns the proof that a real interpreter of the user's own runs the same file, is stopped when it takes too
//! long, and is told apart from what is none. Owns no run of our own.

use std::path::PathBuf;

use super::{err, json, program};

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
