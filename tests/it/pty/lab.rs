//! Owns the tests of the whole program in a terminal: what it opens on, and that it leaves as it came.

use std::path::PathBuf;

use gilscope::lesson::{Library, STATE_DIR};
use portable_pty::CommandBuilder;

use super::harness::Pty;

/// A folder for what the program writes, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gilscope-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn gilscope(arguments: &[&str], state: &Folder) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gilscope"));
    command.args(arguments);
    command.env(STATE_DIR, &state.0);
    command
}

fn first_title() -> String {
    Library::embedded().lessons()[0].title.clone()
}

#[test]
fn it_opens_on_the_lessons_and_leaves_no_trace() {
    let state = Folder::new("lessons");
    for keys in ["q", "\x03"] {
        let Some(mut pty) = Pty::start(gilscope(&[], &state), 80, 24) else {
            return;
        };
        pty.wait_for(&first_title());
        assert!(pty.is_raw());
        pty.press(keys);
        assert_eq!(pty.wait_for_exit().exit_code(), 0);
        pty.assert_restored();
    }
}

#[test]
fn every_key_of_a_lesson_survives_every_size() {
    let state = Folder::new("sizes");
    let Some(mut pty) = Pty::start(gilscope(&["learn", "1"], &state), 80, 24) else {
        return;
    };
    pty.wait_for(&first_title());
    for (columns, rows) in [(1, 1), (3, 2), (20, 5), (59, 15), (250, 80)] {
        pty.resize(columns, rows);
        pty.press(" \x1b[C\x1b[B\r gcwiolT.,zZ");
        pty.wait_until("anything", |screen| !screen.contents().trim().is_empty());
    }
    pty.resize(80, 24);
    pty.press("?");
    pty.wait_for("All keys");
    pty.press("\x1b");
    pty.wait_until("no card", |screen| !screen.contents().contains("All keys"));
    pty.press("q");
    assert_eq!(pty.wait_for_exit().exit_code(), 0);
    pty.assert_restored();
}

#[test]
fn a_program_in_the_lab_is_run_again_when_it_is_saved() {
    let state = Folder::new("lab");
    let file = state.0.join("mine.py");
    std::fs::write(&file, "first = 1\nprint(first)\n").unwrap();
    let path = file.to_string_lossy();
    let Some(mut pty) = Pty::start(gilscope(&["lab", &path], &state), 80, 24) else {
        return;
    };
    pty.wait_for("print(first)");
    std::fs::write(&file, "second = 2\nprint(second)\n").unwrap();
    pty.wait_for("print(second)");
    pty.press("q");
    assert_eq!(pty.wait_for_exit().exit_code(), 0);
    pty.assert_restored();
}

#[test]
fn a_program_in_the_lab_has_arguments_and_is_told_how_to_get_input() {
    let state = Folder::new("arguments");
    let file = state.0.join("program.py");
    let text = "import sys\nprint('hello', *sys.argv[1:])\ninput()\n";
    std::fs::write(&file, text).expect("the program is written");
    let name = file.to_str().expect("a UTF-8 path");
    let command = gilscope(&["lab", name, "--", "one", "--two"], &state);
    let Some(mut pty) = Pty::start(command, 80, 24) else {
        return;
    };
    pty.wait_for("nothing printed yet");
    pty.press(" ");
    pty.wait_for("hello one --two");
    pty.wait_for("--stdin FILE");
    pty.press("q");
    assert_eq!(pty.wait_for_exit().exit_code(), 0);
}

#[test]
fn a_missing_file_is_told_before_the_terminal_is_touched() {
    let state = Folder::new("missing");
    let Some(mut pty) = Pty::start(gilscope(&["lab", "nowhere.py"], &state), 80, 24) else {
        return;
    };
    assert_eq!(pty.wait_for_exit().exit_code(), 2);
    let contents = pty.contents();
    assert!(contents.contains("nowhere.py"), "{contents}");
    pty.assert_restored();
}

#[test]
fn real_runs_are_drawn_stopped_and_taken_away() {
    let state = Folder::new("real");
    let file = state.0.join("endless.py");
    let text = "import threading\ndef spin():\n    while True:\n        pass\n\
                for _ in range(2):\n    threading.Thread(target=spin).start()\n";
    std::fs::write(&file, text).expect("the program is written");
    let name = file.to_str().expect("a UTF-8 path");
    let Some(mut pty) = Pty::start(gilscope(&["lab", name], &state), 80, 24) else {
        return;
    };
    pty.wait_for("nothing printed yet");
    pty.press("r");
    pty.wait_for("measuring now");
    pty.wait_until("lanes that are drawn while it runs", |screen| {
        let text = screen.contents();
        let (_, measured) = text.split_once("measured: ").unwrap_or_default();
        // One thread in a column, or, as the run gets longer, several.
        measured.contains("running") && measured.contains(['█', '▞'])
    });
    pty.press("x");
    pty.wait_for("stopped");
    pty.press("vo");
    pty.wait_for("▸ measured");
    pty.press("r");
    pty.wait_until("the model alone", |screen| {
        !screen.contents().contains("measured")
    });
    // Quitting ends what still runs.
    pty.press("r");
    pty.wait_for("measuring now");
    pty.press("q");
    assert_eq!(pty.wait_for_exit().exit_code(), 0);
    pty.assert_restored();
}
