//! Owns the format `cast`: a recording of the run being played on the screen, which asciinema and its player
//! for pages show (asciicast v2, since every player reads that). Owns no screen: it gets its frames from
//! whoever can paint ([`Play`]).

use std::io::{self, Write};
use std::time::Duration;

use serde_json::json;

use super::{Format, Run};

pub(super) const FORMAT: Format = Format {
    name: "cast",
    about: "a recording of the lab playing the run, for asciinema and its player",
    write,
};

/// Something that a recording holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shown {
    /// What the terminal is sent.
    Output(String),
    /// A moment that a viewer can jump to.
    Mark(String),
}

/// A screen on which a run is played.
pub trait Play: std::fmt::Debug {
    /// Columns and rows.
    fn size(&self) -> (u16, u16);

    /// Plays it from start to end: `show` gets what the screen shows, and how long after the start.
    ///
    /// # Errors
    /// Those of `show`, and of the screen.
    fn play(&self, show: &mut dyn FnMut(Duration, Shown) -> io::Result<()>) -> io::Result<()>;
}

fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(screen) = run.screen else {
        return Err(io::Error::other("gilscope was built without a screen"));
    };
    let (width, height) = screen.size();
    let header = json!({
        "version": 2,
        "width": width,
        "height": height,
        "title": format!("{} under {}, {}", run.program, run.runtime, run.origin()),
        "env": { "TERM": "xterm-256color" },
    });
    writeln!(out, "{header}")?;
    screen.play(&mut |at, shown| {
        let (code, data) = match shown {
            Shown::Output(text) => ("o", text),
            Shown::Mark(text) => ("m", text),
        };
        // Whole milliseconds: what a player can show.
        let seconds = at.as_millis() as f64 / 1000.0;
        writeln!(out, "{}", json!([seconds, code, data]))
    })
}
