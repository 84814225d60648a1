//! Owns the format `text`: the plain picture of a run, a hundred columns wide, and what its
//! letters mean.

use std::io::{self, Write};

use super::{Format, Run};
use crate::base::VirtualTime;
use crate::trace::{self, Window};

pub(super) const FORMAT: Format = Format {
    name: "text",
    about: "the timeline as plain text",
    write,
};

const WIDTH: usize = 100;

fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let window = Window {
        start: VirtualTime::ZERO,
        end: run.trace.end(),
    };
    writeln!(
        out,
        "{} under {}, {}",
        run.program,
        run.runtime,
        run.origin()
    )?;
    let picture = trace::ascii(run.trace, window, WIDTH);
    writeln!(out, "{picture}\n{}", trace::legend(&picture, run.lock))
}
