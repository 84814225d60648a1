//! Owns a program running in a pseudo-terminal: typing into it, and waiting for what its screen shows.
//! Owns no expectation of what that should be.

use std::io::{self, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use vt100::{MouseProtocolMode, Parser, Screen};

/// How long a program may show nothing new; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often the screen may change before what is waited for must be there.
const CHANGES: usize = 20_000;

/// Columns and rows of the screen that is kept: larger than any terminal here, because vt100 fails on
/// what was printed for a larger terminal than it has itself, as happens between a change of size and
/// the program's answer to it.
const PAPER: (u16, u16) = (300, 100);

/// A program in a terminal of its own.
pub(super) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    terminal: Parser,
    /// The terminal's line discipline before the program touched it.
    cooked: String,
}

impl Pty {
    /// Starts a command in a terminal of this size; none, with a visible note, where this system
    /// gives out no pseudo-terminals.
    pub(super) fn start(mut command: CommandBuilder, columns: u16, rows: u16) -> Option<Self> {
        for name in [
            "NO_COLOR",
            "FORCE_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "COLORTERM",
        ] {
            command.env_remove(name);
        }
        for name in [
            "LC_ALL",
            "LC_CTYPE",
            "SSH_CONNECTION",
            "TERM_PROGRAM",
            "COLORFGBG",
        ] {
            command.env_remove(name);
        }
        // A backtrace would scroll the message off the screen.
        command.env("RUST_BACKTRACE", "0");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = match native_pty_system().openpty(size) {
            Ok(pair) => pair,
            Err(error) => {
                // Past the test harness, which would swallow it.
                let _ = writeln!(io::stderr(), "SKIPPED: no pseudo-terminal here: {error}");
                return None;
            }
        };
        let cooked = line_discipline(pair.master.as_ref());
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        let mut reader = pair
            .master
            .try_clone_reader()
            .expect("the terminal can be read");
        let keyboard = pair
            .master
            .take_writer()
            .expect("the terminal can be written");
        let (send, output) = mpsc::channel();
        let forward = move || {
            let mut chunk = [0; 4096];
            // At its end, Linux reports an error where others report nothing read.
            while let Ok(read @ 1..) = reader.read(&mut chunk) {
                if send.send(chunk[..read].to_vec()).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new()
            .spawn(forward)
            .expect("a thread can be started");
        Some(Self {
            child,
            master: pair.master,
            keyboard,
            output,
            terminal: Parser::new(PAPER.1, PAPER.0, 0),
            cooked,
        })
    }

    /// Types.
    pub(super) fn press(&mut self, keys: &str) {
        self.keyboard
            .write_all(keys.as_bytes())
            .and_then(|()| self.keyboard.flush())
            .expect("the terminal takes keys");
    }

    /// Gives the terminal another size, and blanks the screen: what is seen next is new.
    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.process(b"\x1b[2J");
        self.master
            .resize(PtySize {
                rows,
                cols: columns,
                pixel_width: 0,
                pixel_height: 0,
            })
            .expect("the terminal can be resized");
    }

    /// Waits until the screen contains a text.
    #[track_caller]
    pub(super) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen is as asked.
    #[track_caller]
    pub(super) fn wait_until(&mut self, what: &str, is_there: impl Fn(&Screen) -> bool) {
        for _ in 0..CHANGES {
            if is_there(self.terminal.screen()) {
                return;
            }
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.terminal.process(&bytes),
                Err(error) => panic!("waiting for {what:?}: {error}\n{}", self.contents()),
            }
        }
        panic!("{CHANGES} changes, and no {what:?}\n{}", self.contents());
    }

    /// Waits until the program has ended.
    #[track_caller]
    pub(super) fn wait_for_exit(&mut self) -> ExitStatus {
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.terminal.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it did not end\n{}", self.contents()),
            }
        }
        self.child.wait().expect("the program was started here")
    }

    /// What the screen shows.
    pub(super) fn contents(&self) -> String {
        self.terminal.screen().contents()
    }

    /// The screen with everything that is known of it.
    pub(super) fn screen(&self) -> &Screen {
        self.terminal.screen()
    }

    /// Whether the terminal reports every key at once, without echo.
    pub(super) fn is_raw(&self) -> bool {
        line_discipline(self.master.as_ref()) != self.cooked
    }

    /// The process, for signals.
    pub(super) fn process(&self) -> u32 {
        self.child.process_id().expect("the program runs")
    }

    /// Fails unless the terminal is as it was before the program.
    #[track_caller]
    pub(super) fn assert_restored(&self) {
        let screen = self.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::None);
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(line_discipline(self.master.as_ref()), self.cooked);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
    }
}

fn line_discipline(master: &dyn MasterPty) -> String {
    let modes = master.get_termios().expect("a terminal has modes");
    format!(
        "{:?} {:?} {:?}",
        modes.input_flags, modes.output_flags, modes.local_flags
    )
}
