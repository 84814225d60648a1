//! What may wake the event loop: the terminal's input, a signal, a saved file, a dying worker.
//!
//! Owns: the threads that wait for input and for signals, and the one channel into which all of them
//! send, so that an idle program sleeps. Does not own what any of it means.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyModifiers};

/// One reason for the loop to look around.
#[derive(Debug)]
pub(super) enum Wake {
    /// The terminal reported a key, the mouse or a new size.
    Input(Event),
    /// The terminal can no longer be read.
    InputEnded(io::Error),
    /// The process was told to end, by this signal.
    Terminate(i32),
    /// The process was told to stop until it is continued.
    Suspend,
    /// The process was continued, by `fg` or after having been stopped by another program.
    Continue,
    /// The terminal has another size.
    Resized,
    /// The watched program's file was saved.
    FileSaved,
    /// A file of the watched lessons was saved.
    LessonsSaved,
    /// A thread other than the loop's panicked; the panic's text.
    WorkerPanicked(String),
}

/// A request to end that the loop has not seen yet. A second one means that the loop is stuck: nobody
/// may be held in a terminal that no key gets them out of.
#[derive(Debug, Clone, Default)]
pub(super) struct Unheard(Arc<AtomicBool>);

impl Unheard {
    /// The loop has seen every request so far.
    pub(super) fn heard(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    /// Notes a request, and ends the process when it is the second in vain.
    fn request(&self, signal: i32) {
        if self.0.swap(true, Ordering::SeqCst) {
            super::terminal::give_back();
            #[cfg(unix)]
            // It can fail only for a signal that does not exist.
            let _ = job::die_of(signal);
            #[cfg(not(unix))]
            let _ = signal;
        }
    }
}

/// SIGINT, which Ctrl-C would send if the terminal were not raw.
const INTERRUPT: i32 = 2;

/// Whether the event is Ctrl-C.
pub(super) fn is_interrupt(event: &Event) -> bool {
    matches!(event, Event::Key(key)
        if key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL && !key.is_release())
}

/// How often the thread that reads the terminal looks whether it should pause.
const LOOK: Duration = Duration::from_millis(250);

/// Keeps the thread that reads the terminal from it while another program has it.
#[derive(Debug, Clone, Default)]
pub(super) struct InputPause(Arc<(Mutex<Pause>, Condvar)>);

#[derive(Debug, Default)]
struct Pause {
    wanted: bool,
    kept: bool,
}

impl InputPause {
    /// Returns when nothing reads the terminal any more.
    pub(super) fn begin(&self) {
        let (pause, changed) = &*self.0;
        let mut pause = pause.lock().unwrap_or_else(PoisonError::into_inner);
        pause.wanted = true;
        // The reading thread may have ended: nobody waits for it longer than it takes to look.
        while !pause.kept {
            let waited = changed.wait_timeout(pause, 4 * LOOK);
            let (guard, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            pause = guard;
            if timeout.timed_out() {
                break;
            }
        }
    }

    pub(super) fn end(&self) {
        let (pause, changed) = &*self.0;
        pause.lock().unwrap_or_else(PoisonError::into_inner).wanted = false;
        changed.notify_all();
    }

    /// Waits for the end of a pause, if there is one.
    fn keep(&self) {
        let (pause, changed) = &*self.0;
        let mut pause = pause.lock().unwrap_or_else(PoisonError::into_inner);
        while pause.wanted {
            pause.kept = true;
            changed.notify_all();
            pause = changed.wait(pause).unwrap_or_else(PoisonError::into_inner);
        }
        pause.kept = false;
    }
}

/// Starts the thread that reads the terminal.
///
/// It lives as long as the process: a blocked read cannot be called off.
pub(super) fn forward_input(
    wakes: Sender<Wake>,
    unheard: Unheard,
    pause: InputPause,
) -> io::Result<()> {
    let read_until_nobody_listens = move || {
        loop {
            pause.keep();
            if matches!(crossterm::event::poll(LOOK), Ok(false)) {
                continue;
            }
            let read = crossterm::event::read();
            let ended = read.is_err();
            if read.as_ref().is_ok_and(is_interrupt) {
                unheard.request(INTERRUPT);
            }
            let wake = read.map_or_else(Wake::InputEnded, Wake::Input);
            if wakes.send(wake).is_err() || ended {
                return;
            }
        }
    };
    thread::Builder::new()
        .name("terminal input".to_owned())
        .spawn(read_until_nobody_listens)?;
    Ok(())
}

/// Starts the thread that waits for signals; dropping the result ends it.
#[cfg(unix)]
pub(super) fn forward_signals(
    wakes: Sender<Wake>,
    unheard: Unheard,
) -> io::Result<SignalForwarder> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};

    let mut signals = signal_hook::iterator::Signals::new([
        SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH,
    ])?;
    let handle = signals.handle();
    let forward = move || {
        for signal in signals.forever() {
            let wake = match signal {
                SIGTSTP => Wake::Suspend,
                SIGCONT => Wake::Continue,
                // crossterm reports it too, but only from its first read on: a change of size while
                // the lab starts would be lost.
                SIGWINCH => Wake::Resized,
                fatal => {
                    unheard.request(fatal);
                    Wake::Terminate(fatal)
                }
            };
            if wakes.send(wake).is_err() {
                return;
            }
        }
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(forward)?;
    Ok(SignalForwarder(handle))
}

/// Keeps the signals' thread alive.
#[cfg(unix)]
pub(super) struct SignalForwarder(signal_hook::iterator::Handle);

#[cfg(unix)]
impl Drop for SignalForwarder {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Job control: stopping like any other program that is told to.
#[cfg(unix)]
pub(super) mod job {
    use nix::sys::signal::{self, Signal};
    use nix::unistd::{self, Pid};

    /// Whether a shell could continue the process, once it is stopped.
    ///
    /// A session leader, or a child of a process outside its session, has nobody who could: stopping
    /// would hang the terminal for good. In a container, a session that was made outside has the
    /// number 0.
    pub(in crate::tui) fn is_controlled() -> bool {
        let session = unistd::getsid(None).ok();
        let parents = unistd::getsid(Some(unistd::getppid())).ok();
        session.is_some() && session == parents
    }

    /// Asks the whole process group to stop, as the terminal itself would: under `cargo run`, the
    /// shell waits for cargo, not for us.
    pub(in crate::tui) fn ask_group_to_stop() {
        // It can fail only if a member runs as another user; the others have been asked then.
        let own_group = Pid::from_raw(0);
        let _ = signal::kill(own_group, Signal::SIGTSTP);
    }

    /// Stops this process; returns when it is continued.
    pub(in crate::tui) fn stop() -> std::io::Result<()> {
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
    }

    /// Ends this process by the signal that asked for it, so that the parent sees the cause.
    pub(in crate::tui) fn die_of(signal: i32) -> std::io::Result<()> {
        signal_hook::low_level::emulate_default_handler(signal)
    }
}
