//! The terminal's modes: taken on entry, given back on every way out.
//!
//! Owns: raw mode, the alternate screen, the cursor's visibility, mouse capture, the panic hook and
//! the writer that turns a frame into one write. Does not own signals (`wake`) nor what is drawn
//! (`paint`).
//!
//! `ratatui::restore` leaves raw mode and the alternate screen only; everything else that is switched
//! on here is switched off here.

use std::cell::RefCell;
use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::Command;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{
    BeginSynchronizedUpdate, DisableLineWrap, EnableLineWrap, EndSynchronizedUpdate,
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, queue};

/// Whether the modes are in effect. One terminal per process, so one flag per process: the panic
/// hook has nothing else to ask.
static TAKEN: AtomicBool = AtomicBool::new(false);

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// The terminal's modes while it lives; dropping it gives them back.
///
/// A panic on the thread that entered gives them back before the panic is printed. A panic on another
/// thread while the guard lives is handed to `on_worker_panic` instead, so that its text is not
/// written across the screen that the user is looking at.
#[must_use = "dropping the guard leaves the terminal"]
pub struct TerminalGuard {
    mouse: bool,
    previous_hook: Arc<Hook>,
}

impl TerminalGuard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When there is no terminal, or it refuses raw mode; nothing is left changed then.
    pub fn enter(
        mouse: bool,
        on_worker_panic: impl Fn(String) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        // Reduced frames must be written as they are: see `color`.
        crossterm::style::force_color_output(true);
        take(mouse)?;
        let previous_hook: Arc<Hook> = Arc::new(panic::take_hook());
        let previous = Arc::clone(&previous_hook);
        let owner = thread::current().id();
        panic::set_hook(Box::new(move |info| {
            let is_worker = thread::current().id() != owner;
            if is_worker && TAKEN.load(Ordering::SeqCst) {
                on_worker_panic(format!("{info}"));
            } else {
                give_back();
                previous(info);
            }
        }));
        Ok(Self {
            mouse,
            previous_hook,
        })
    }

    /// Gives the modes back for as long as the program is stopped.
    pub fn leave(&self) {
        give_back();
    }

    /// Takes the modes again, whatever another program did to them meanwhile.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn reenter(&self) -> io::Result<()> {
        // crossterm remembers the first cooked mode it saw and would not touch the terminal again
        // while it believes it to be raw.
        give_back();
        take(self.mouse)
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        give_back();
        // Changing the hook while panicking would abort; the process is ending anyhow.
        if !thread::panicking() {
            let previous = Arc::clone(&self.previous_hook);
            panic::set_hook(Box::new(move |info| previous(info)));
        }
    }
}

fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let entered = write_entry(&mut io::stdout(), mouse);
    if entered.is_err() {
        give_back();
    }
    entered
}

/// Gives the terminal back, if it is taken. Errors have nowhere to go: the terminal may be gone, and
/// the other steps must be tried all the same.
pub(super) fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = write_exit(&mut io::stdout());
        let _ = disable_raw_mode();
    }
}

/// Asks for clicks and the wheel, and not, as crossterm's own command does, for every movement of the
/// mouse: each would wake the lab, or cross a network.
struct ReportClicks;

impl Command for ReportClicks {
    fn write_ansi(&self, out: &mut impl std::fmt::Write) -> std::fmt::Result {
        out.write_str("\x1b[?1000h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        crossterm::event::EnableMouseCapture.execute_winapi()
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

fn write_entry(out: &mut impl Write, mouse: bool) -> io::Result<()> {
    queue!(
        out,
        EnterAlternateScreen,
        cursor::Hide,
        DisableLineWrap,
        DisableBracketedPaste
    )?;
    if mouse {
        queue!(out, ReportClicks)?;
    }
    out.flush()
}

/// Undoes every mode, taken or not: a panic may have fallen in the middle of a frame.
fn write_exit(out: &mut impl Write) -> io::Result<()> {
    queue!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        SetAttribute(Attribute::Reset),
        EnableLineWrap,
        LeaveAlternateScreen,
        cursor::Show
    )?;
    out.flush()
}

/// Collects a frame until [`FrameWriter::commit`] writes it in one go, as one synchronized update.
///
/// Flushing does nothing: ratatui flushes several times a frame. Nothing is written when it is dropped:
/// what a panic left of half a frame must not appear on the main screen.
#[derive(Debug, Clone, Default)]
pub(super) struct FrameWriter {
    bytes: Rc<RefCell<Vec<u8>>>,
}

impl FrameWriter {
    /// Writes what has been collected.
    pub(super) fn commit(&self, out: &mut impl Write) -> io::Result<()> {
        let collected = self.bytes.take();
        if collected.is_empty() {
            return Ok(());
        }
        let mut frame = Vec::with_capacity(collected.len() + 16);
        queue!(frame, BeginSynchronizedUpdate)?;
        frame.extend_from_slice(&collected);
        queue!(frame, EndSynchronizedUpdate)?;
        out.write_all(&frame)?;
        out.flush()
    }
}

impl Write for FrameWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visible(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes)
            .expect("escape sequences are ASCII")
            .replace('\x1b', "^")
    }

    #[test]
    fn everything_that_entry_switches_on_exit_switches_off() {
        let mut entry = Vec::new();
        write_entry(&mut entry, true).expect("a vector takes everything");
        let mut exit = Vec::new();
        write_exit(&mut exit).expect("a vector takes everything");
        let (entry, exit) = (visible(entry), visible(exit));
        for mode in ["?1049", "?1000", "?1006"] {
            assert!(entry.contains(&format!("^[{mode}h")), "{mode} in {entry}");
            assert!(exit.contains(&format!("^[{mode}l")), "{mode} in {exit}");
        }
        assert!(entry.contains("^[?25l") && exit.contains("^[?25h"));
        assert!(entry.contains("^[?7l") && exit.contains("^[?7h"));
    }

    #[test]
    fn a_frame_is_one_synchronized_update_and_an_empty_one_writes_nothing() {
        let frames = FrameWriter::default();
        let mut backend = frames.clone();
        let mut written = Vec::new();
        backend.write_all(b"a").expect("kept in memory");
        backend.flush().expect("does nothing");
        backend.write_all(b"b").expect("kept in memory");
        frames.commit(&mut written).expect("a vector takes all");
        frames.commit(&mut written).expect("there is nothing left");
        assert_eq!(visible(written), "^[?2026hab^[?2026l");
    }
}
