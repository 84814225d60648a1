//! Owns Ctrl-C during a run without a screen: the first asks the run to stop where it is, so that what
//! it did so far is shown; a second one ends gilscope at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

use super::Exit;

/// Tells whether Ctrl-C was pressed since it was made.
#[derive(Debug)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    pub(super) fn watch() -> io::Result<Self> {
        let pressed = Arc::new(AtomicBool::new(false));
        // In this order: the press that sets the flag must not be the one that finds it set.
        let status = i32::from(Exit::Interrupted.code());
        flag::register_conditional_shutdown(SIGINT, status, pressed.clone())?;
        flag::register(SIGINT, pressed.clone())?;
        Ok(Self(pressed))
    }

    pub(super) fn pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
