//! Owns the line that says how far a long run has come, on a terminal's standard error. Reads the clock
//! to know when it is due; nothing of the run depends on it.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use super::output;
use crate::base::VirtualDuration;
use crate::sim::Sim;

/// A run that ends within it shows no line.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(200);
/// Back to the first column, and clear the line (ECMA-48).
const CLEAR: &str = "\r\x1b[2K";

pub(super) struct ProgressLine {
    /// None when nobody would see it.
    due: Option<Instant>,
    shown: bool,
}

impl ProgressLine {
    pub(super) fn new() -> Self {
        let due = io::stderr().is_terminal().then(|| now() + PATIENCE);
        Self { due, shown: false }
    }

    /// Shows how far the run is, when it is time to.
    pub(super) fn update(&mut self, sim: &Sim) -> io::Result<()> {
        let Some(due) = self.due else { return Ok(()) };
        let now = now();
        if now < due {
            return Ok(());
        }
        self.due = Some(now + BETWEEN);
        self.shown = true;
        output::error(&format!("{CLEAR}{}", text(sim)))
    }

    /// Takes it away, before anything else is printed.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.shown) {
            output::error(CLEAR)?;
        }
        Ok(())
    }
}

fn text(sim: &Sim) -> String {
    let virtual_time = VirtualDuration(sim.now().nanos());
    let millions = sim.instructions() / 1_000_000;
    format!(
        "simulating: {virtual_time} of virtual time, {millions} million instructions (Ctrl-C stops)"
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long the user has waited is real time"
)]
fn now() -> Instant {
    Instant::now()
}
