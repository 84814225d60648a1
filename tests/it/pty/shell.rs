//! Owns the tests of the terminal layer alone: every way out of it, and stopping.
//!
//! Each test starts this test binary again, inside a terminal, with only itself to run; there it runs
//! an application that does what keys tell it, which includes failing.

use std::path::PathBuf;
use std::process::Command;

use gilscope::app::{Action, Cmd, Key, Msg, Screen, WorkFile};
use gilscope::base::Source;
use gilscope::tui::{self, Application, Options, Outside};
use gilscope::view::{Area, Attrs, Grid, Line, Role, Size};
use portable_pty::CommandBuilder;

use super::harness::Pty;

/// Set in the environment of the program inside the terminal.
const INSIDE: &str = "GILSCOPE_TEST_INSIDE_PTY";

/// Shows its size, the last thing that happened and how often something did.
struct Probe {
    last: String,
    count: u32,
    ticks: u32,
}

impl Application for Probe {
    fn update(&mut self, msg: Msg) -> Cmd {
        self.count += 1;
        self.last = match &msg {
            Msg::Tick { .. } => {
                self.ticks += 1;
                return Cmd::None;
            }
            Msg::SourceChanged(source) => format!("saved {}", source.text.trim_end()),
            other => format!("{other:?}"),
        };
        match msg {
            Msg::Key(Key::Char('q') | Key::Ctrl('c')) => Cmd::Quit,
            Msg::Key(Key::Ctrl('z')) => Cmd::Suspend,
            Msg::Key(Key::Char('t')) => Cmd::NextTheme,
            Msg::Key(Key::Char('s')) => Cmd::SaveProgress,
            Msg::Key(Key::Char('p')) => panic!("told to fail"),
            Msg::Key(Key::Char('l')) => loop {
                std::thread::park();
            },
            Msg::Key(Key::Char('w')) => {
                let fail = || panic!("worker told to fail");
                let worker = std::thread::Builder::new().name("worker".into());
                worker.spawn(fail).expect("a thread can be started");
                Cmd::None
            }
            _ => Cmd::None,
        }
    }

    fn close(&mut self) {}

    fn screen(&self, size: Size) -> Screen {
        let mut grid = Grid::new(size);
        let lines = [
            format!("probe {}x{} #{}", size.columns, size.rows, self.count),
            format!("last: {}", self.last),
            format!("ticks: {}", self.ticks.min(3)),
        ];
        let lines: Vec<Line> = lines
            .iter()
            .map(|text| Line::new().with_attrs(text, Role::Running, Attrs::REVERSE))
            .collect();
        let area = grid.area();
        grid.write_all(area, &lines);
        Screen {
            grid,
            cursor: None,
            targets: vec![(Area::new(0, 0, 5, 1), Action::Help)],
        }
    }

    fn wants_tick(&self) -> bool {
        self.last.contains("Char(' ')")
    }
}

struct World {
    file: Option<PathBuf>,
}

impl Outside<Probe> for World {
    fn save_progress(&mut self, _: &Probe) -> Result<(), String> {
        Err("the disk is full".into())
    }

    fn reload(&mut self) -> Result<Source, Msg> {
        let file = self.file.as_ref().expect("only a watched file is reloaded");
        let text = std::fs::read_to_string(file).map_err(|error| Msg::Failed(error.to_string()))?;
        Ok(Source::new("program.py", text))
    }

    fn open_work(&mut self, _: &WorkFile) -> Result<PathBuf, String> {
        Err("the probe has no programs".into())
    }

    fn edit(&mut self) -> Result<(), String> {
        Err("the probe has no editor".into())
    }

    fn reload_lessons(&mut self) -> Result<Msg, String> {
        Err("the probe has no lessons".into())
    }

    fn interpreters(&mut self) -> Msg {
        Msg::Failed("the probe has no interpreters".into())
    }
}

/// Runs the probe when this process is the one inside the terminal.
fn is_inside() -> bool {
    let Some(file) = std::env::var_os(INSIDE) else {
        return false;
    };
    let file = (!file.is_empty()).then(|| PathBuf::from(file));
    let mut probe = Probe {
        last: "nothing".into(),
        count: 0,
        ticks: 0,
    };
    let mut world = World { file: file.clone() };
    let options = Options {
        mouse: true,
        watch: file,
        ..Options::default()
    };
    tui::run(&mut probe, &mut world, &options).expect("the terminal works");
    true
}

fn this_test(name: &str) -> CommandBuilder {
    let program = std::env::current_exe().expect("a test has a path");
    let mut command = CommandBuilder::new(program);
    let path = format!("pty::shell::{name}");
    command.args(["--exact", &path, "--nocapture", "--test-threads=1"]);
    command.env(INSIDE, "");
    command
}

/// The probe in a terminal, once it has drawn itself.
fn probe(name: &str) -> Option<Pty> {
    let mut pty = Pty::start(this_test(name), 80, 24)?;
    pty.wait_for("probe 80x24");
    Some(pty)
}

fn send(signal: &str, process: u32) {
    let status = Command::new("kill")
        .args([format!("-{signal}"), process.to_string()])
        .status()
        .expect("every Unix has kill");
    assert!(status.success());
}

#[test]
fn quitting_gives_the_terminal_back() {
    if is_inside() {
        return;
    }
    let Some(mut pty) = probe("quitting_gives_the_terminal_back") else {
        return;
    };
    assert!(pty.is_raw());
    assert!(pty.screen().alternate_screen());
    assert!(pty.screen().hide_cursor());
    pty.press("q");
    assert!(pty.wait_for_exit().success());
    pty.assert_restored();
}

#[test]
fn keys_sizes_clicks_and_failures_reach_the_application() {
    if is_inside() {
        return;
    }
    let Some(mut pty) = probe("keys_sizes_clicks_and_failures_reach_the_application") else {
        return;
    };
    pty.press("\x1b[C");
    pty.wait_for("last: Key(Right)");
    pty.press("Z");
    pty.wait_for("last: Key(Char('Z'))");
    pty.resize(100, 30);
    pty.wait_for("probe 100x30");
    pty.wait_for("Resize(Size { columns: 100, rows: 30 })");
    pty.press("\x1b[<0;2;1M");
    pty.wait_for("last: Do(Help)");
    pty.press("\x1b[<65;9;9M");
    pty.wait_for("last: Wheel(1)");
    pty.press("s");
    pty.wait_for("last: Failed(\"the disk is full\")");
    pty.press(" ");
    pty.wait_for("ticks: 3");
    pty.press("q");
    assert!(pty.wait_for_exit().success());
}

#[test]
fn tiny_terminals_do_no_harm() {
    if is_inside() {
        return;
    }
    let Some(mut pty) = probe("tiny_terminals_do_no_harm") else {
        return;
    };
    for (columns, rows) in [(1, 1), (2, 1), (1, 5), (7, 2)] {
        pty.resize(columns, rows);
        pty.wait_until("a cell", |screen| !screen.contents().trim().is_empty());
    }
    pty.resize(40, 10);
    pty.wait_for("probe 40x10");
    pty.press("q");
    assert!(pty.wait_for_exit().success());
    pty.assert_restored();
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_printed() {
    if is_inside() {
        return;
    }
    let Some(mut pty) = probe("a_panic_gives_the_terminal_back_before_it_is_printed") else {
        return;
    };
    pty.press("p");
    assert!(!pty.wait_for_exit().success());
    pty.assert_restored();
    let contents = pty.contents();
    assert!(contents.contains("told to fail"), "{contents}");
    assert!(contents.contains("shell.rs"), "{contents}");
    assert!(!contents.contains("probe 80x24"), "{contents}");
}

#[test]
fn a_workers_panic_ends_the_program_and_is_told_on_the_main_screen() {
    if is_inside() {
        return;
    }
    let name = "a_workers_panic_ends_the_program_and_is_told_on_the_main_screen";
    let Some(mut pty) = probe(name) else {
        return;
    };
    pty.press("w");
    assert!(!pty.wait_for_exit().success());
    pty.assert_restored();
    let contents = pty.contents();
    assert!(contents.contains("worker told to fail"), "{contents}");
}

#[test]
fn signals_give_the_terminal_back_and_are_what_the_process_dies_of() {
    if is_inside() {
        return;
    }
    let name = "signals_give_the_terminal_back_and_are_what_the_process_dies_of";
    for (signal, cause) in [
        ("TERM", "Terminated"),
        ("HUP", "Hangup"),
        ("INT", "Interrupt"),
    ] {
        let Some(mut pty) = probe(name) else {
            return;
        };
        send(signal, pty.process());
        let status = pty.wait_for_exit();
        assert_eq!(status.signal(), Some(cause));
        pty.assert_restored();
    }
}

#[test]
fn the_second_interrupt_ends_a_program_that_is_stuck() {
    if is_inside() {
        return;
    }
    let Some(mut pty) = probe("the_second_interrupt_ends_a_program_that_is_stuck") else {
        return;
    };
    pty.press("l");
    pty.press("\x03");
    pty.press("\x03");
    assert_eq!(pty.wait_for_exit().signal(), Some("Interrupt"));
    pty.assert_restored();
}

#[test]
fn stopping_gives_the_terminal_to_the_shell_and_continuing_takes_it_again() {
    if is_inside() {
        return;
    }
    let name = "stopping_gives_the_terminal_to_the_shell_and_continuing_takes_it_again";
    let command = this_test(name);
    // A shell with job control between us and the program, as in real life.
    let mut shell = CommandBuilder::new("sh");
    let program: Vec<String> = command
        .get_argv()
        .iter()
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let script = format!(
        "set -m; {}; echo; echo the shell has it; read -r _; fg; echo \"exit $?\"; read -r _",
        program.join(" ")
    );
    shell.args(["-c", &script]);
    shell.env(INSIDE, "");
    let Some(mut pty) = Pty::start(shell, 80, 24) else {
        return;
    };
    pty.wait_for("probe 80x24");
    pty.press("\x1a");
    pty.wait_for("the shell has it");
    pty.assert_restored();
    pty.press("\r");
    pty.wait_until("the probe again", |screen| {
        screen.alternate_screen() && screen.contents().contains("probe 80x24")
    });
    assert!(pty.is_raw());
    pty.press("x");
    pty.wait_for("last: Key(Char('x'))");
    pty.press("q");
    pty.wait_for("exit 0");
    pty.assert_restored();
    pty.press("\r");
    pty.wait_for_exit();
}

#[test]
fn without_job_control_stopping_is_refused() {
    if is_inside() {
        return;
    }
    let Some(mut pty) = probe("without_job_control_stopping_is_refused") else {
        return;
    };
    pty.press("\x1a");
    pty.wait_for("last: Key(Ctrl('z'))");
    pty.press("x");
    pty.wait_for("last: Key(Char('x'))");
    assert!(pty.is_raw());
    pty.press("q");
    assert!(pty.wait_for_exit().success());
}

#[test]
fn a_saved_file_is_read_again() {
    if is_inside() {
        return;
    }
    let name = "a_saved_file_is_read_again";
    let file = std::env::temp_dir().join(format!("gilscope-{name}-{}.py", std::process::id()));
    std::fs::write(&file, "print(1)\n").unwrap();
    let mut command = this_test(name);
    command.env(INSIDE, &file);
    if let Some(mut pty) = Pty::start(command, 80, 24) {
        pty.wait_for("probe 80x24");
        std::fs::write(&file, "print(2)\n").unwrap();
        pty.wait_for("last: saved print(2)");
        pty.press("q");
        assert!(pty.wait_for_exit().success());
    }
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn without_colours_emphasis_is_left() {
    if is_inside() {
        return;
    }
    let name = "without_colours_emphasis_is_left";
    for (no_color, is_coloured) in [("", true), ("1", false)] {
        let mut command = this_test(name);
        command.env("LANG", "C.UTF-8");
        let shell_sets_it = format!("NO_COLOR={no_color} exec \"$@\"");
        let mut shell = CommandBuilder::new("sh");
        shell.args(["-c", &shell_sets_it, "sh"]);
        shell.args(command.get_argv());
        shell.env(INSIDE, "");
        let Some(mut pty) = Pty::start(shell, 80, 24) else {
            return;
        };
        pty.wait_for("probe 80x24");
        let cell = pty.screen().cell(0, 0).unwrap().clone();
        assert!(cell.inverse(), "the selection is gone");
        assert_eq!(cell.fgcolor() != vt100::Color::Default, is_coloured);
        pty.press("q");
        assert!(pty.wait_for_exit().success());
    }
}
