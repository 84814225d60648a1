//! Owns writing to the two streams. Owns no wording.

use std::io::{self, Write};

/// Text for standard output, as it is, at once.
pub(super) fn out(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Text for standard error, as it is.
pub(super) fn error(text: &str) -> io::Result<()> {
    io::stderr().lock().write_all(text.as_bytes())
}

/// A line for standard error.
pub(super) fn error_line(text: &str) -> io::Result<()> {
    error(&format!("{text}\n"))
}
