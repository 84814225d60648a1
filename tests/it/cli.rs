//! Owns the command line as a contract: what each command prints, exit codes, and what bad input gets.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(args)
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

/// A file in the folder for temporary files of this test run.
fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).expect("the folder for temporary files can be written");
    path
}

/// Runs a program given as text, with more arguments.
fn program(name: &str, text: &str, more: &[&str]) -> Output {
    let path = file(name, text);
    let mut args = vec!["run", path.to_str().expect("a UTF-8 path")];
    args.extend_from_slice(more);
    run(&args)
}

fn data(name: &str) -> String {
    format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn without_a_terminal_the_help_is_printed_and_the_exit_code_is_2() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("Usage: gilscope") || out(&output).contains("Usage: gilscope"));
}

#[test]
fn help_names_the_commands() {
    let output = run(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    for command in ["run", "compare", "runtimes", "lessons", "check"] {
        assert!(
            out(&output).contains(&format!("\n  {command} ")),
            "{command}"
        );
    }
}

#[test]
fn output_is_the_programs_own_and_the_summary_goes_to_standard_error() {
    let output = program("hello.py", "print('hello')\nprint('wörld', end='')\n", &[]);
    assert_eq!(out(&output), "hello\nwörld");
    let summary = err(&output);
    for word in ["virtual time", "MainThread", "cores busy", "hand-offs"] {
        assert!(summary.contains(word), "{word} in {summary}");
    }
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn plain_adds_the_timeline() {
    let text = "import threading\nt = threading.Thread(target=lambda: sum(range(1000)))\nt.start()\nt.join()\n";
    let without = err(&program("plain.py", text, &[]));
    let with = err(&program("plain.py", text, &["--plain"]));
    assert!(
        !without.contains("\ncore 0 ") && with.contains("\ncore 0 "),
        "{with}"
    );
}

#[test]
fn arguments_behind_two_dashes_are_the_programs() {
    let output = program(
        "argv.py",
        "import sys\nprint(sys.argv[1:])\n",
        &["--", "a", "--json"],
    );
    assert_eq!(out(&output), "['a', '--json']\n");
}

#[test]
fn the_json_document_has_the_fields_of_the_contract() {
    let output = program(
        "json.py",
        "print('hi')\n",
        &["--json", "--cores", "2", "--seed", "7"],
    );
    let document: serde_json::Value = serde_json::from_str(&out(&output)).expect("one document");
    assert_eq!(document["version"], 1);
    assert_eq!(document["runtime"], "cpython-3.14");
    assert_eq!(document["seed"], 7);
    assert_eq!(document["stdout"], "hi\n");
    assert_eq!(document["exit"], 0);
    assert!(document["makespan_ns"].as_u64() > Some(0));
    assert_eq!(document["threads"][0]["name"], "MainThread");
    for field in ["running_ns", "waiting_lock_ns", "runnable_ns", "blocked_ns"] {
        assert!(document["threads"][0][field].is_u64(), "{field}");
    }
    assert!(document["gil"]["switches"].is_u64() && document["gil"]["drop_requests"].is_u64());
    assert_eq!(document["cores"].as_array().map(Vec::len), Some(2));
    assert!(document["cores"][0]["busy_ns"].is_u64());
    assert!(!err(&output).contains("virtual time"));
    let free = program(
        "json.py",
        "print('hi')\n",
        &["--json", "--runtime", "free-threaded"],
    );
    let document: serde_json::Value = serde_json::from_str(&out(&free)).expect("one document");
    assert!(document["gil"].is_null());
}

#[test]
fn compare_prints_a_table_and_timelines() {
    let text = "\
import threading
def burn():
    n = 0
    while n < 400000:
        n += 1
threads = [threading.Thread(target=burn) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
";
    let path = file("compare.py", text);
    let output = run(&[
        "compare",
        path.to_str().expect("a UTF-8 path"),
        "--cores",
        "2",
    ]);
    let printed = out(&output);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let row = |name: &str| {
        let line = printed.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("{name} in {printed}"))
            .to_owned()
    };
    assert!(row("cpython-3.14 ").contains(" 1.00 "));
    let free = row("cpython-3.14t");
    let speed_up: f64 = free
        .split_whitespace()
        .nth(3)
        .and_then(|cell| cell.parse().ok())
        .expect("the speed-up is a number");
    assert!((1.6..2.1).contains(&speed_up), "{free}");
    assert_eq!(printed.matches("\ncore 1 ").count(), 2);
}

#[test]
fn all_runtimes_are_compared_in_a_table_of_80_columns() {
    let text = "\
import threading
counter = 0
def work():
    global counter
    for _ in range(60_000):
        counter += 1
if __name__ == '__main__':
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads: t.start()
    for t in threads: t.join()
    print('counter =', counter)
";
    let path = file("all.py", text);
    let output = run(&[
        "compare",
        path.to_str().expect("a UTF-8 path"),
        "--all",
        "--cores",
        "2",
    ]);
    let printed = out(&output);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        printed.lines().all(|line| line.chars().count() <= 80),
        "{printed}"
    );
    let output_of = |name: &str| {
        let line = printed.lines().find(|line| line.starts_with(name));
        let line = line.unwrap_or_else(|| panic!("{name} in {printed}"));
        line.split_whitespace().last().expect("cells").to_owned()
    };
    for name in ["cpython-3.13 ", "pypy-3.11*", "ruby-3.4*", "javascript*"] {
        assert_eq!(output_of(name), "A", "{printed}");
    }
    assert_ne!(output_of("subinterpreters "), "A", "{printed}");
    assert!(printed.contains("  A  counter = 120000\n"), "{printed}");
    assert!(printed.contains("  counter = 0\n"), "{printed}");
    assert!(!printed.contains("core 0"), "no timelines: {printed}");
}

#[test]
fn what_goes_wrong_under_every_runtime_is_told_once() {
    let told = |text: &str| {
        let path = file("complaints.py", text);
        err(&run(&["compare", path.to_str().expect("a UTF-8 path")]))
    };
    assert_eq!(told("raise SystemExit('no')\n"), "no\n");
    let differs = "import sys\nif sys._is_gil_enabled():\n    raise SystemExit('with')\n";
    assert_eq!(told(differs), "── CPython 3.14 ──\nwith\n");
}

#[test]
fn waiting_for_a_socket_is_io_and_not_a_lock() {
    let text = "\
import socket, threading, time
left, right = socket.socketpair()
def answer():
    time.sleep(0.02)
    right.sendall(b'hello')
threading.Thread(target=answer).start()
print(left.recv(5))
";
    let output = program("socket_io.py", text, &["--json"]);
    let document: serde_json::Value = serde_json::from_str(&out(&output)).expect("one document");
    assert_eq!(document["stdout"], "b'hello'\n");
    let main = &document["threads"][0];
    assert!(main["io_ns"].as_u64() > Some(19_000_000), "{main}");
    assert!(
        main["blocked_on_locks_ns"].as_u64() < Some(1_000_000),
        "{main}"
    );
    let stuck = "import socket\nleft, right = socket.socketpair()\nleft.recv(1)\n";
    let output = program("socket_stuck.py", stuck, &[]);
    assert_eq!(output.status.code(), Some(4));
    let text = "deadlock: MainThread waits for the network (socket) (line 3)";
    assert!(err(&output).contains(text), "{}", err(&output));
}

#[test]
fn runtimes_and_lessons_are_listed() {
    let runtimes = out(&run(&["runtimes"]));
    for name in ["cpython-3.14", "cpython-3.14t", "free-threaded"] {
        assert!(runtimes.contains(name), "{runtimes}");
    }
    let json = out(&run(&["runtimes", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let first = &json.as_array().expect("a list")[0];
    assert_eq!(first["name"], "cpython-3.14");
    assert!(
        first["sources"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    );
    let lessons = out(&run(&["lessons"]));
    assert!(lessons.contains("  1  "), "{lessons}");
}

#[test]
fn wrong_usage_exits_2() {
    for args in [
        &["run"][..],
        &["nonsense"],
        &["run", "x.py", "--runtime", "cpython-0.1"],
        &["run", "x.py", "--cores", "0"],
        &["run", "x.py", "--until", "soon"],
        &["run", "no-such-file.py"],
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(!err(&output).is_empty(), "{args:?} says why");
    }
    assert!(err(&run(&["run", "no-such-file.py"])).contains("can't open file 'no-such-file.py'"));
}

#[test]
fn lessons_are_in_a_folder() {
    let path = file("no_lessons.py", "");
    let output = run(&["check", path.to_str().expect("a UTF-8 path")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("it is a file"), "{}", err(&output));
    let output = run(&["check", "nowhere-at-all"]);
    assert!(err(&output).contains("no such folder"), "{}", err(&output));
}

#[test]
fn a_folder_is_no_program() {
    let output = run(&["run", env!("CARGO_MANIFEST_DIR")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("it is a folder"), "{}", err(&output));
}

#[test]
fn text_that_is_not_utf_8_is_a_syntax_error() {
    let path = file("latin.py", b"x = 1\ns = '\xe9'\n");
    let output = run(&["run", path.to_str().expect("a UTF-8 path")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).starts_with("SyntaxError: Non-UTF-8 code starting with '\\xe9' in file"));
    assert!(err(&output).contains("on line 2, but no encoding declared"));
}

#[test]
fn a_syntax_error_is_in_cpythons_words() {
    let output = program("syntax.py", "x = 1\nwhile True print(x)\n", &[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = err(&output);
    assert!(
        errors.ends_with("SyntaxError: invalid syntax\n"),
        "{errors}"
    );
    assert!(
        errors.contains("syntax.py\", line 2\n    while True print(x)\n"),
        "{errors}"
    );
}

#[test]
fn what_is_not_here_is_refused_with_its_place_and_what_to_use_instead() {
    let output = program("refused.py", "x = 1\nimport subprocess\n", &[]);
    assert_eq!(output.status.code(), Some(3));
    let errors = err(&output);
    assert!(errors.contains("refused.py:2:1: "), "{errors}");
    assert!(errors.contains("use `multiprocessing`"), "{errors}");
    let output = program("refused2.py", "import tkinter\n", &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        err(&output).contains("refused2.py:1:1: "),
        "{}",
        err(&output)
    );
    assert!(err(&output).contains("help: "), "{}", err(&output));
}

#[test]
fn a_module_that_nobody_has_is_pythons_own_error() {
    let output = program("nobody.py", "import word_count_helpers\n", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("ModuleNotFoundError: No module named 'word_count_helpers'"),
        "{}",
        err(&output)
    );
}

#[test]
fn an_endless_loop_meets_the_time_limit() {
    let output = program(
        "endless.py",
        "while True:\n    pass\n",
        &["--until", "50ms"],
    );
    assert_eq!(output.status.code(), Some(4));
    let errors = err(&output);
    assert!(errors.contains("50.000 ms of virtual time"), "{errors}");
    assert!(errors.contains("--until"), "{errors}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_with_what_it_printed_and_its_numbers() {
    use std::io::{BufRead, BufReader, Read};

    let path = file("interrupted.py", "print('begun')\nwhile True:\n    pass\n");
    let mut child = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["run", "--until", "100000s"])
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("gilscope runs");
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    stdout.read_line(&mut line).expect("it prints");
    assert_eq!(line, "begun\n");
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("every Unix has kill").success());
    let mut errors = String::new();
    let mut stderr = child.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut errors).expect("it ends");
    let status = child.wait().expect("it was started here");
    assert_eq!(status.code(), Some(130), "{errors}");
    assert!(errors.contains("virtual time "), "{errors}");
    assert!(
        errors.contains("\ngilscope: stopped by Ctrl-C after "),
        "{errors}"
    );
}

#[test]
fn output_and_numbers_of_a_run_that_met_a_limit_are_kept() {
    let text =
        "import time\nfor minute in range(10):\n    print('minute', minute)\n    time.sleep(60)\n";
    let output = program("minutes.py", text, &["--until", "150s"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(out(&output), "minute 0\nminute 1\nminute 2\n");
    let errors = err(&output);
    assert!(errors.contains("virtual time 150.000 s"), "{errors}");
    let told = "\ngilscope: stopped after 150.000 s of virtual time; allow more with --until\n";
    assert!(errors.ends_with(told), "{errors}");
    let all = program("minutes.py", text, &["--until", "11m"]);
    assert_eq!(all.status.code(), Some(0), "{}", err(&all));
}

#[test]
fn runaway_memory_meets_the_memory_limit() {
    let text = "data = ['x']\nwhile True:\n    data = data + data\n";
    let output = program("memory.py", text, &[]);
    assert_eq!(output.status.code(), Some(4), "{}", err(&output));
    assert!(err(&output).contains("more than 1024 MiB; make it keep less"));
}

#[test]
fn ten_thousand_levels_of_recursion_are_a_recursion_error() {
    let text = "def down(n):\n    if n:\n        down(n - 1)\n\ndown(10000)\n";
    let output = program("deep.py", text, &[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = err(&output);
    assert!(
        errors.contains("  [Previous line repeated 996 more times]\n"),
        "{errors}"
    );
    assert!(
        errors.contains("\nRecursionError: maximum recursion depth exceeded"),
        "{errors}"
    );
}

#[test]
fn a_hundred_thousand_threads_are_refused_as_an_operating_system_would() {
    let text = "\
import threading, time
for _ in range(100000):
    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
";
    let output = program("threads.py", text, &[]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(err(&output).contains("\nRuntimeError: can't start new thread\n"));
}

#[test]
fn a_deadlock_is_named() {
    let text = "\
import threading, time
a, b = threading.Lock(), threading.Lock()
def left():
    with a:
        time.sleep(0.01)
        with b:
            pass
def right():
    with b:
        time.sleep(0.01)
        with a:
            pass
threads = [threading.Thread(target=f) for f in (left, right)]
for t in threads: t.start()
for t in threads: t.join()
";
    let output = program("deadlock.py", text, &[]);
    assert_eq!(output.status.code(), Some(4));
    let errors = err(&output);
    for word in ["deadlock", "(left)", "(right)", "line 6", "line 11"] {
        assert!(errors.contains(word), "{word} in {errors}");
    }
}

#[test]
fn fifty_megabytes_of_source_are_refused() {
    let output = program("huge.py", &"x = 1\n".repeat(9 << 20), &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("help: "), "{}", err(&output));
}

/// What a run that ended with a refusal wrote, without its times.
fn without_summary(errors: &str) -> String {
    let inside = |line: &&str| !line.starts_with("gilscope: ");
    let mut lines = errors.lines();
    let mut kept: Vec<&str> = lines
        .by_ref()
        .take_while(|l| !l.starts_with("── "))
        .collect();
    kept.extend(lines.skip_while(inside));
    kept.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_rejected_program_gets_its_diagnostic() {
    let folder = data("rejected");
    let mut seen = 0;
    let mut wrong = String::new();
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of rejected programs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "py"))
        .collect();
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .and_then(|n| n.to_str())
            .expect("a UTF-8 name");
        let output = Command::new(env!("CARGO_BIN_EXE_gilscope"))
            .args(["run", name])
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output()
            .expect("gilscope runs");
        let expected = std::fs::read_to_string(path.with_extension("err")).unwrap_or_default();
        let found = format!(
            "{}exit {}\n",
            without_summary(&err(&output)).replace(&format!("{folder}/"), ""),
            output.status.code().unwrap_or(-1)
        );
        if expected != found {
            wrong.push_str(&format!("{name}:\nexpected:\n{expected}found:\n{found}\n"));
        }
        seen += 1;
    }
    assert!(seen > 5, "the rejected programs are there");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let path = file("pipe.py", "for n in range(200000):\n    print(n)\n");
    let mut child = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["run", path.to_str().expect("a UTF-8 path")])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("gilscope starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("gilscope ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(!err(&output).contains("panicked"), "{}", err(&output));
}

#[test]
fn input_is_read_from_standard_input() {
    use std::io::Write;
    let path = file("input.py", "name = input('who? ')\nprint('hello', name)\n");
    let mut child = Command::new(env!("CARGO_BIN_EXE_gilscope"))
        .args(["run", path.to_str().expect("a UTF-8 path")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("gilscope starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(b"Ada\n").expect("gilscope reads");
    drop(stdin);
    let output = child.wait_with_output().expect("gilscope ends");
    assert_eq!(out(&output), "who? hello Ada\n");
}

#[test]
fn options_of_the_screen_may_stand_before_the_command() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");
    for args in [
        ["--lessons", folder, "lessons"],
        ["lessons", "--lessons", folder],
    ] {
        let output = run(&args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", err(&output));
        assert!(
            out(&output).contains("\n  2  "),
            "{args:?}: {}",
            out(&output)
        );
    }
    let output = run(&["--ascii", "run", "p.py"]);
    assert_eq!(output.status.code(), Some(2));
    let said = err(&output);
    assert!(said.contains("`gilscope run` has no '--ascii'"), "{said}");
}

#[test]
fn without_a_terminal_the_screen_is_named_with_what_there_is_instead() {
    let path = file("no_terminal.py", "print(1)\n");
    let path = path.to_str().expect("a UTF-8 path");
    let cases: [(&[&str], &str); 6] = [
        (&["learn"], "`gilscope lessons`"),
        (&["learn", "convoy"], "`gilscope lessons exam LESSON`"),
        (&["lab", path], "`gilscope run --plain FILE.py`"),
        // What is not there is said first.
        (&["learn", "99"], "no lesson is called `99`"),
        (
            &["learn", "--lessons", "/no-such-folder"],
            "there is no such folder",
        ),
        (&["lab", "no_such_file.py"], "there is no such file"),
    ];
    for (args, said) in cases {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(err(&output).contains(said), "{args:?}: {}", err(&output));
    }
}

#[test]
fn compare_says_which_outputs_differ_in_times_only_and_what_its_columns_are() {
    let text = "import time\nx = sum(range(1000))\nprint('took', time.perf_counter())\n";
    let path = file("times.py", text);
    let output = run(&["compare", path.to_str().expect("a UTF-8 path")]);
    let table = out(&output);
    assert!(table.contains(" A~\n"), "{table}");
    assert!(
        table.contains("A~ is A but for digits behind a decimal point"),
        "{table}"
    );
    let help = out(&run(&["compare", "--help"]));
    for column in ["speed-up", "at once", "wants lock", "output", "A~"] {
        assert!(help.contains(column), "{column} in {help}");
    }
}

#[test]
fn a_module_of_others_is_not_found_in_cpythons_words_and_then_explained() {
    let output = program("numbers_py.py", "import numpy\n", &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = err(&output);
    assert!(
        said.contains("ModuleNotFoundError: No module named 'numpy'\n"),
        "{said}"
    );
    assert!(said.contains("gilscope: 'numpy' is neither"), "{said}");
    assert!(said.contains("`gilscope real --python PATH "), "{said}");
    let caught = "try:\n    import numpy\nexcept ModuleNotFoundError as e:\n    print(e.name)\n";
    let output = program("caught.py", caught, &[]);
    assert_eq!(out(&output), "numpy\n");
    assert!(!err(&output).contains("neither"), "{}", err(&output));
}

#[test]
fn a_profile_of_costs_is_named_with_the_numbers_that_it_makes() {
    let profile =
        "format_version = 1\npython = \"CPython 3.12.1\"\n[construct.loop]\nnanoseconds = 20.0\n";
    let costs = file("costs_named.toml", profile);
    let path = file("costs_named.py", "for i in range(1000):\n    pass\n");
    let (costs, path) = (
        costs.to_str().expect("UTF-8"),
        path.to_str().expect("UTF-8"),
    );
    for command in [
        &["run", path][..],
        &["compare", path],
        &["export", path, "--format", "text"],
        &["export", path, "--format", "svg"],
        &["export", path, "--format", "chrome"],
    ] {
        let mut args = command.to_vec();
        args.extend(["--costs", costs]);
        let output = run(&args);
        let said = out(&output) + &err(&output);
        assert!(said.contains("CPython 3.12.1"), "{command:?}: {said}");
    }
}

#[test]
fn what_cannot_be_calibrated_is_told_with_what_it_is() {
    let output = run(&["calibrate", "--python", "/bin/false"]);
    assert_eq!(output.status.code(), Some(2));
    let said = err(&output);
    assert!(said.contains("'/bin/false' is no Python"), "{said}");
    assert!(said.contains("Python 3.7 or later"), "{said}");
}
