//! Owns the tests of `gilscope run` on a terminal: the line that says how far it is, and Ctrl-C.

use std::path::PathBuf;

use portable_pty::CommandBuilder;

use super::harness::Pty;

fn run(name: &str, text: &str) -> Option<Pty> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder for temporary files can be written");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gilscope"));
    command.arg("run");
    command.arg(path);
    command.args(["--until", "100000s"]);
    Pty::start(command, 100, 30)
}

#[test]
fn a_long_run_says_how_far_it_is_and_ctrl_c_ends_it_with_its_numbers() {
    let Some(mut pty) = run("endless_run.py", "print('begun')\nwhile True:\n    pass\n") else {
        return;
    };
    pty.wait_for("begun");
    pty.wait_for("simulating: ");
    pty.wait_for("million instructions (Ctrl-C stops)");
    pty.press("\x03");
    assert_eq!(pty.wait_for_exit().exit_code(), 130);
    let screen = pty.contents();
    assert!(!screen.contains("simulating"), "{screen}");
    for words in ["begun", "virtual time ", "stopped by Ctrl-C after "] {
        assert!(screen.contains(words), "{words} in {screen}");
    }
    pty.assert_restored();
}

#[test]
fn output_takes_the_place_of_the_line() {
    let text = "\
import time
for _ in range(3):
    for _ in range(40_000_000):
        pass
    print('a round')
    time.sleep(0.1)
";
    let Some(mut pty) = run("rounds_run.py", text) else {
        return;
    };
    assert_eq!(pty.wait_for_exit().exit_code(), 0);
    let screen = pty.contents();
    assert!(
        screen.starts_with("a round\na round\na round\n"),
        "{screen}"
    );
    assert!(!screen.contains("simulating"), "{screen}");
}
